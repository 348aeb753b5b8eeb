/** Calls with files: `@mizan/react/upload`. */
import { defaultClient, type MizanClient } from "@mizan/client";
import { type UploadOptions, upload } from "@mizan/client/upload";
import type { Call, CallDefinition, Failure } from "./call.js";

export { type UploadOptions, upload } from "@mizan/client/upload";

export interface OneUploadOptions extends UploadOptions {
  /** The client to call with, instead of the page's. */
  client?: MizanClient;
}

/** As {@link Call}, of a function that takes files. */
export interface Upload<Args, Result, Declared extends Failure = never>
  extends Call<Args, Result, Declared> {
  (args: Args, options?: OneUploadOptions): Promise<Result>;
}

/** Declares a function of the server that takes files. Generated code calls this. */
export function defineUpload<Args, Result, Declared extends Failure = never>(
  fn: string,
  definition: CallDefinition = {},
): Upload<Args, Result, Declared> {
  const { wide } = definition;
  const call = (args: Args, { client = defaultClient(), ...options }: OneUploadOptions = {}) =>
    upload(client, fn, args as object, { ...definition, ...options }).then(
      wide?.result,
      wide?.error,
    ) as Promise<Result>;
  return Object.assign(call, { fn, ...definition });
}

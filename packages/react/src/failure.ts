import { MizanError } from "@mizan/client";
import { readOfError } from "./cache.js";
import type { ErrorOf, Failure } from "./call.js";
import type { Source } from "./query.js";

/**
 * Whether an error is one that a hook of this function threw, which then has the types of those that the function
 * declares: for error boundaries, which are given anything.
 *
 * ```tsx
 * fallback={(error) =>
 *   isErrorOf(useAccount, error) && error.code === "account_closed" ? error.data.on : "Something failed"
 * }
 * ```
 */
export function isErrorOf<Params, Result, Declared extends Failure>(
  { context }: Source<Params, Result, Declared>,
  error: unknown,
): error is ErrorOf<Declared> {
  return error instanceof MizanError && readOfError(error)?.queryKey[1] === context.name;
}

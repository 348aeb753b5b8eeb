import { type CallOptions, defaultClient, type MizanClient, type MizanError } from "@mizan/client";
import { useMutation } from "@tanstack/react-query";
import { useCallback } from "react";
import { useCache } from "./provider.js";

export interface CallDefinition {
  /** Contexts to refetch when no answer says whether the call took effect. */
  affects?: CallOptions["affects"];
}

export interface OneCallOptions {
  signal?: AbortSignal;
  /** The client to call with, instead of the page's. */
  client?: MizanClient;
}

/**
 * A function of the server: `await updateProfile({ user_id: 5, name: "Ada" })`, in components and
 * outside of them. It resolves with the result once what it invalidated is being read again; it is
 * never repeated.
 */
export interface Call<Args, Result, Failure extends MizanError = MizanError> {
  (args: Args, options?: OneCallOptions): Promise<Result>;
  /** The function's name on the server. */
  readonly fn: string;
  /** For the compiler alone. */
  readonly failure?: Failure;
}

/** Declares a function of the server. Generated code calls this. */
export function defineCall<Args, Result, Failure extends MizanError = MizanError>(
  fn: string,
  { affects }: CallDefinition = {},
): Call<Args, Result, Failure> {
  const call = (args: Args, { signal, client = defaultClient() }: OneCallOptions = {}) =>
    client.mizanCall<Result>(fn, args as object | undefined, { signal, affects });
  return Object.assign(call, { fn });
}

/** A call and how it stands. */
export interface Mutation<Args, Result, Failure extends MizanError = MizanError> {
  /**
   * Calls the function. What it invalidates is read again by itself. The promise may be left alone:
   * a failure is in `error` too.
   */
  mutate: (args: Args) => Promise<Result>;
  /** Whether the latest call runs. */
  pending: boolean;
  /** What the latest call failed with. */
  error: Failure | undefined;
  /** The result of the latest call. */
  data: Result | undefined;
  /** Forgets the latest call. */
  reset: () => void;
}

/** Makes the hook of a mutation or a plain call. */
export function defineMutation<Args, Result, Failure extends MizanError>(
  call: Call<Args, Result, Failure>,
): () => Mutation<Args, Result, Failure> {
  return () => {
    const { client, queries } = useCache();
    const { mutateAsync, isPending, error, data, reset } = useMutation<Result, Failure, Args>(
      {
        mutationKey: ["mizan", call.fn],
        mutationFn: (args) => call(args, { client }),
        networkMode: "always",
      },
      queries,
    );
    const mutate = useCallback(
      (args: Args) => {
        const result = mutateAsync(args);
        result.catch(() => {});
        return result;
      },
      [mutateAsync],
    );
    return { mutate, pending: isPending, error: error ?? undefined, data, reset };
  };
}

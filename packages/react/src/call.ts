import {
  type CallOptions,
  defaultClient,
  type ErrorCode,
  type MizanClient,
  type MizanError,
} from "@mizan/client";
import { useMutation } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { Cache } from "./cache.js";
import { useCache } from "./provider.js";

export interface CallDefinition {
  /** Contexts to refetch when no answer says whether the call took effect. */
  affects?: CallOptions["affects"];
  /** The hash of what a caller relies on; the server tells by it whether this client is too old (§11). */
  contract?: string;
  /** What reads the wide integers of the result, of a declared error's data, and for mocks of the arguments. */
  wide?: {
    result?: (result: unknown) => unknown;
    /** Throws the error, whose data it has read. */
    error?: (error: unknown) => never;
    args?: (args: unknown) => unknown;
  };
}

export interface OneCallOptions {
  signal?: AbortSignal;
  /** The client to call with, instead of the page's. */
  client?: MizanClient;
}

/** An error that a function declares: `{ code: "name_taken"; data: { suggestion: string } }`. */
export interface Failure {
  code: string;
  data?: unknown;
}

/** What a call fails with: an error that the function declares, or one that any call may end with (§9). */
export type ErrorOf<Declared extends Failure> = [Declared] extends [never]
  ? MizanError
  : Typed<Declared> | MizanError<ErrorCode, undefined>;

type Typed<Declared extends Failure> = Declared extends Failure
  ? MizanError<Declared["code"], Declared extends { data: infer Data } ? Data : undefined>
  : never;

/**
 * A function of the server: `await updateProfile({ user_id: 5, name: "Ada" })`, in components and
 * outside of them. It resolves with the result when what it invalidated is known to be old; that is read
 * again once the page has taken in what follows, where it still shows. It is never repeated.
 */
export interface Call<Args, Result, Declared extends Failure = never> {
  (args: Args, options?: OneCallOptions): Promise<Result>;
  /** The function's name on the server. */
  readonly fn: string;
  readonly affects?: CallOptions["affects"];
  readonly wide?: CallDefinition["wide"];
  /** For the compiler alone. */
  readonly failure?: Declared;
}

/** Declares a function of the server. Generated code calls this. */
export function defineCall<Args, Result, Declared extends Failure = never>(
  fn: string,
  definition: CallDefinition = {},
): Call<Args, Result, Declared> {
  const { wide } = definition;
  const call = (args: Args, { signal, client = defaultClient() }: OneCallOptions = {}) =>
    client
      .mizanCall(fn, args as object | undefined, { signal, ...definition })
      .then(wide?.result, wide?.error) as Promise<Result>;
  return Object.assign(call, { fn, ...definition });
}

/** A call and how it stands. */
export interface Mutation<Args, Result, Declared extends Failure = never> {
  /**
   * Calls the function. What it invalidates is read again by itself. The promise may be left alone:
   * a failure is in `error` too.
   */
  mutate: (args: Args) => Promise<Result>;
  /** Whether the latest call runs. */
  pending: boolean;
  /** What the latest call failed with. Where its `committed` is null, nobody knows whether it took effect. */
  error: ErrorOf<Declared> | undefined;
  /** The result of the latest call. */
  data: Result | undefined;
  /** Forgets the latest call. */
  reset: () => void;
}

/** What is done around a call, such as showing its outcome before it is known: {@link optimistic}. */
export type Around<Args> = <Result>(
  cache: Cache,
  args: Args,
  run: () => Promise<Result>,
) => Promise<Result>;

/** Makes the hook of a mutation or a plain call. */
export function defineMutation<Args, Result, Declared extends Failure>(
  call: Call<Args, Result, Declared>,
): (around?: Around<Args>) => Mutation<Args, Result, Declared> {
  return (around) => {
    const cache = useCache();
    const { client, queries } = cache;
    const { mutateAsync, error, data, reset } = useMutation<Result, ErrorOf<Declared>, Args>(
      {
        mutationKey: ["mizan", call.fn],
        mutationFn: (args) => {
          const run = () => call(args, { client });
          return around ? around(cache, args, run) : run();
        },
        networkMode: "always",
      },
      queries,
    );
    // TanStack's own tells a task later, and between the two clicks of a double click there may be none.
    const [running, setRunning] = useState(0);
    const mutate = useCallback(
      (args: Args) => {
        setRunning((count) => count + 1);
        const result = mutateAsync(args);
        const ended = () => setRunning((count) => count - 1);
        result.then(ended, ended);
        return result;
      },
      [mutateAsync],
    );
    return { mutate, pending: running > 0, error: error ?? undefined, data, reset };
  };
}

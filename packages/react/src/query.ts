import { type ContextAnswer, MizanError } from "@mizan/client";
import { type Part, queryOf, useSelected, useSuspended } from "./cache.js";
import type { Context } from "./context.js";
import { useCache, useParams } from "./provider.js";

/** A hook that takes its params from the provider around it, or as its argument. */
export type Hook<Params, Result> = [keyof Params] extends [never]
  ? () => Result
  : (params?: Params) => Result;

/** What a hook without Suspense returns. Data stays while it is read again. */
export type QueryResult<T> =
  | { data: T; error: undefined; pending: false }
  | { data: T | undefined; error: MizanError; pending: false }
  | { data: undefined; error: undefined; pending: true };

/**
 * Makes the hook of a function of a context: it returns the data, suspends while there is none, and
 * throws a {@link MizanError} to the error boundary.
 */
export function defineQuery<Params, Data, Name extends keyof Data & string>(
  context: Context<Params, Data>,
  name: Name,
): Hook<Params, Data[Name]> {
  const select = partOf<Data[Name]>(name);
  return (given?: Params) => {
    const cache = useCache();
    return useSuspended(cache, queryOf(cache, context, useParams(context, given)), select);
  };
}

/** Makes the hook of a function that returns `{ data, error, pending }` and neither suspends nor throws. */
export function defineQueryResult<Params, Data, Name extends keyof Data & string>(
  context: Context<Params, Data>,
  name: Name,
): Hook<Params, QueryResult<Data[Name]>> {
  const select = partOf<Data[Name]>(name);
  return (given?: Params) => {
    const cache = useCache();
    const options = queryOf(cache, context, useParams(context, given));
    const { data: part, error, isPending: pending } = useSelected(cache, options, select);
    const result = { data: part?.data, error: error ?? part?.error, pending };
    return result as QueryResult<Data[Name]>;
  };
}

function partOf<T>(name: string): (answer: ContextAnswer) => Part<T> {
  return ({ data, errors }) => {
    if (Object.hasOwn(data, name)) return { data: data[name] as T };
    const missing = { code: "malformed", message: `The answer has no "${name}"` };
    return { error: new MizanError(200, errors[name] ?? missing) };
  };
}

import { type ContextAnswer, MizanError, type QueryError } from "@mizan/client";
import { queryOf, retryThrown, useSelected, useSuspended } from "./cache.js";
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

/** One function's part of an answer. */
type Part<T> = { data: T } | { error: QueryError };

/**
 * Makes the hook of a function of a context: it returns the data, suspends while there is none, and
 * throws a {@link MizanError} to the error boundary.
 */
export function defineQuery<Params, Data, Name extends keyof Data & string>(
  context: Context<Params, Data>,
  name: Name,
): Hook<Params, Data[Name]> {
  const select = partOf<Data[Name]>(name);
  const failed = (answer: ContextAnswer) => "error" in select(answer);
  return (given?: Params) => {
    const cache = useCache();
    const options = queryOf(cache, context, useParams(context, given));
    retryThrown(cache, options, failed);
    const part = useSuspended(cache, options, select);
    if ("error" in part) throw errorOf(part.error);
    return part.data;
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
    const { data: part, error, isPending } = useSelected(cache, options, select);
    return resultOf(part, error, isPending);
  };
}

function resultOf<T>(
  part: Part<T> | undefined,
  error: MizanError | null,
  pending: boolean,
): QueryResult<T> {
  if (pending) return { data: undefined, error: undefined, pending: true };
  const data = part && "data" in part ? part.data : undefined;
  const failure = error ?? (part && "error" in part ? errorOf(part.error) : undefined);
  if (failure) return { data, error: failure, pending: false };
  return { data: data as T, error: undefined, pending: false };
}

function partOf<T>(name: string): (answer: ContextAnswer) => Part<T> {
  return ({ data, errors }) => {
    const error = errors[name];
    if (error) return { error };
    if (Object.hasOwn(data, name)) return { data: data[name] as T };
    return { error: { code: "malformed", message: `The answer has no "${name}".` } };
  };
}

const instances = new WeakMap<QueryError, MizanError>();

/** The same instance for the same answer, so that effects may depend on it. */
function errorOf(error: QueryError): MizanError {
  const instance = instances.get(error) ?? new MizanError(200, error);
  instances.set(error, instance);
  return instance;
}

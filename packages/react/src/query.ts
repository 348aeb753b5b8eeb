import { type ContextAnswer, type ContextSpec, MizanError } from "@mizan/client";
import {
  type AnswerOptions,
  type Cache,
  type Part,
  queryOf,
  useSelected,
  useSuspended,
} from "./cache.js";
import type { ErrorOf, Failure } from "./call.js";
import type { Context, DeclaredBy } from "./context.js";
import { useCache, useParams } from "./provider.js";

/** Names a function of a context: what its hooks have besides being called. */
export interface Source<Params, Result, Declared extends Failure = Failure> {
  readonly context: ContextSpec;
  /** The function's name on the server. */
  readonly fn: string;
  /** For the compiler alone. */
  readonly read?: (params: Params) => Result;
  /** For the compiler alone. */
  readonly failure?: Declared;
}

/** A hook that takes its params from the provider around it, or as its argument. */
export type Hook<Params, Result, Returned = Result, Declared extends Failure = never> = Source<
  Params,
  Result,
  Declared
> &
  ([keyof Params] extends [never] ? () => Returned : (params?: Params) => Returned);

/** What a hook without Suspense returns. Data stays while it is read again. */
export type QueryResult<T, Declared extends Failure = never> =
  | { data: T; error: undefined; pending: false }
  | { data: T | undefined; error: ErrorOf<Declared>; pending: false }
  | { data: undefined; error: undefined; pending: true };

/**
 * Makes the hook of a function of a context: it returns the data, suspends while there is none, and
 * throws a {@link MizanError} to the error boundary.
 */
export function defineQuery<Params, Data, Errors, Name extends keyof Data & string>(
  context: Context<Params, Data, Errors>,
  name: Name,
): Hook<Params, Data[Name], Data[Name], DeclaredBy<Errors, Name>> {
  const select = partOf(context, name);
  return hookOf(context, name, (cache, options) => useSuspended(cache, options, name, select));
}

/** Makes the hook of a function that returns `{ data, error, pending }` and neither suspends nor throws. */
export function defineQueryResult<Params, Data, Errors, Name extends keyof Data & string>(
  context: Context<Params, Data, Errors>,
  name: Name,
): Hook<
  Params,
  Data[Name],
  QueryResult<Data[Name], DeclaredBy<Errors, Name>>,
  DeclaredBy<Errors, Name>
> {
  const select = partOf(context, name);
  return hookOf(context, name, (cache, options) => {
    const { data: part, error, isPending: pending } = useSelected(cache, options, select);
    const result = { data: part?.data, error: error ?? part?.error, pending };
    return result as QueryResult<Data[Name], DeclaredBy<Errors, Name>>;
  });
}

function hookOf<Params, Result, Returned, Declared extends Failure>(
  context: ContextSpec,
  fn: string,
  useRead: (cache: Cache, options: AnswerOptions) => Returned,
): Hook<Params, Result, Returned, Declared> {
  const hook = (given?: Params) => {
    const cache = useCache();
    return useRead(cache, queryOf(cache, context, useParams(context, given)));
  };
  return Object.assign(hook, { context, fn });
}

/** What of an answer is a function's. The cache keeps it as it came; wide integers are read here. */
export function partOf<Params, Data, Errors, Name extends keyof Data & string>(
  { wide }: Context<Params, Data, Errors>,
  name: Name,
): (answer: ContextAnswer) => Part<Data[Name]> {
  return ({ data, errors }) => {
    const own = Object.hasOwn(data, name) ? data[name] : undefined;
    if (own !== undefined) return { data: (wide?.[name]?.(own) ?? own) as Data[Name] };
    const missing = { code: "malformed", message: `The answer has no "${name}"` };
    return { error: new MizanError(200, errors[name] ?? missing) };
  };
}

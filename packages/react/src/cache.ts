/**
 * TanStack Query as Mizan's store: all that is known of its ways is in this file.
 *
 * A context with its params is one query, named so that its devtools read well:
 * `["mizan", "user", { user_id: 5 }]`. The client repeats, shares and restarts reads; TanStack Query
 * keeps what they bring, shares its structure, and tells hooks.
 */
import {
  type ContextAnswer,
  type ContextSpec,
  type MizanClient,
  type MizanError,
  type Params,
  readOf,
} from "@mizan/client";
import {
  type Query,
  QueryClient,
  type QueryKey,
  queryOptions,
  useQuery,
  useSuspenseQuery,
} from "@tanstack/react-query";

const ROOT = "mizan";
/** How long an error counts as just thrown; one that is rendered later was asked to be tried again. */
const THROWN_MS = 1000;

/** A client with the query client that keeps its data. */
export interface Cache {
  readonly client: MizanClient;
  readonly queries: QueryClient;
  /** Milliseconds after which data is read again when it is mounted or the window gets focus. */
  readonly staleTime: number;
}

type Answer = ContextAnswer;
type AnswerQuery = Query<Answer, MizanError>;

/** A query client with TanStack Query's own defaults. */
export const newQueryClient = (): QueryClient => new QueryClient();

/** The options of a context's query, the same for all that read it. */
export function queryOf({ client, staleTime }: Cache, context: ContextSpec, params: object) {
  client.define(context);
  const read = readOf(context, params as Params);
  const queryKey: QueryKey = [ROOT, read.context, read.params];
  return queryOptions<Answer, MizanError>({
    queryKey,
    queryFn: ({ signal }) => client.mizanFetch(context, read.params, { signal }),
    meta: { client },
    staleTime,
    // The client has its own repeats and its own word for having no network.
    retry: false,
    networkMode: "always",
  });
}

export type AnswerOptions = ReturnType<typeof queryOf>;

/** Starts a read that nothing has started, so that contexts inside one another load side by side. */
export function prefetch({ queries }: Cache, options: AnswerOptions): void {
  const state = queries.getQueryState(options.queryKey);
  if (!state?.data && !state?.error) void queries.prefetchQuery(options);
}

/** Keeps a read mounted without ever rendering again. */
export function useMounted({ queries }: Cache, options: AnswerOptions): void {
  useQuery({ ...options, notifyOnChangeProps: [], retryOnMount: false }, queries);
}

/** What a hook takes from an answer; pending while there is none. */
export function useSelected<T>(
  { queries }: Cache,
  options: AnswerOptions,
  select: (answer: Answer) => T,
): { data: T | undefined; error: MizanError | null; isPending: boolean } {
  return useQuery({ ...options, select }, queries);
}

/** What a hook takes from an answer; suspends while there is none, throws what ended the read. */
export function useSuspended<T>(
  { queries }: Cache,
  options: AnswerOptions,
  select: (answer: Answer) => T,
): T {
  return useSuspenseQuery({ ...options, select }, queries).data;
}

/** When an answer or an error, each a new object, was first thrown. */
const thrown = new WeakMap<object, number>();

/**
 * Forgets an answer whose error has been thrown before, when a component asks for it again: its error
 * boundary was reset, or another page shows it. A render repeated at once, as React does on errors,
 * finds the same error.
 *
 * @param failed whether the answer is an error to the hook that asks
 */
export function retryThrown(
  { queries }: Cache,
  { queryKey }: AnswerOptions,
  failed: (answer: Answer) => boolean,
): void {
  const query = queries.getQueryCache().find<Answer, MizanError>({ queryKey });
  if (query?.state.fetchStatus !== "idle") return;
  const { data, error } = query.state;
  const failure = data ?? error;
  if (!failure || (data && !failed(data))) return;
  const since = thrown.get(failure);
  if (since === undefined) thrown.set(failure, Date.now());
  else if (Date.now() - since > THROWN_MS) empty(query);
}

const connected = new WeakMap<MizanClient, WeakSet<QueryClient>>();

/**
 * Connects a client's invalidations with the queries that keep its data, for as long as both live.
 * Doing it again does nothing.
 */
export function connect({ client, queries }: Cache): void {
  const before = connected.get(client) ?? new WeakSet();
  if (before.has(queries)) return;
  connected.set(client, before.add(queries));
  const registered = new Map<AnswerQuery, () => void>();

  queries.getQueryCache().subscribe(({ type, query }) => {
    if (query.queryKey[0] !== ROOT || query.meta?.client !== client) return;
    if (type === "added") {
      const [, context, params] = query.queryKey as [string, string, Params];
      registered.set(
        query,
        client.registerContext(context, params, () => refetch(query)),
      );
    } else if (type === "removed") {
      registered.get(query)?.();
      registered.delete(query);
    } else if (type === "observerRemoved") {
      // What was invalidated and not read again before it went out of sight must not come back.
      if (query.state.isInvalidated && !query.getObserversCount()) empty(query);
    }
  });
  client.onIdentityChange(() => {
    for (const query of registered.keys()) {
      const { data, error, fetchStatus } = query.state;
      if (fetchStatus === "idle") empty(query);
      else if (data || error) query.reset();
    }
  });
}

/** A read that shows is read again; one that is only kept is emptied. */
function refetch(query: AnswerQuery): void {
  if (query.isActive()) {
    query.invalidate();
    query.fetch().catch(() => {});
  } else if (query.state.fetchStatus === "idle") {
    empty(query);
  }
  // What else is in flight, such as a read that a component suspends on, the client has restarted.
}

/** Takes the data away and leaves the query to its garbage collection. */
function empty(query: AnswerQuery): void {
  query.setState(query.resetState);
}

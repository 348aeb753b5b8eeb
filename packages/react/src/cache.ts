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
  type Hit,
  type MizanClient,
  type MizanError,
  type Params,
  readOf,
} from "@mizan/client";
import {
  type Query,
  type QueryClient,
  type QueryKey,
  useQuery,
  useSuspenseQuery,
} from "@tanstack/react-query";
import type { TransitionStartFunction } from "react";

export const ROOT = "mizan";

/** A client with the query client that keeps its data. */
export interface Cache {
  readonly client: MizanClient;
  readonly queries: QueryClient;
  /** Milliseconds after which data is read again when it is mounted or the window gets focus. */
  readonly staleTime: number;
  /** Reads to begin once the page has taken in what follows upon that which made them old. */
  readonly due: Set<AnswerQuery>;
  /** The providers' transitions: all that the page is taking in when one ends was taken in with it. */
  readonly settles: Set<TransitionStartFunction>;
}

/** The longest that what shows waits to be read again, for a page that is slow to take in a change. */
const PATIENCE_MS = 1000;

export type Answer = ContextAnswer;
export type AnswerQuery = Query<Answer, MizanError>;

/** The options of a context's query, the same for all that read it. */
export function queryOf(cache: Cache, context: ContextSpec, params: object) {
  const { client, staleTime } = cache;
  client.define(context);
  const read = readOf(context, params as Params);
  const queryKey: QueryKey = [ROOT, read.context, read.params];
  return {
    queryKey,
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const query = find(cache, queryKey) as AnswerQuery;
      const answer = await answerOf(query, (only) =>
        client.mizanFetch(context, read.params, { signal, only }),
      );
      return overlays.get(query)?.show(answer) ?? answer;
    },
    meta: { client },
    staleTime,
    // The client has its own repeats and its own word for having no network.
    retry: false,
    networkMode: "always" as const,
  };
}

export type AnswerOptions = ReturnType<typeof queryOf>;

/** What is put over a query's answers as long as mutations are under way (`optimistic.ts`). */
export interface Overlay {
  /** The latest answer of the server. */
  base: Answer | undefined;
  /** Takes an answer of the server, and gives what to show. */
  show: (answer: Answer) => Answer;
}

export const overlays = new WeakMap<AnswerQuery, Overlay>();

/** Functions by name, where `undefined` stands for all that there are. */
type Names = readonly (string | undefined)[];

/** What is to be read anew, because it is known to be old or has failed, from when that is known until an answer is there. */
const old = new WeakMap<AnswerQuery, ReadonlySet<string | undefined>>();

/** Says what is to be read anew. Returns whether a read under way may be of a part that has not all of this. */
function mark(query: AnswerQuery, names: Names): boolean {
  const known = old.get(query);
  const all = new Set([...(known ?? []), ...names]);
  if (all.size) old.set(query, all);
  return known?.has(undefined) === false;
}

type Fetch = (only?: readonly string[]) => Promise<Answer>;

/** A whole answer: read as one, or read in part (§4) and put into the one that is kept. */
async function answerOf(query: AnswerQuery, fetch: Fetch): Promise<Answer> {
  const names = old.get(query);
  const kept = overlays.get(query)?.base ?? query.state.data;
  if (!names || names.has(undefined) || !kept) return fetch();
  const only = [...names] as string[];
  try {
    const part = await fetch(only);
    const rest = <T extends object>(of: T) =>
      Object.fromEntries(Object.entries(of).filter(([name]) => !names.has(name)));
    const data = { ...rest(kept.data), ...part.data };
    return { ...kept, data, errors: { ...rest(kept.errors), ...part.errors } };
  } catch (error) {
    const { status } = error as MizanError;
    // What refuses a part says too little of the whole.
    if (status && status < 500) return fetch();
    throw error;
  }
}

/** Starts a read that nothing has started, so that contexts inside one another load side by side. */
export function start(cache: Cache, options: AnswerOptions): void {
  const { data, error } = find(cache, options.queryKey)?.state ?? {};
  if (!data && !error) void cache.queries.prefetchQuery(options);
}

function find({ queries }: Cache, queryKey: QueryKey): AnswerQuery | undefined {
  return queries.getQueryCache().find({ queryKey });
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

/** What a hook takes from an answer, or the error that stands in its place. */
export type Part<T> = { data: T; error?: never } | { data?: never; error: MizanError };

/** What a hook takes from an answer; suspends while there is none, throws what ended the read. */
export function useSuspended<T>(
  cache: Cache,
  options: AnswerOptions,
  name: string,
  select: (answer: Answer) => Part<T>,
): T {
  const query = find(cache, options.queryKey) as AnswerQuery;
  if (query && (begun.get(query) ?? 0) < tries) {
    const { data, error } = query.state;
    if (error || data?.data[name] === undefined) readFailed(query);
  }
  const { data: part } = useSuspenseQuery({ ...options, select }, cache.queries);
  const { error, fetchStatus } = query.state;
  const names = old.get(query);
  // What is known to be old shows until it could not be read again.
  const isOver = error && (names?.has(name) || names?.has(undefined));
  if (!part.error && !isOver) return part.data;
  // There is nothing to show, and another answer is on its way: of a retry, say.
  if (fetchStatus !== "idle") throw query.promise?.catch(() => {});
  const thrown = part.error ?? error;
  failures.set(thrown as MizanError, query);
  throw thrown;
}

/** The reads that ended with an error, or functions of them did, for as long as somebody has the error. */
const failures = new WeakMap<object, AnswerQuery>();

export const readOfError = (error: object): AnswerQuery | undefined => failures.get(error);

/** How often somebody has tried again, and how often before a read was begun last. */
let tries = 0;
const begun = new WeakMap<AnswerQuery, number>();

/** Reads again what failed: all of it, or the functions that did where others show. */
function readFailed(query: AnswerQuery): void {
  const failed = Object.keys(query.state.data?.errors ?? {});
  read(query, query.isActive() && mark(query, failed));
}

/**
 * Begins to read again what ended with an error that a hook threw, unless it is being read already. An
 * error boundary that then renders its children has them wait for that read; and whatever else among them
 * had failed before is read again, too, each once. Any other value does nothing.
 */
export function retryRead(error: unknown): void {
  const query = failures.get(error as object);
  if (!query) return;
  tries++;
  readFailed(query);
}

/**
 * Leaves what has failed so far to whoever asks for it next, who reads it anew. Begins no read itself, and
 * does nothing where what ended with the error is being read again.
 */
export function forgetFailure(error: unknown): void {
  if (failures.get(error as object)?.state.fetchStatus === "idle") tries++;
}

const connected = new WeakMap<MizanClient, Cache>();

/** The cache that a client's data is kept in. */
export const cacheOf = (client: MizanClient): Cache | undefined => connected.get(client);

/**
 * Connects a client's invalidations with the queries that keep its data, for as long as both live.
 * Doing it again does nothing.
 */
export function connect(cache: Cache): void {
  const { client, queries } = cache;
  if (connected.get(client)?.queries === queries) return;
  connected.set(client, cache);
  const registered = new Map<AnswerQuery, () => void>();

  queries.getQueryCache().subscribe((event) => {
    const { type, query } = event;
    if (query.meta?.client !== client) return;
    const kind = type === "updated" ? event.action.type : type;
    if (kind === "error") failures.set(query.state.error, query);
    else if (kind === "success") old.delete(query);
    else if (kind === "fetch") {
      begun.set(query, tries);
      // What begins with a mount, say, is what was due.
      cache.due.delete(query);
    } else if (kind === "added") {
      const [, context, params] = query.queryKey as [string, string, Params];
      registered.set(
        query,
        client.registerContext(context, params, (hit) => refetch(cache, query, hit)),
      );
    } else if (kind === "removed") {
      registered.get(query)?.();
      registered.delete(query);
    }
    sweep(query);
  });
  client.onIdentityChange(() => {
    // What React has rendered of another's data and not shown yet must not be shown.
    settle(cache);
    for (const query of registered.keys()) {
      const { data, error } = query.state;
      if (!data && !error) continue;
      void query.cancel({ silent: true });
      empty(query);
    }
  });
}

/** A read that shows is read again, if it still shows by then; one that is only kept is emptied. */
function refetch(cache: Cache, query: AnswerQuery, { functions }: Hit): void {
  const { due } = cache;
  // What React has rendered of it and not shown yet must not be shown.
  settle(cache);
  const grown = mark(query, functions ?? [undefined]);
  sweep(query);
  // What is in flight and shows nowhere, such as a read that a component suspends on, the client has restarted.
  if (!query.isActive()) return;
  query.invalidate();
  if (query.state.fetchStatus === "idle") {
    if (!due.size) setTimeout(readDue, PATIENCE_MS, cache);
    due.add(query);
  } else read(query, grown);
}

/** Has the page take in what there is. Whatever else becomes a transition until this one ends is part of it. */
function settle({ settles }: Cache): void {
  for (const start of settles) start(() => new Promise((resolve) => setTimeout(resolve)));
}

/**
 * Begins the reads that are due. The page has taken in by now what a call's caller did with its result, such as
 * going elsewhere, so that nothing is read which that took away.
 */
export function readDue({ due }: Cache): void {
  for (const query of due) {
    due.delete(query);
    if (query.isActive()) read(query);
  }
}

/** Reads again what is to be, or all. What is in flight is left, unless it asks for too little. A failure is the query's state. */
function read(query: AnswerQuery, cancelRefetch = false): void {
  query.fetch(undefined, { cancelRefetch }).catch(() => {});
}

/** What was known to be old and not read again before it went out of sight must not come back. */
function sweep(query: AnswerQuery): void {
  const { data, fetchStatus } = query.state;
  if (data && old.has(query) && fetchStatus === "idle" && !query.isActive()) empty(query);
}

/** Takes the data away and leaves the query to its garbage collection. */
function empty(query: AnswerQuery): void {
  query.setState(query.resetState);
}

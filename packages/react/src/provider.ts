import { type ContextSpec, createClient, type MizanClient, setDefaultClient } from "@mizan/client";
import { QueryClient, QueryClientContext, QueryClientProvider } from "@tanstack/react-query";
import {
  createContext,
  createElement,
  type FunctionComponent,
  type ReactNode,
  Suspense,
  use,
  useEffect,
  useInsertionEffect,
  useState,
  useTransition,
} from "react";
import { type Cache, connect, queryOf, readDue, start, useMounted } from "./cache.js";
import type { Context, ParamsOf } from "./context.js";

const CacheContext = createContext<Cache | undefined>(undefined);

/** How long data counts as fresh on mount and focus where nothing says that it changed. */
const STALE_TIME_MS = 60_000;

/** A client and where its data is kept, as {@link createMizan} makes it. */
export type Mizan = Cache;

export interface MizanOptions {
  /** Where the server mounts Mizan: `/api/mizan/` unless given. */
  baseUrl?: string;
  /** A client of your own, for all other options: `createClient({ headers: … })`. */
  client?: MizanClient;
  /** A query client of your own; else that of an outer `QueryClientProvider`, else a new one. */
  queryClient?: QueryClient;
  /** Milliseconds after which data is read again on mount and focus; 60,000 unless given. */
  staleTime?: number;
}

export interface MizanProviderProps extends MizanOptions {
  children?: ReactNode;
  /** What {@link createMizan} made, instead of all other options. */
  mizan?: Mizan;
}

/**
 * Makes, before anything is rendered, what {@link MizanProvider} otherwise makes for itself: for a
 * router that loads data before its pages, or code that shares the query client.
 */
export function createMizan(options: MizanOptions = {}): Mizan {
  const mizan = newCache(options);
  setDefaultClient(mizan.client);
  return mizan;
}

/** The root: makes the page's client, and keeps the data of all that is below it. */
export function MizanProvider({ children, ...props }: MizanProviderProps): ReactNode {
  const outer = use(QueryClientContext);
  const [cache] = useState(() => props.mizan ?? newCache(props, outer));
  const [settling, settle] = useTransition();
  useInsertionEffect(() => setDefaultClient(cache.client), [cache]);
  useEffect(() => {
    if (!settling) readDue(cache);
    cache.settles.add(settle);
    return () => void cache.settles.delete(settle);
  }, [cache, settling]);
  // React forgets the state of what suspends before it is shown up to the next boundary. Were there none
  // below this, each render would make another cache, and read for ever.
  const page = createElement(Suspense, null, children);
  const inner = createElement(CacheContext, { value: cache }, page);
  return createElement(QueryClientProvider, { client: cache.queries }, inner);
}

function newCache(props: MizanOptions, outer?: QueryClient): Cache {
  const {
    baseUrl,
    client = createClient({ baseUrl }),
    queryClient: queries = outer ?? new QueryClient(),
    staleTime = STALE_TIME_MS,
  } = props;
  const cache: Cache = { client, queries, staleTime, due: new Set(), settles: new Set() };
  connect(cache);
  return cache;
}

/** The cache of the {@link MizanProvider} above. */
export function useCache(): Cache {
  const cache = use(CacheContext);
  if (!cache) throw new Error("Put <MizanProvider> around the page");
  return cache;
}

/** The client of the {@link MizanProvider} above. */
export function useMizanClient(): MizanClient {
  return useCache().client;
}

/** Params of contexts by name, as the providers above give them. */
const ParamsContext = createContext<Readonly<Record<string, object>>>({});

export type ProviderProps<Params> = ParamsOf<Params> & { children?: ReactNode };

/**
 * Makes the provider of a context. It reads the whole context once for everything inside, and keeps it
 * read: `<UserProvider user_id={5}>`. A change of its params is another read.
 */
export function defineProvider<Params, Data>(
  context: Context<Params, Data>,
): FunctionComponent<ProviderProps<Params>> {
  const provider = (props: ProviderProps<Params>) => useProvider(context, props);
  return Object.assign(provider, { displayName: `MizanContext(${context.name})` });
}

function useProvider<Params, Data>(
  context: Context<Params, Data>,
  { children, ...props }: ProviderProps<Params>,
): ReactNode {
  const cache = useCache();
  const outer = use(ParamsContext);
  const options = queryOf(cache, context, props);
  start(cache, options);
  useMounted(cache, options);
  const value = { ...outer, [context.name]: props };
  return createElement(ParamsContext, { value }, children);
}

/** The params that a hook reads with: its own, or those of the provider around it. */
export function useParams(context: ContextSpec, own?: unknown): object {
  const around = use(ParamsContext)[context.name];
  const params = (own ?? around) as object | undefined;
  if (params) return params;
  const needed = Object.keys(context.params);
  if (!needed[0]) return {};
  throw new Error(`Read "${context.name}" inside its provider, or give { ${needed.join(", ")} }`);
}

import { createCaller } from "./call.js";
import type { MizanError } from "./error.js";
import { createFlights } from "./flight.js";
import { type Apply, createInvalidation } from "./invalidation.js";
import { type ContextSpec, everything, type InvalidationItem, readOf } from "./item.js";
import { createMemory } from "./memory.js";
import { createMountedReads, type Hit } from "./mounted.js";
import { canonical, type Params } from "./param.js";
import { type ContextAnswer, createReader } from "./read.js";
import type { Request, TransportOptions } from "./transport.js";
import { createSeen, type Version } from "./version.js";
import { createWire, type Notices } from "./wire.js";

export interface ClientOptions extends Omit<TransportOptions, "baseUrl">, Notices {
  /** Where the server mounts Mizan, absolute or relative to the page; `/api/mizan/` unless given. */
  baseUrl?: string | undefined;
  /** Whether calls carry a CSRF token; `false` where a bearer token is all that authenticates (§8). */
  csrf?: boolean;
  /** Whether invalidations are shared with the browser's other tabs; by default in pages only. */
  crossTab?: boolean;
}

export interface ReadOptions {
  signal?: AbortSignal | undefined;
  /** The functions to read, where not all of the context's are wanted. */
  only?: readonly string[] | undefined;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** What to refetch when no answer says whether the call took effect. */
  affects?: readonly InvalidationItem[] | undefined;
  /** The hash of what a caller of the function relies on (§12). */
  contract?: string | undefined;
  /** Sends the call otherwise, given the client's own `fetch` where it has one. */
  via?: Request["via"];
}

/**
 * One page's connection with one Mizan server.
 *
 * All that is invalidated, whoever says so, goes one way: calls' answers, headers, other tabs, and
 * {@link MizanClient.invalidate}.
 */
export interface MizanClient {
  /** Where the server mounts Mizan, with its final slash. */
  readonly baseUrl: string;
  /** The contexts that are known, by name. */
  readonly contexts: ReadonlyMap<string, ContextSpec>;
  /** Makes a context known, so that headers can name it and reads of it can be given by name. */
  define: (spec: ContextSpec) => void;
  /**
   * Fetches the session's token if it is not there. Calls do so by themselves.
   *
   * @throws MizanError after three tries; the next call tries anew.
   */
  initSession: () => Promise<void>;
  /**
   * Reads a context (§4). Identical reads in flight are one; a read that an invalidation hits begins
   * anew, so that what resolves was read after it. Network failures and 5xx are repeated (§13).
   *
   * @throws MizanError; the signal's reason where that aborts; TypeError for NaN and the infinities.
   */
  mizanFetch: <Data = Record<string, unknown>>(
    context: string | ContextSpec,
    params?: Params,
    options?: ReadOptions,
  ) => Promise<ContextAnswer<Data>>;
  /**
   * Calls a function (§3). Resolves with its result when what it invalidated has been handed on to the
   * mounted reads. Never repeated, except once with a new session after `csrf_failed`.
   *
   * @throws MizanError; where its `committed` is not `false`, the call may have taken effect. Aborting
   * does not stop the server.
   */
  mizanCall: <Result = unknown>(
    name: string,
    args?: object,
    options?: CallOptions,
  ) => Promise<Result>;
  /**
   * Registers a mounted read: `onInvalidate` runs once for all that hit it in one task. Returns what
   * unregisters it, which does nothing when called again.
   */
  registerContext: (
    context: string | ContextSpec,
    params: Params | undefined,
    onInvalidate: (hit: Hit) => void,
  ) => () => void;
  /** Invalidates in all tabs. Resolves when the mounted reads of this one have been told. */
  invalidate: (
    items: InvalidationItem | readonly InvalidationItem[],
    version?: Version,
  ) => Promise<void>;
  /** Has a listener called when the identity changed (§8): all data must go. Returns what removes it. */
  onIdentityChange: (listener: () => void) => () => void;
  /** Stops listening to other tabs. */
  close: () => void;
}

/** Makes a client. That has no effect by itself: everything begins with the first read or call. */
export function createClient(options: ClientOptions = {}): MizanClient {
  const { crossTab = typeof document !== "undefined", csrf = true } = options;
  const baseUrl = (options.baseUrl ?? "/api/mizan/").replace(/\/?$/, "/");
  const name = `mizan:${baseUrl}`;
  const contexts = new Map<string, ContextSpec>();
  const resets = new Set<() => void>();
  const seen = createSeen(name);
  const memory = createMemory();
  const mounted = createMountedReads();
  const flights = createFlights<ContextAnswer>(mounted.pace);
  const apply: Apply = (items, version, origin) => {
    seen.raise(version);
    for (const item of items) {
      memory.add(item, version);
      flights.hit(item, origin);
      mounted.hit(item, origin);
    }
    return mounted.told();
  };
  const channel = crossTab ? name : undefined;
  const { spread, take, listen, close } = createInvalidation(apply, contexts, channel);
  const wire = createWire({ ...options, baseUrl }, seen, () => {
    for (const reset of resets) reset();
    void apply([everything], "", "own");
  });
  const read = createReader(wire, memory, seen);
  const call = createCaller(wire, csrf, take);

  const define = (spec: ContextSpec) => void contexts.set(spec.name, spec);
  const readBy = (context: string | ContextSpec, params: Params = {}, only?: readonly string[]) => {
    if (typeof context !== "string") define(context);
    else
      context = contexts.get(context) ?? { name: context, params: params as ContextSpec["params"] };
    return readOf(context, params, only);
  };
  const invalidate: MizanClient["invalidate"] = (items, version = "") =>
    spread([items].flat(), version);

  return {
    baseUrl,
    define,
    contexts,
    invalidate,
    initSession: async () => void (await wire.session.token()),
    close,
    mizanFetch: async <Data>(
      context: string | ContextSpec,
      params?: Params,
      { signal, only }: ReadOptions = {},
    ) => flights.join(readBy(context, params, only), read, signal) as Promise<ContextAnswer<Data>>,
    mizanCall: async <Result>(fn: string, args?: object, options: CallOptions = {}) => {
      const body = canonical({ fn, args });
      try {
        return (await call(body, options)) as Result;
      } catch (error) {
        const { committed } = error as Partial<MizanError>;
        if (committed == null && options.affects) await invalidate(options.affects);
        throw error;
      }
    },
    registerContext(context, params, onInvalidate) {
      listen();
      return mounted.add(readBy(context, params), onInvalidate);
    },
    onIdentityChange(listener) {
      resets.add(listener);
      return () => resets.delete(listener);
    },
  };
}

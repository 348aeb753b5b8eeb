import { errorOf, isRecord, MizanError } from "./error.js";
import { createFlights, type Origin } from "./flight.js";
import { readHeader } from "./header.js";
import { createIdentity, type Verdict } from "./identity.js";
import {
  type ContextSpec,
  everything,
  type InvalidationItem,
  type Item,
  known,
  type Read,
  readItems,
  readOf,
} from "./item.js";
import { createMemory } from "./memory.js";
import { createMountedReads, type Hit } from "./mounted.js";
import { canonical, type Params, queryText } from "./param.js";
import { Budget, backoff, pause, repeated } from "./retry.js";
import { createSession } from "./session.js";
import { createTabs, type Tabs } from "./tab.js";
import { type Answer, type Request, send, type TransportOptions } from "./transport.js";
import { createSeen, type Seen, type Version, versionOf } from "./version.js";

/** How often data older than this tab's own writes is asked for again before it is an error. */
const STALE_REPEATS = 2;
const STALE = "A cache answers from the past";
const CHANGED = "The user has changed";

export interface ClientOptions extends Omit<TransportOptions, "baseUrl"> {
  /** Where the server mounts Mizan, absolute or relative to the page; `/api/mizan/` unless given. */
  baseUrl?: string | undefined;
  /** Whether calls carry a CSRF token; `false` where a bearer token is all that authenticates (§8). */
  csrf?: boolean;
  /** Whether invalidations are shared with the browser's other tabs; by default in pages only. */
  crossTab?: boolean;
}

/** What a function of a context failed with, beside the data of the others (§4). */
export interface QueryError {
  code: string;
  message?: string;
}

/** A context's answer: a member of `data` or of `errors` for each of its functions. */
export interface ContextAnswer<Data = Record<string, unknown>> {
  data: Partial<Data>;
  errors: { readonly [Name in keyof Data]?: QueryError };
  version: Version;
}

export interface ReadOptions {
  signal?: AbortSignal | undefined;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** What to refetch when no answer says whether the call took effect. */
  affects?: readonly InvalidationItem[] | undefined;
}

/**
 * One page's connection with one Mizan server.
 *
 * Making one has no effect; everything begins with the first read or call. All that is invalidated,
 * whoever says so, goes through {@link MizanClient.invalidate}.
 */
export class MizanClient {
  /** Where the server mounts Mizan, with its final slash. */
  readonly baseUrl: string;
  readonly #contexts = new Map<string, ContextSpec>();
  readonly #identity = createIdentity();
  readonly #memory = createMemory();
  readonly #budget = new Budget();
  readonly #mounted = createMountedReads();
  readonly #flights = createFlights<ContextAnswer>((read) => this.#mounted.pace(read));
  readonly #resets = new Set<() => void>();
  readonly #session = createSession(() => this.#send({ path: "session/" }));
  readonly #options: ClientOptions & TransportOptions;
  readonly #seen: Seen;
  readonly #tabs: Tabs | undefined;

  constructor(options: ClientOptions = {}) {
    const { baseUrl = "/api/mizan/", crossTab = typeof document !== "undefined" } = options;
    this.baseUrl = baseUrl.replace(/\/?$/, "/");
    this.#options = { ...options, baseUrl: this.baseUrl };
    const name = `mizan:${this.baseUrl}`;
    this.#seen = createSeen(name);
    if (crossTab) this.#tabs = createTabs(name, (message) => this.#hear(message));
  }

  /** Makes a context known, so that headers can name it and reads of it can be given by name. */
  define(spec: ContextSpec): void {
    this.#contexts.set(spec.name, spec);
  }

  /**
   * Fetches the session's token if it is not there. Calls do so by themselves.
   *
   * @throws MizanError after three tries; the next call tries anew.
   */
  async initSession(): Promise<void> {
    await this.#session.token();
  }

  /**
   * Reads a context (§4). Identical reads in flight are one; a read that an invalidation hits begins
   * anew, so that what resolves was read after it. Network failures and 5xx are repeated (§13).
   *
   * @throws MizanError; the signal's reason where that aborts.
   */
  async mizanFetch<Data = Record<string, unknown>>(
    context: string | ContextSpec,
    params?: Params,
    { signal }: ReadOptions = {},
  ): Promise<ContextAnswer<Data>> {
    const read = readOf(this.#spec(context), params);
    const answer = this.#flights.join(read, (abort) => this.#read(read, abort), signal);
    return answer as Promise<ContextAnswer<Data>>;
  }

  /**
   * Calls a function (§3). Resolves with its result when what it invalidated has been handed on to the
   * mounted reads. Never repeated, except once with a new session after `csrf_failed`.
   *
   * @throws MizanError; where its `committed` is not `false`, the call may have taken effect. Aborting
   * does not stop the server.
   */
  async mizanCall<Result = unknown>(
    name: string,
    args?: object,
    { signal, affects }: CallOptions = {},
  ): Promise<Result> {
    const body = canonical({ fn: name, args: args ?? undefined });
    try {
      return resultOf(await this.#post(body, signal)) as Result;
    } catch (error) {
      const unknown = !(error instanceof MizanError) || error.committed === null;
      if (unknown && affects) await this.invalidate(affects);
      throw error;
    }
  }

  /**
   * Registers a mounted read: `onInvalidate` runs once for all that hit it in one task. Returns what
   * unregisters it, which does nothing when called again.
   */
  registerContext(
    context: string | ContextSpec,
    params: Params | undefined,
    onInvalidate: (hit: Hit) => void,
  ): () => void {
    this.#tabs?.open();
    return this.#mounted.add(readOf(this.#spec(context), params), onInvalidate);
  }

  /** Has the mounted reads of a context, or those with these params, read again in this tab. */
  refreshContext(context: string | ContextSpec, params?: Params): Promise<void> {
    const { name } = this.#spec(context);
    return this.#apply([{ context: name, params }], "", "own");
  }

  /**
   * The one function through which everything goes that was invalidated: what calls answer, headers,
   * live frames, and what the application knows itself. Resolves when mounted reads have been told.
   */
  invalidate(
    items: InvalidationItem | readonly InvalidationItem[],
    version: Version = "",
  ): Promise<void> {
    const list = readItems(Array.isArray(items) ? items : [items]);
    this.#tabs?.send({ items: list, version });
    return this.#apply(list, version, "own");
  }

  /**
   * Takes `X-Mizan-Invalidate` from an answer that did not come through this client. Only for answers
   * of this client's server to unsafe requests (§5.3).
   */
  async receive({ headers, redirected }: Response): Promise<void> {
    // Browsers hide the headers of a redirect, so that one may have invalidated anything (§3.4).
    const header = redirected ? "*" : headers.get("X-Mizan-Invalidate");
    if (header === null) return this.#mounted.told();
    const version = versionOf(headers.get("Mizan-Version"));
    this.#tabs?.send({ header, version });
    await this.#apply(this.#itemsOf(header), version, "own");
  }

  /** Has a listener called when the identity changed (§8): all data must go and be read again. */
  onIdentityChange(listener: () => void): () => void {
    this.#resets.add(listener);
    return () => this.#resets.delete(listener);
  }

  /** Stops listening to other tabs. */
  close(): void {
    this.#tabs?.close();
  }

  #spec(context: string | ContextSpec): ContextSpec {
    if (typeof context !== "string") {
      this.define(context);
      return context;
    }
    return this.#contexts.get(context) ?? { name: context, params: {} };
  }

  #hear({ items, header, version }: Record<string, unknown>): void {
    const list = typeof header === "string" ? this.#itemsOf(header) : readItems(items);
    void this.#apply(list, versionOf(version), "other");
  }

  #itemsOf(header: string): Item[] {
    const items = readHeader(header, this.#contexts);
    if (items.includes(everything)) {
      console.warn(`Mizan refetches everything, for it cannot read: ${header}`);
    }
    return items;
  }

  #apply(items: readonly Item[], version: Version, origin: Origin): Promise<void> {
    this.#seen.raise(version);
    for (const item of items) {
      const exact = known(item, this.#contexts.get(item.context));
      this.#memory.add(exact, version);
      this.#flights.hit(exact, origin);
      this.#mounted.hit(exact, origin);
    }
    return this.#mounted.told();
  }

  async #read(read: Read, signal: AbortSignal): Promise<ContextAnswer> {
    const path = `ctx/${read.context}/${queryText(read.params)}`;
    this.#budget.reads++;
    for (let turn = 0; ; turn++) {
      // A read begun under another identity has been hit by the change, and begins anew.
      const send = () => this.#send({ path, signal });
      const answer = contextAnswer(await repeated(send, this.#budget, signal));
      this.#seen.raise(answer.version);
      if (answer.version >= this.#memory.least(read)) return answer;
      if (turn === STALE_REPEATS) throw new MizanError(200, { code: "stale", message: STALE });
      await pause(backoff(turn), signal);
    }
  }

  async #post(body: string, signal: AbortSignal | undefined, again = true): Promise<Answer> {
    const token = this.#options.csrf === false ? undefined : this.#session.token();
    const headers = token && { "X-CSRFToken": await token };
    const { verdict, ...answer } = await this.#send({ path: "call/", body, headers, signal });
    const { ok, status } = answer.response;
    await this.#takeInvalidation(answer);
    if (verdict === "outdated") {
      throw new MizanError(status, { code: "identity_changed", message: CHANGED, committed: ok });
    }
    const refused = !ok && errorOf(status, answer.body).code === "csrf_failed";
    if (!refused || !token || !again) return answer;
    this.#session.drop(token);
    return this.#post(body, signal, false);
  }

  /** Sends a request with what this tab knows, and notes whose its answer is. */
  async #send(request: Request): Promise<Answer & { verdict: Verdict }> {
    const begun = this.#identity.current();
    const version = this.#seen.version();
    const headers = { ...(version && { "Mizan-Seen": version }), ...request.headers };
    const answer = await send(this.#options, { ...request, headers });
    const verdict = this.#identity.observe(begun, answer.response.headers.get("Mizan-As"));
    if (verdict === "changed") {
      this.#session.drop();
      for (const reset of this.#resets) reset();
      void this.#apply([everything], "", "own");
    }
    return { ...answer, verdict };
  }

  /** The body's list is full, the header's may have been shortened (§5.3): the body counts first. */
  #takeInvalidation({ response, body }: Answer): Promise<void> {
    if (!isRecord(body) || body.invalidate === undefined) return this.receive(response);
    const list = Array.isArray(body.invalidate) ? body.invalidate : "*";
    return this.invalidate(list, versionOf(body.version));
  }
}

/** @throws MizanError where an answer is not a context's. */
function contextAnswer({ response, body }: Answer): ContextAnswer {
  if (!isRecord(body) || !isRecord(body.data)) throw errorOf(response.status, body);
  const { data, errors } = body;
  return {
    data,
    errors: (isRecord(errors) ? errors : {}) as Record<string, QueryError>,
    version: versionOf(response.headers.get("Mizan-Version") ?? body.version),
  };
}

/** The result of a call; any other answer is thrown as the error that it stands for. */
function resultOf({ response: { ok, status }, body }: Answer): unknown {
  if (ok && isRecord(body) && body.result !== undefined) return body.result;
  throw errorOf(status, body, null);
}

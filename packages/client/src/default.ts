import { type CallOptions, createClient, type MizanClient, type ReadOptions } from "./client.js";
import type { ContextSpec, InvalidationItem } from "./item.js";
import type { Hit } from "./mounted.js";
import type { Params } from "./param.js";
import type { ContextAnswer } from "./read.js";
import type { Version } from "./version.js";

let client: MizanClient | undefined;

/** The page's client: the one that was set, or one at `/api/mizan/` made when it is first needed. */
export function defaultClient(): MizanClient {
  client ??= createClient();
  return client;
}

/** Makes a client the page's: what the functions of this module and calls outside components use. */
export function setDefaultClient(next: MizanClient): void {
  client = next;
}

/** {@link MizanClient.initSession} of the page's client. */
export function initSession(): Promise<void> {
  return defaultClient().initSession();
}

/** {@link MizanClient.mizanFetch} of the page's client. */
export function mizanFetch<Data = Record<string, unknown>>(
  context: string | ContextSpec,
  params?: Params,
  options?: ReadOptions,
): Promise<ContextAnswer<Data>> {
  return defaultClient().mizanFetch<Data>(context, params, options);
}

/** {@link MizanClient.mizanCall} of the page's client. */
export function mizanCall<Result = unknown>(
  name: string,
  args?: object,
  options?: CallOptions,
): Promise<Result> {
  return defaultClient().mizanCall<Result>(name, args, options);
}

/** {@link MizanClient.registerContext} of the page's client. */
export function registerContext(
  context: string | ContextSpec,
  params: Params | undefined,
  onInvalidate: (hit: Hit) => void,
): () => void {
  return defaultClient().registerContext(context, params, onInvalidate);
}

/**
 * Has the mounted reads of a context, or those with these params, read again in all tabs, of the page's
 * client or another.
 */
export function refreshContext(
  context: string | ContextSpec,
  params?: Params,
  client: MizanClient = defaultClient(),
): Promise<void> {
  const name = typeof context === "string" ? context : context.name;
  return client.invalidate({ context: name, ...(params && { params }) });
}

/** {@link MizanClient.invalidate} of the page's client. */
export function invalidate(
  items: InvalidationItem | readonly InvalidationItem[],
  version?: Version,
): Promise<void> {
  return defaultClient().invalidate(items, version);
}

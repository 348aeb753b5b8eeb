import { defaultClient } from "@mizan/client";
import { cacheOf, queryOf } from "./cache.js";
import type { Source } from "./query.js";

/**
 * Reads what a hook will need before it is shown, and keeps it for that hook:
 * `onMouseEnter={() => prefetch(useArticleDetail, { slug })}`, or a router's loader. Data that is still
 * fresh is not read again. A failure is left to the hook.
 *
 * It needs a `<MizanProvider>` that is mounted, or `createMizan`.
 */
export function prefetch<Params>(
  source: Source<Params, unknown>,
  ...[params]: [keyof Params] extends [never] ? [] : [params: Params]
): Promise<void> {
  const cache = cacheOf(defaultClient());
  if (!cache) throw new Error("Mount <MizanProvider>, or call createMizan, before prefetch");
  const options = queryOf(cache, source.context, params ?? {});
  return cache.queries.prefetchQuery(options);
}

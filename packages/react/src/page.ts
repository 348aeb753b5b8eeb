import { createClient, createSeen, type Params, versionOf } from "@mizan/client";
import { type Answer, type Cache, queryOf } from "./cache.js";
import { createMizan, type Mizan, type MizanOptions } from "./provider.js";

const SCRIPT = "__MIZAN_SSR_DATA__";

/** What the server rendered a page with (§13). */
export interface PageData {
  /** Whose page it is (§8). */
  as?: string;
  contexts: { context: string; params?: Params; data: object; errors?: object; version: string }[];
}

/** The data that came with this page, or `undefined` where it has none. */
export function readPageData(): PageData | undefined {
  const text = document.getElementById(SCRIPT)?.textContent;
  if (!text) return undefined;
  try {
    const { as, contexts } = JSON.parse(text) as Partial<PageData>;
    return { ...(as && { as }), contexts: Array.isArray(contexts) ? contexts : [] };
  } catch {
    console.warn(`Mizan reads everything itself, for ${SCRIPT} is not JSON`);
    return undefined;
  }
}

/**
 * As {@link createMizan}, with the data that the server rendered the page with: what is there is not read
 * again when it is mounted, unless this tab has seen something later, as a page out of the history has not.
 *
 * ```tsx
 * const mizan = hydrateMizan();
 * hydrateRoot(root, <MizanProvider mizan={mizan}><App /></MizanProvider>);
 * ```
 */
export function hydrateMizan(
  options: Omit<MizanOptions, "client"> = {},
  page: PageData = readPageData() ?? { contexts: [] },
): Mizan {
  const client = createClient({ baseUrl: options.baseUrl, as: page.as });
  const mizan = createMizan({ ...options, client });
  const seen = createSeen(`mizan:${client.baseUrl}`);
  const least = seen.version();
  for (const read of page.contexts) {
    if (!versionOf(read.version) || read.version < least) continue;
    seen.raise(read.version);
    fill(mizan, read);
  }
  return mizan;
}

function fill(cache: Cache, read: PageData["contexts"][number]): void {
  const { context: name, params = {}, data, errors = {}, version } = read;
  // Until its hook is there nobody knows more of a context than what it was asked and answered.
  const kinds = Object.keys(params).map((param) => [param, "json"] as const);
  const functions = Object.keys({ ...data, ...errors });
  const options = queryOf(cache, { name, params: Object.fromEntries(kinds), functions }, params);
  const { queries } = cache;
  const query = queries.getQueryCache().build(queries, queries.defaultQueryOptions(options));
  query.setData({ data, errors, version } as Answer, { manual: true });
}

import { isRecord } from "./error.js";
import type { Origin } from "./flight.js";
import { type ContextSpec, type Item, readItems } from "./item.js";
import { createTabs } from "./tab.js";
import type { Answer } from "./transport.js";
import { type Version, versionOf } from "./version.js";

/**
 * The one way of all items, to all on a page that has data which they may have made old. Resolves when the
 * mounted reads have been told.
 */
export type Apply = (items: readonly Item[], version: Version, origin: Origin) => Promise<void>;

export interface Invalidation {
  /** Applies a list of §5.2 that this tab is the first to hear of: its other tabs are told too. */
  spread: (list: unknown, version: Version) => Promise<void>;
  /** The same for what a call's answer says, whatever its status. */
  take: (answer: Answer) => Promise<void>;
  /** Begins to listen to other tabs. */
  listen: () => void;
  /** Neither hears nor tells other tabs any more. */
  close: () => void;
}

/** @param channel the name under which tabs find one another; none where they do not */
export function createInvalidation(
  apply: Apply,
  contexts: ReadonlyMap<string, ContextSpec>,
  channel: string | undefined,
): Invalidation {
  let tabs = channel
    ? createTabs(channel, ({ list, version }) => {
        void apply(readItems(list, contexts), versionOf(version), "other");
      })
    : () => undefined;

  const spread: Invalidation["spread"] = (list, version) => {
    tabs()?.postMessage({ list, version });
    return apply(readItems(list, contexts), version, "own");
  };

  const take: Invalidation["take"] = ({ response, body }) => {
    if (isRecord(body) && body.invalidate !== undefined) {
      return spread(body.invalidate, versionOf(body.version));
    }
    // The body says it in full. An answer that has only the header is a view function's; and one that was
    // redirected may have had a header, which browsers hide (§3.4). Neither is worth a reader in every page.
    const { redirected, headers } = response;
    return redirected || headers.get("X-Mizan-Invalidate")
      ? spread(["*"], "")
      : apply([], "", "own");
  };
  const close = () => {
    tabs()?.close();
    tabs = () => undefined;
  };
  return { spread, take, listen: () => void tabs(), close };
}

import type { MizanClient } from "./client.js";
import { defaultClient } from "./default.js";
import { parseHeader } from "./header.js";
import { everything, type InvalidationItem } from "./item.js";
import { versionOf } from "./version.js";

/**
 * Takes `X-Mizan-Invalidate` from a response that did not come through a client: of a form, a view
 * function, htmx. Only for responses of the client's own server to unsafe requests (§5.3). Resolves
 * when the mounted reads have been told.
 */
export async function receive(
  { headers, redirected }: Pick<Response, "headers" | "redirected">,
  client: MizanClient = defaultClient(),
): Promise<void> {
  // Browsers hide the headers of a redirect, so that one may have invalidated anything (§3.4).
  const header = redirected ? "*" : headers.get("X-Mizan-Invalidate");
  if (header === null) return;
  const items = parseHeader(header, client.contexts);
  if (items.includes(everything)) {
    console.warn(`Mizan refetches everything, for it cannot read: ${header}`);
  }
  await client.invalidate(items as InvalidationItem[], versionOf(headers.get("Mizan-Version")));
}

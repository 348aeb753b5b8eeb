import type { MizanClient } from "./client.js";
import { defaultClient } from "./default.js";
import { receive } from "./receive.js";

/**
 * Has what any response of the page's own origin invalidates read again: of `fetch`, of XMLHttpRequest and
 * so of htmx, whoever sends them (§13). Answers to unsafe requests alone are heard (§5.3), and those of
 * Mizan's own calls are already.
 *
 * It puts itself around the page's `fetch` and XMLHttpRequest; what is returned takes it away again.
 *
 * @param client the page's client unless given
 */
export function watchResponses(client?: MizanClient): () => void {
  const see = (sent: Sent, response: Heard) => {
    const to = client ?? defaultClient();
    if (concerns(sent, to)) void receive(response, to);
  };
  const ends = [watchFetch(see), watchXhr(see)];
  return () => {
    for (const end of ends) end();
  };
}

type Heard = Pick<Response, "headers" | "redirected">;

interface Sent {
  method: string;
  url: string;
}

type See = (sent: Sent, response: Heard) => void;

function concerns({ method, url }: Sent, client: MizanClient): boolean {
  if (/^(GET|HEAD|OPTIONS|TRACE)$/i.test(method)) return false;
  return absolute(url).origin === location.origin && !isOwn(url, client);
}

function isOwn(url: string, { baseUrl }: MizanClient): boolean {
  return absolute(url).href.startsWith(absolute(baseUrl).href);
}

function absolute(url: string): URL {
  return new URL(url, location.href);
}

function watchFetch(see: See): () => void {
  const { fetch } = globalThis;
  const watched: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const request = input instanceof Request ? input : undefined;
    const method = init?.method ?? request?.method ?? "GET";
    see({ method, url: request?.url ?? String(input) }, response);
    return response;
  };
  globalThis.fetch = watched;
  return () => {
    if (globalThis.fetch === watched) globalThis.fetch = fetch;
  };
}

function watchXhr(see: See): () => void {
  if (typeof XMLHttpRequest === "undefined") return () => {};
  const { prototype } = XMLHttpRequest;
  const { open, send } = prototype;
  const opened = new WeakMap<XMLHttpRequest, Sent>();
  let watching = true;

  prototype.open = function (this: XMLHttpRequest, method: string, url: string | URL, ...rest) {
    opened.set(this, { method, url: String(url) });
    return (open as (...all: unknown[]) => void).call(this, method, url, ...rest);
  } as typeof open;
  prototype.send = function (body) {
    const sent = opened.get(this);
    const heard = () => {
      if (watching && sent) see(sent, heardFrom(this, sent));
    };
    this.addEventListener("load", heard, { once: true });
    return send.call(this, body);
  };
  const watched = { open: prototype.open, send: prototype.send };
  return () => {
    watching = false;
    if (prototype.open === watched.open) prototype.open = open;
    if (prototype.send === watched.send) prototype.send = send;
  };
}

function heardFrom(xhr: XMLHttpRequest, { url }: Sent): Heard {
  const headers = new Headers();
  for (const name of ["X-Mizan-Invalidate", "Mizan-Version"]) {
    const value = xhr.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  const place = (full: string) => full.split("#")[0];
  return { headers, redirected: place(xhr.responseURL) !== place(absolute(url).href) };
}

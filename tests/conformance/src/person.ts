/** Somebody who asks over HTTP, with cookies of their own. No browser and no `fetch` is between: each header is as written. */
import { type IncomingHttpHeaders, request } from "node:http";
import type { Ask } from "./table";

const PREFIX = "/api/mizan/";

export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export class Person {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Signs in to an account of the seed. */
  async signIn(username: string): Promise<void> {
    const data = { email: `${username}@example.org`, password: "conduit-demo" };
    const answer = await this.ask({ call: "sign_in.submit", args: { data } });
    if (answer.status !== 200) throw new Error(`${username} is not let in: ${answer.body}`);
  }

  /** Asks, with a token where it is a request that needs one. */
  async ask(ask: Ask): Promise<Received> {
    const method = ask.method ?? (ask.call === undefined ? "GET" : "POST");
    const path = ask.path ?? ask.get ?? `${PREFIX}call/`;
    const headers = { ...(await this.#usual(method, path)), ...ask.headers };
    return this.#send(method, path, headers, bodyOf(ask));
  }

  async #usual(method: string, path: string): Promise<Record<string, string>> {
    if (method !== "POST" || !path.startsWith(PREFIX)) return {};
    const session = await this.#send("GET", `${PREFIX}session/`, {}, undefined);
    const { csrf } = JSON.parse(session.body) as { csrf: string };
    return {
      "content-type": "application/json",
      origin: this.#origin,
      "sec-fetch-site": "same-origin",
      "x-csrftoken": csrf,
    };
  }

  #send(
    method: string,
    path: string,
    headers: Record<string, string | null>,
    body: string | undefined,
  ): Promise<Received> {
    const { hostname, port } = new URL(this.#origin);
    // A connection for each: one that a server has had enough of is nobody else's.
    const to = { hostname, port, method, path, agent: false };
    const sent: Record<string, string> = {};
    if (this.#cookies.size > 0) {
      sent.cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    }
    for (const [name, value] of Object.entries(headers)) if (value !== null) sent[name] = value;
    if (body !== undefined) sent["content-length"] = String(Buffer.byteLength(body));
    return new Promise((resolve, reject) => {
      const asked = request({ ...to, headers: sent }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          this.#keep(response.headers["set-cookie"] ?? []);
          const text = Buffer.concat(parts).toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      });
      asked.on("error", reject);
      asked.end(body);
    });
  }

  #keep(cookies: string[]): void {
    for (const cookie of cookies) {
      const [pair = "", ...attributes] = cookie.split(";");
      const at = pair.indexOf("=");
      const name = pair.slice(0, at);
      const isGone = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute));
      if (isGone) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(at + 1));
    }
  }
}

function bodyOf(ask: Ask): string | undefined {
  if (ask.call !== undefined) return JSON.stringify({ fn: ask.call, args: ask.args ?? {} });
  if (ask.body === undefined || typeof ask.body === "string") return ask.body;
  const { times, text, before = "", after = "" } = ask.body;
  return before + text.repeat(times) + after;
}

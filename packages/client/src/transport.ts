import { errorOf, MizanError } from "./error.js";
import type { Seen } from "./version.js";

/** Where and how requests go out. */
export interface TransportOptions {
  /** Where the server mounts Mizan, absolute or relative to the page. */
  baseUrl: string;
  fetch: typeof globalThis.fetch;
  credentials: RequestCredentials;
  /** Further headers of every request, such as `Authorization: Bearer …`. */
  headers: () => HeadersInit | Promise<HeadersInit>;
}

export interface Request {
  path: string;
  body?: string;
  headers?: Record<string, string> | undefined;
  signal?: AbortSignal | undefined;
}

/** An answer of any status, its body parsed where it is JSON. */
export interface Answer {
  response: Response;
  body: unknown;
}

/** One request and its answer; nothing here repeats or interprets. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #seen: Seen;

  constructor(options: TransportOptions, seen: Seen) {
    this.#options = options;
    this.#seen = seen;
  }

  /**
   * `POST` where there is a body, else `GET`.
   *
   * @throws MizanError `network` where no whole answer came; the signal's reason where it aborted.
   */
  async send({ path, body, headers, signal }: Request): Promise<Answer> {
    try {
      const { baseUrl, fetch, credentials } = this.#options;
      const response = await fetch(baseUrl + path, {
        method: body === undefined ? "GET" : "POST",
        headers: await this.#headers({ ...headers }, body),
        credentials,
        ...(body !== undefined && { body }),
        ...(signal && { signal }),
      });
      return { response, body: jsonOf(await response.text()) };
    } catch (cause) {
      signal?.throwIfAborted();
      const message = "The server could not be reached.";
      const committed = body === undefined ? false : null;
      throw new MizanError(0, { code: "network", message, committed }, { cause });
    }
  }

  async #headers(own: Record<string, string>, body: string | undefined): Promise<Headers> {
    const headers = new Headers(await this.#options.headers());
    if (body !== undefined) headers.set("Content-Type", "application/json");
    if (this.#seen.version) headers.set("Mizan-Seen", this.#seen.version);
    for (const [name, value] of Object.entries(own)) headers.set(name, value);
    return headers;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The body of a successful answer; any other is thrown as the error that it stands for. */
export function bodyOf({ response, body }: Answer): unknown {
  if (!response.ok) throw errorOf(response.status, body);
  return body;
}

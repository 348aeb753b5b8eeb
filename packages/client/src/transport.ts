import { errorOf, MizanError } from "./error.js";

type Fetch = typeof globalThis.fetch;

/** Where and how requests go out. */
export interface TransportOptions {
  /** Where the server mounts Mizan, absolute or relative to the page. */
  baseUrl: string;
  /** `fetch` unless given. */
  fetch?: Fetch;
  /** `same-origin` unless given. */
  credentials?: RequestCredentials;
  /** Milliseconds after which a try to read counts as failed; 30,000 unless given. */
  readTimeoutMs?: number;
  /** Further headers of every request, such as `Authorization: Bearer …`. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
}

const READ_TIMEOUT_MS = 30_000;

/** `POST` where there is a body, else `GET`; the path is below the base. */
export interface Request {
  path: string;
  body?: string;
  headers?: Record<string, string> | undefined;
  signal?: AbortSignal | undefined;
  /** The contract that the request relies on (§11). */
  contract?: string | undefined;
  /** What sends it, given the client's own `fetch` where it has one. */
  via?: ((own: Fetch | undefined) => Fetch) | undefined;
}

/** An answer of any status, its body parsed where it is JSON. */
export interface Answer {
  response: Response;
  body: unknown;
}

/**
 * Sends one request; nothing here repeats or interprets.
 *
 * @throws MizanError `network` where no whole answer came, or none to a read within its time; the signal's reason where it aborted.
 */
export async function send(options: TransportOptions, request: Request): Promise<Answer> {
  const { path, body, headers, signal, contract, via } = request;
  const reads = body === undefined;
  const abort = new AbortController();
  const end = () => abort.abort(signal?.reason);
  const deadline = reads ? setTimeout(end, options.readTimeoutMs ?? READ_TIMEOUT_MS) : undefined;
  signal?.addEventListener("abort", end);
  try {
    signal?.throwIfAborted();
    const response = await (via?.(options.fetch) ?? options.fetch ?? fetch)(
      options.baseUrl + path,
      {
        method: reads ? "GET" : "POST",
        headers: {
          ...(await options.headers?.()),
          ...(!reads && { "Content-Type": "application/json" }),
          ...(contract && { "Mizan-Revision": contract }),
          ...headers,
        },
        credentials: options.credentials ?? "same-origin",
        body: body ?? null,
        signal: abort.signal,
      },
    );
    return { response, body: jsonOf(await response.text()) };
  } catch (cause) {
    signal?.throwIfAborted();
    throw new MizanError(
      0,
      { code: "network", message: "No answer came", committed: reads ? false : null },
      { cause },
    );
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener("abort", end);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An answer of 2xx; any other is thrown as the error that it stands for. */
export function succeeded(answer: Answer): Answer {
  const { response, body } = answer;
  if (!response.ok) throw errorOf(response.status, body);
  return answer;
}

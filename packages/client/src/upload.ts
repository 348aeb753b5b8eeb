/** Calls with files, sent as `docs/protocol.md` §3.3 says: `@mizan/client/upload`. */
import type { CallOptions, MizanClient } from "./client.js";

export interface UploadOptions extends Pick<CallOptions, "signal" | "affects" | "contract"> {
  /** Told how much of what is sent has gone, from 0 to 1. */
  onProgress?: ((sent: number) => void) | undefined;
}

/**
 * Calls a function that takes files: a `Blob`, or `File`, anywhere in its arguments. Otherwise as
 * {@link MizanClient.mizanCall}: never repeated but once with a new session, and what it invalidates is
 * read again.
 *
 * @throws MizanError; the signal's reason where that aborts, which need not stop the server.
 */
export function upload<Result = unknown>(
  client: MizanClient,
  name: string,
  args: object,
  { onProgress, ...options }: UploadOptions = {},
): Promise<Result> {
  const files: Blob[] = [];
  const plain = withoutFiles(args, files) as object;
  const via: CallOptions["via"] = (own) => (url, init) => {
    const body = new FormData();
    // First, so that the server has judged the call before it takes the files.
    body.append("call", init?.body as string);
    for (const [index, file] of files.entries()) body.append(`file${index}`, file);
    const headers = new Headers(init?.headers);
    // The browser says it, with the boundary.
    headers.delete("Content-Type");
    const request = { ...init, headers, body };
    return own ? own(url, request) : send(String(url), request, onProgress);
  };
  return client.mizanCall<Result>(name, plain, files.length ? { ...options, via } : options);
}

/** The same value with `{"$file": …}` where it has files, which are put into `files`. */
function withoutFiles(value: unknown, files: Blob[]): unknown {
  if (value instanceof Blob) return { $file: `file${files.push(value) - 1}` };
  if (Array.isArray(value)) return value.map((item) => withoutFiles(item, files));
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.entries(value).map(([name, item]) => [name, withoutFiles(item, files)]);
  return Object.fromEntries(inner);
}

interface Sent extends RequestInit {
  headers: Headers;
  body: FormData;
}

/** `fetch`, by the one means that tells how far it has got. */
function send(
  url: string,
  { headers, body, credentials, signal }: Sent,
  tell?: (sent: number) => void,
) {
  return new Promise<Response>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    headers.forEach((value, name) => {
      request.setRequestHeader(name, value);
    });
    request.withCredentials = credentials === "include";
    if (tell) {
      request.upload.onprogress = ({ loaded, total }) => tell(total ? loaded / total : 0);
      request.upload.onload = () => tell(1);
    }
    request.onload = () => resolve(responseOf(request));
    request.onerror = () => reject(new TypeError("No answer came"));
    request.onabort = () => reject(signal?.reason);
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}

function responseOf(request: XMLHttpRequest): Response {
  const { status, responseText } = request;
  const headers = request
    .getAllResponseHeaders()
    .split("\r\n")
    .filter(Boolean)
    .map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
  // A response with one of these has no body, not even an empty one.
  const body = [204, 205, 304].includes(status) ? null : responseText;
  return new Response(body, { status, headers });
}

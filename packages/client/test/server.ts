import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the server saw it. */
export interface Seen {
  method: string;
  /** Path and query below the prefix: `ctx/user/?user_id=5`. */
  path: string;
  headers: IncomingMessage["headers"];
  body: { fn?: string; args?: Record<string, unknown> };
  /** The parts beside the call, where it came with files. */
  files: Record<string, File>;
  /** Whether the client went away before the answer. */
  aborted: boolean;
}

/** An answer; 200 and JSON unless it says otherwise. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Ends the connection instead of answering. */
  drop?: boolean;
  /** Bytes to send as they are, instead of `body` as JSON. */
  raw?: string;
}

type Handler = (request: Seen) => Reply | Promise<Reply>;

const PREFIX = "/api/mizan/";

/** A backend on 127.0.0.1 that answers as a test tells it, and remembers what it was asked. */
export class TestServer {
  readonly requests: Seen[] = [];
  readonly #server: Server;
  readonly #handlers = new Map<string, Handler>();
  #token = 0;

  static async start(): Promise<TestServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new TestServer(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", (request, response) => void this.#serve(request, response));
    this.on("session/", () => ({ body: { csrf: `token-${++this.#token}`, revision: "0" } }));
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${PREFIX}`;
  }

  /** Answers a path below the prefix (without its query), or a function by its name. */
  on(route: string, handler: Handler): void {
    this.#handlers.set(route, handler);
  }

  /** The requests of a route, as `on` names it. */
  of(route: string): Seen[] {
    return this.requests.filter((request) => routeOf(request) === route);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "OPTIONS") {
      response.writeHead(204, OPEN).end();
      return;
    }
    const seen = await read(request);
    this.requests.push(seen);
    response.on("close", () => {
      seen.aborted = !response.writableEnded;
    });
    const handler = this.#handlers.get(routeOf(seen));
    const missing: Reply = {
      status: 404,
      body: { error: { code: "not_found", message: "No route" } },
    };
    const reply = handler ? await handler(seen) : missing;
    if (reply.drop) {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply.status ?? 200, {
      "Content-Type": "application/json",
      ...OPEN,
      ...reply.headers,
    });
    response.end(reply.raw ?? JSON.stringify(reply.body));
  }
}

/** What lets the pages of tests read answers. */
const OPEN = {
  "Access-Control-Allow-Origin": "http://localhost:3000",
  "Access-Control-Allow-Headers": "*, X-CSRFToken, Mizan-Revision, Mizan-Seen",
  "Access-Control-Expose-Headers": "X-Mizan-Invalidate, Mizan-Version, Mizan-As",
};

function routeOf({ path, body }: Seen): string {
  return path === "call/" ? (body.fn ?? "") : (path.split("?")[0] ?? "");
}

async function read(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = "", headers, url = "" } = request;
  const path = url.slice(PREFIX.length);
  const all = Buffer.concat(chunks);
  const type = headers["content-type"] ?? "";
  const files: Seen["files"] = {};
  let text = all.toString();
  if (type.startsWith("multipart/form-data")) {
    const form = await new Response(all, { headers: { "Content-Type": type } }).formData();
    text = "";
    for (const [name, part] of form) {
      if (typeof part !== "string") files[name] = part as File;
      else if (name === "call") text = part;
    }
  }
  const body = text ? JSON.parse(text) : {};
  return { method, headers, path, body, files, aborted: false };
}

/** A version so many steps into the log. */
export function version(step: number): string {
  return (0x019d67f93ea80000n + BigInt(step)).toString(16).padStart(16, "0");
}

/** The answer of a context read. */
export function answer(data: object, step: number, errors: object = {}): Reply {
  return { body: { data, errors, version: version(step) } };
}

/** The answer of a mutation. */
export function done(result: unknown, invalidate: unknown[], step: number): Reply {
  return { body: { result, invalidate, version: version(step) } };
}

/** An error answer of §9. */
export function refused(status: number, code: string, more: object = {}): Reply {
  return { status, body: { error: { code, message: `It is ${code}`, id: "trace", ...more } } };
}

/** A gate that a handler waits at until the test opens it. */
export function gate(): { open: () => void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Waits until something holds, at most two seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 2000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`It never held: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Waits long enough for a request that should not be made to arrive, if it were. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

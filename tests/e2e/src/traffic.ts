/** Records what a page asks of Mizan, in words that a test can compare. */
import type { Page, Request } from "playwright-core";

const PREFIX = "/api/mizan/";
/** Nothing new for this long, with nothing in flight, counts as quiet. */
const QUIET_MS = 300;
const PATIENCE_MS = 10_000;

/** The requests of one page below `/api/mizan/`, oldest first. */
export class Traffic {
  readonly #requests: string[] = [];
  readonly #flying = new Set<Request>();
  #last = Date.now();

  constructor(page: Page) {
    page.on("request", (request) => this.#began(request));
    page.on("requestfinished", (request) => this.#ended(request));
    page.on("requestfailed", (request) => this.#ended(request));
  }

  /** Forgets what was recorded, once the page is quiet. */
  async restart(): Promise<void> {
    await this.quiet();
    this.#requests.length = 0;
  }

  /** What was recorded since {@link restart}, once the page is quiet: `GET ctx/tags/`, `POST call/ sign_in`. */
  async recorded(): Promise<string[]> {
    await this.quiet();
    return [...this.#requests];
  }

  /** Waits until nothing is in flight and nothing new has begun for a while. */
  async quiet(): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    while (this.#flying.size > 0 || Date.now() - this.#last < QUIET_MS) {
      if (Date.now() > until) throw new Error(`no quiet: ${[...this.#flying].map(words)}`);
      await new Promise((later) => setTimeout(later, 25));
    }
  }

  #began(request: Request): void {
    if (!new URL(request.url()).pathname.startsWith(PREFIX)) return;
    this.#last = Date.now();
    this.#flying.add(request);
    this.#requests.push(words(request));
  }

  #ended(request: Request): void {
    if (this.#flying.delete(request)) this.#last = Date.now();
  }
}

function words(request: Request): string {
  const { pathname, search } = new URL(request.url());
  const line = `${request.method()} ${pathname.slice(PREFIX.length)}${search}`;
  return request.method() === "POST" ? `${line} ${functionOf(request)}` : line;
}

/** In a multipart body the call is its first part (`docs/protocol.md` §3.3); Chromium tells a body with files not at all. */
function functionOf(request: Request): string {
  return /"fn":"([^"]+)"/.exec(request.postData() ?? "")?.[1] ?? "(no function)";
}

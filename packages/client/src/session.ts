import { isRecord, MizanError } from "./error.js";
import { repeated } from "./retry.js";
import type { Answer } from "./transport.js";

/** The CSRF token: fetched once, when a call first needs it, and shared by all calls (§8, §13). */
export class Session {
  readonly #fetch: () => Promise<Answer>;
  #token: Promise<string> | undefined;

  constructor(fetch: () => Promise<Answer>) {
    this.#fetch = fetch;
  }

  /**
   * The token. When all three tries failed, the next call tries again.
   *
   * @throws MizanError of the last try.
   */
  token(): Promise<string> {
    if (this.#token) return this.#token;
    const token = repeated(this.#fetch).then(tokenOf);
    this.#token = token;
    token.catch(() => this.drop(token));
    return token;
  }

  /** Forgets the token; given one that has since been replaced, does nothing. */
  drop(used: Promise<string> | undefined = this.#token): void {
    if (this.#token === used) this.#token = undefined;
  }
}

function tokenOf({ body }: Answer): string {
  if (isRecord(body) && typeof body.csrf === "string") return body.csrf;
  throw new MizanError(200, { code: "malformed", message: "The session has no token" });
}

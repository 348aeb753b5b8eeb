import { isRecord, MizanError } from "./error.js";
import { backoff, pause } from "./retry.js";
import { bodyOf, type Transport } from "./transport.js";

const TRIES = 3;

/** The CSRF token: fetched once, when a call first needs it, and shared by all calls (§8, §13). */
export class Session {
  readonly #transport: Transport;
  #token: Promise<string> | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * The token. When all three tries failed, the next call tries again.
   *
   * @throws MizanError of the last try.
   */
  token(): Promise<string> {
    if (this.#token) return this.#token;
    const token = this.#fetch();
    this.#token = token;
    token.catch(() => this.drop(token));
    return token;
  }

  /** Forgets the token; given one that has since been replaced, does nothing. */
  drop(used: Promise<string> | undefined = this.#token): void {
    if (this.#token === used) this.#token = undefined;
  }

  async #fetch(): Promise<string> {
    for (let turn = 0; ; turn++) {
      try {
        const body = bodyOf(await this.#transport.send({ path: "session/" }));
        if (isRecord(body) && typeof body.csrf === "string") return body.csrf;
        throw new MizanError(200, { code: "malformed", message: "The session has no token." });
      } catch (error) {
        if (turn + 1 >= TRIES) throw error;
        await pause(backoff(turn));
      }
    }
  }
}

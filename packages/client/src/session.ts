import { errorOf, isRecord } from "./error.js";
import { repeated } from "./retry.js";
import type { Answer } from "./transport.js";

/** The CSRF token: fetched once, when a call first needs it, and shared by all calls (§8, §13). */
export interface Session {
  /**
   * The token. When all three tries failed, the next call tries again.
   *
   * @throws MizanError of the last try.
   */
  token: () => Promise<string>;
  /** Forgets the token; given one that has since been replaced, does nothing. */
  drop: (used?: Promise<string>) => void;
}

export function createSession(fetch: () => Promise<Answer>): Session {
  let current: Promise<string> | undefined;
  const drop = (used = current) => {
    if (current === used) current = undefined;
  };
  const begin = () => {
    const token = repeated(fetch).then(tokenOf);
    token.catch(() => drop(token));
    return token;
  };
  return {
    drop,
    token() {
      current ??= begin();
      return current;
    },
  };
}

function tokenOf({ response, body }: Answer): string {
  if (isRecord(body) && typeof body.csrf === "string") return body.csrf;
  throw errorOf(response.status, body);
}

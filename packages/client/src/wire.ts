import { type Verdict, verdictOf } from "./identity.js";
import { createSession, type Session } from "./session.js";
import { type Answer, type Request, send, type TransportOptions } from "./transport.js";
import type { Seen } from "./version.js";

/** An answer, and whether it is still meant for whom this tab works. */
export interface Delivered extends Answer {
  verdict: Verdict;
}

/** The way to the server: what every request carries, and what every answer tells of. */
export interface Wire {
  send: (request: Request) => Promise<Delivered>;
  session: Session;
}

/** What a client's owner is told of. */
export interface Notices {
  /** Sees every answer, such as {@link onRevisionMismatch}. */
  onAnswer?: (answer: Answer) => void;
  /** Whose data the page has from elsewhere (§8): the first answer of another drops it. */
  as?: string | undefined;
}

/** @param changed runs when an answer says that the identity is another one (§8) */
export function createWire(
  options: TransportOptions & Notices,
  seen: Seen,
  changed: () => void,
): Wire {
  let as = options.as;
  const deliver = async (request: Request): Promise<Delivered> => {
    const begun = as;
    const version = seen.version();
    const headers = { ...(version && { "Mizan-Seen": version }), ...request.headers };
    const answer = await send(options, { ...request, headers });
    const said = answer.response.headers.get("Mizan-As");
    const verdict = verdictOf(begun, as, said);
    if (verdict === "changed") {
      const before = as;
      as = said as string;
      if (before !== undefined) {
        // The token is of the session that was (§8).
        session.drop();
        changed();
      }
    }
    options.onAnswer?.(answer);
    return { ...answer, verdict };
  };
  const session = createSession(() => deliver({ path: "session/" }));
  return { send: deliver, session };
}

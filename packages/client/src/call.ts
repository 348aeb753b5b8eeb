import { errorOf, isRecord, MizanError } from "./error.js";
import type { Answer, Request } from "./transport.js";
import type { Wire } from "./wire.js";

/** Posts a call's body and resolves with its result. */
export type Caller = (body: string, options?: Ways) => Promise<unknown>;

/** What a call's request has besides its body. */
type Ways = Pick<Request, "signal" | "contract" | "via">;

/**
 * Calls, never twice, except once with a new session after `csrf_failed`, which is raised before
 * anything ran (§13).
 *
 * @param csrf whether calls carry the session's token
 * @param take hands on what an answer of any status invalidated
 */
export function createCaller(
  { send, session }: Wire,
  csrf: boolean,
  take: (answer: Answer) => Promise<void>,
): Caller {
  const post = async (body: string, ways?: Ways, again = csrf): Promise<unknown> => {
    const token = csrf ? session.token() : undefined;
    const headers = token && { "X-CSRFToken": await token };
    const answer = await send({ ...ways, path: "call/", body, headers });
    await take(answer);
    const { ok, status } = answer.response;
    if (answer.verdict === "outdated") {
      throw new MizanError(status, {
        code: "identity_changed",
        message: "The user changed",
        committed: ok,
      });
    }
    if (ok && isRecord(answer.body) && answer.body.result !== undefined) return answer.body.result;
    const error = errorOf(status, answer.body, null);
    if (error.code !== "csrf_failed" || !again) throw error;
    session.drop(token);
    return post(body, ways, false);
  };
  return post;
}

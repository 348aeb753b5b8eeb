import { errorOf, type MizanError } from "./error.js";
import type { Answer } from "./transport.js";

/**
 * Tells once that the server has changed in a way that this page was not made for (§11), so that the
 * person can be asked to load it again. What is in forms stays; the call or read fails as usual.
 *
 * ```ts
 * createClient({ onAnswer: onRevisionMismatch(() => banner.show("There is a new version")) });
 * ```
 */
export function onRevisionMismatch(tell: (error: MizanError) => void): (answer: Answer) => void {
  let told = false;
  return ({ response: { status }, body }) => {
    if (told || status !== 409) return;
    const error = errorOf(status, body);
    told = error.code === "revision_mismatch";
    if (told) tell(error);
  };
}

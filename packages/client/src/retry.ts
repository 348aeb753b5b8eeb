import { MizanError } from "./error.js";
import { type Answer, succeeded } from "./transport.js";

/** The longest that a server's `Retry-After` is waited for; beyond it the error is handed on. */
const LONGEST_WAIT_MS = 10_000;
const FIRST_WAIT_MS = 200;
const REPEATS = 2;

/** What all repeats of a tab may come to: a tenth of its reads, or three (§13). */
export interface Budget {
  /** Counts a read. */
  count: () => void;
  /** Takes one repeat out of the budget, if it has one left. */
  take: () => boolean;
}

export function createBudget(): Budget {
  let reads = 0;
  let repeats = 0;
  return {
    count: () => void reads++,
    take: () => repeats + 1 <= Math.max(3, reads / 10) && ++repeats > 0,
  };
}

/** Milliseconds before repeat number `turn`, from 0: 200, 400, … with jitter of a quarter (§13). */
export function backoff(turn: number): number {
  return FIRST_WAIT_MS * 2 ** turn * (0.75 + Math.random() / 2);
}

/** Waits, or rejects with the signal's reason. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
}

/**
 * Sends what may be sent again, at most twice more, where no answer came or the server failed (§13).
 *
 * @throws MizanError of the last try; the signal's reason.
 */
export async function repeated(
  send: () => Promise<Answer>,
  mayRepeat: () => boolean = () => true,
  signal?: AbortSignal,
): Promise<Answer> {
  for (let turn = 0; ; turn++) {
    let wait = backoff(turn);
    try {
      const answer = await send();
      wait = Math.max(wait, retryAfter(answer.response));
      return succeeded(answer);
    } catch (error) {
      const again = error instanceof MizanError && (error.status === 0 || error.status >= 500);
      const useless = !again || turn === REPEATS || wait > LONGEST_WAIT_MS;
      if (useless || !mayRepeat()) throw error;
    }
    await pause(wait, signal);
  }
}

/** `Retry-After` in milliseconds, from seconds or a date; 0 without one. */
function retryAfter({ headers }: Response): number {
  const text = headers.get("Retry-After") ?? "";
  return Math.max(0, Number(text) * 1000 || Date.parse(text) - Date.now() || 0);
}

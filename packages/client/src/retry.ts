import { MizanError } from "./error.js";
import { type Answer, bodyOf } from "./transport.js";

/** The longest that a server's `Retry-After` is waited for; beyond it the error is handed on. */
const LONGEST_WAIT_MS = 10_000;
const FIRST_WAIT_MS = 200;
const REPEATS = 2;

/** What all repeats of a tab may come to: a tenth of its reads, or three (§13). */
export class Budget {
  #reads = 0;
  #repeats = 0;

  read(): void {
    this.#reads++;
  }

  /** Takes one repeat out of the budget, if it has one left. */
  take(): boolean {
    if (this.#repeats >= Math.max(3, Math.floor(this.#reads / 10))) return false;
    this.#repeats++;
    return true;
  }
}

/** Milliseconds before repeat number `turn`, from 0: 200, 400, … with jitter of a quarter (§13). */
export function backoff(turn: number): number {
  return FIRST_WAIT_MS * 2 ** turn * (0.75 + Math.random() / 2);
}

/** Waits, or rejects with the signal's reason. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/** Sends a read, and again at most twice where no answer came or the server failed (§13). */
export async function repeated(
  send: () => Promise<Answer>,
  budget: Budget,
  signal: AbortSignal,
): Promise<Answer> {
  budget.read();
  for (let turn = 0; ; turn++) {
    const outcome = await send().catch(networkError);
    const wait = waitBefore(outcome, turn);
    if (wait === undefined || !budget.take()) return settled(outcome);
    await pause(wait, signal);
  }
}

function networkError(error: unknown): MizanError {
  if (error instanceof MizanError) return error;
  throw error;
}

function settled(outcome: Answer | MizanError): Answer {
  if (outcome instanceof MizanError) throw outcome;
  bodyOf(outcome);
  return outcome;
}

/** Milliseconds until the repeat that this outcome deserves; `undefined` where it deserves none. */
function waitBefore(outcome: Answer | MizanError, turn: number): number | undefined {
  const failed = outcome instanceof MizanError || outcome.response.status >= 500;
  if (!failed || turn >= REPEATS) return undefined;
  const asked = outcome instanceof MizanError ? 0 : retryAfter(outcome.response);
  return asked > LONGEST_WAIT_MS ? undefined : Math.max(asked, backoff(turn));
}

/** `Retry-After` in milliseconds, from seconds or a date; 0 without one. */
function retryAfter({ headers }: Response): number {
  const text = headers.get("Retry-After") ?? "";
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Math.max(0, milliseconds || 0);
}

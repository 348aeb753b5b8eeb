import { type Item, matches, type Read } from "./item.js";

/** Who brought an item: this tab's own call, or anybody else. */
export type Origin = "own" | "other";

/** Restarts after which a read that others keep hitting is used as it is, and repeated later (§6). */
const RESTARTS = 2;

/** Reads once; the signal aborts when what it would bring is no longer wanted. */
export type Attempt<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Reads in flight: identical ones are one, and each begins anew when an item hits it, so that whoever
 * waits for it gets only what was read after the item (§6 rule (a)).
 */
export class Flights<T> {
  readonly #flights = new Map<string, Flight<T>>();
  readonly #behind: (read: Read) => void;

  /** @param behind told of a read that was used although others had hit it again */
  constructor(behind: (read: Read) => void) {
    this.#behind = behind;
  }

  /** Joins the read in flight, or begins one. Ends with the signal's reason when that aborts. */
  join(read: Read, attempt: Attempt<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    let flight = this.#flights.get(read.key);
    if (!flight) {
      flight = new Flight(read, attempt, this.#behind, () => this.#remove(read.key, flight));
      this.#flights.set(read.key, flight);
    }
    return flight.join(signal);
  }

  /** Restarts every read that an item hits. */
  hit(item: Item, origin: Origin): void {
    for (const flight of this.#flights.values()) {
      if (matches(item, flight.read)) flight.hit(origin);
    }
  }

  #remove(key: string, flight: Flight<T> | undefined): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}

class Flight<T> {
  readonly read: Read;
  readonly #promise: Promise<T>;
  readonly #ended: () => void;
  #controller = new AbortController();
  #users = 0;
  #restarts = 0;
  #hit: Origin | undefined;
  #left = false;

  constructor(read: Read, attempt: Attempt<T>, behind: (read: Read) => void, ended: () => void) {
    this.read = read;
    this.#ended = ended;
    this.#promise = this.#run(attempt, behind).finally(ended);
    this.#promise.catch(() => {});
  }

  join(signal?: AbortSignal): Promise<T> {
    this.#users++;
    return new Promise<T>((resolve, reject) => {
      const abort = () => {
        this.#leave();
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#promise
        .then(resolve, reject)
        .finally(() => signal?.removeEventListener("abort", abort));
    });
  }

  hit(origin: Origin): void {
    if (this.#hit !== "own") this.#hit = origin;
    if (this.#mustRestart) this.#controller.abort();
  }

  get #mustRestart(): boolean {
    return this.#hit === "own" || (this.#hit === "other" && this.#restarts < RESTARTS);
  }

  // A component that is unmounted and mounted in one go, as React's StrictMode does, keeps its read.
  #leave(): void {
    this.#users--;
    queueMicrotask(() => {
      if (this.#users > 0) return;
      this.#left = true;
      this.#ended();
      this.#controller.abort();
    });
  }

  async #run(attempt: Attempt<T>, behind: (read: Read) => void): Promise<T> {
    for (; ; this.#restarts++) {
      this.#hit = undefined;
      this.#controller = new AbortController();
      const outcome = attempt(this.#controller.signal);
      await outcome.catch(() => {});
      if (!this.#left && this.#mustRestart) continue;
      if (this.#hit) behind(this.read);
      return outcome;
    }
  }
}

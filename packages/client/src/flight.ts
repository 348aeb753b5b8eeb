import { type Item, matches, type Read } from "./item.js";

/** Who brought an item: this tab's own call, or anybody else. */
export type Origin = "own" | "other";

/** Restarts after which a read that others keep hitting is used as it is, and repeated later (§6). */
const RESTARTS = 2;

/** Reads once; the signal aborts when what it would bring is no longer wanted. */
export type Attempt<T> = (read: Read, signal: AbortSignal) => Promise<T>;

/** The reads in flight. */
export interface Flights<T> {
  /** Joins the read in flight, or begins one. Ends with the signal's reason when that aborts. */
  join: (read: Read, attempt: Attempt<T>, signal?: AbortSignal) => Promise<T>;
  /** Restarts every read that an item hits. */
  hit: (item: Item, origin: Origin) => void;
}

interface Flight<T> {
  read: Read;
  join: (signal?: AbortSignal) => Promise<T>;
  hit: (origin: Origin) => void;
}

/**
 * Keeps reads in flight: identical ones are one, and each begins anew when an item hits it, so that
 * whoever waits for it gets only what was read after the item (§6 rule (a)).
 *
 * @param behind told of a read that was used although others had hit it again
 */
export function createFlights<T>(behind: (read: Read) => void): Flights<T> {
  const flights = new Map<string, Flight<T>>();
  return {
    async join(read, attempt, signal) {
      signal?.throwIfAborted();
      let flight = flights.get(read.key);
      if (!flight) {
        flight = begin(read, attempt, behind, () => {
          if (flights.get(read.key) === flight) flights.delete(read.key);
        });
        flights.set(read.key, flight);
      }
      return flight.join(signal);
    },
    hit(item, origin) {
      for (const flight of flights.values()) if (matches(item, flight.read)) flight.hit(origin);
    },
  };
}

function begin<T>(
  read: Read,
  attempt: Attempt<T>,
  behind: (read: Read) => void,
  ended: () => void,
): Flight<T> {
  let controller: AbortController;
  let users = 0;
  let restarts = 0;
  let hitBy: Origin | undefined;
  let left = false;
  const mustRestart = () => hitBy === "own" || (hitBy && restarts < RESTARTS);

  const run = async (): Promise<T> => {
    for (; ; restarts++) {
      hitBy = undefined;
      controller = new AbortController();
      const outcome = attempt(read, controller.signal);
      await outcome.catch(() => {});
      if (mustRestart() && !left) continue;
      if (hitBy) behind(read);
      return outcome;
    }
  };

  const promise = run().finally(ended);
  promise.catch(() => {});
  return {
    read,
    hit(origin) {
      if (hitBy !== "own") hitBy = origin;
      if (mustRestart()) controller.abort();
    },
    join(signal) {
      users++;
      return new Promise((resolve, reject) => {
        const abort = () => {
          reject(signal?.reason);
          users--;
          // A component that is unmounted and mounted in one go, as React's StrictMode does, keeps its read.
          queueMicrotask(() => {
            if (users) return;
            left = true;
            ended();
            controller.abort();
          });
        };
        signal?.addEventListener("abort", abort);
        promise.then(resolve, reject).finally(() => signal?.removeEventListener("abort", abort));
      });
    },
  };
}

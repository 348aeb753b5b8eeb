import type { Origin } from "./flight.js";
import { type Item, matches, type Read } from "./item.js";

/** At most one refetch a second for a read that changes faster than it is read (§6). */
const PACE_MS = 1000;

/** What hit a mounted read since it was last told. */
export interface Hit {
  /** The functions that were named, or `undefined` where the whole context was hit. */
  functions: readonly string[] | undefined;
}

type Listener = (hit: Hit) => void;

interface Mounted {
  read: Read;
  listeners: Set<Listener>;
  /** The functions that were named since the last telling, and `undefined` where all were hit. */
  hit: Set<string | undefined>;
}

/** The reads that something on the page shows, and who refetches them. */
export interface MountedReads {
  /** Adds a listener of a read. The function returned removes it; called again, it does nothing. */
  add: (read: Read, listener: Listener) => () => void;
  /** Marks every read that an item hits; each is told once of all that arrives in one task. */
  hit: (item: Item, origin: Origin) => void;
  /** Resolves when all reads that are marked have been told. */
  told: () => Promise<void>;
  /** Tells a read a second from now, and until then not of what others change. */
  pace: (read: Read) => void;
}

export function createMountedReads(): MountedReads {
  const reads = new Map<string, Mounted>();
  const paced = new Set<string>();
  let telling: Promise<void> | undefined;

  const tell = () => {
    telling = undefined;
    for (const { hit, listeners } of reads.values()) {
      if (!hit.size) continue;
      const functions = hit.has(undefined) ? undefined : ([...hit] as string[]);
      hit.clear();
      for (const listener of [...listeners]) listener({ functions });
    }
  };

  const hit = (item: Item, origin: Origin) => {
    for (const mounted of reads.values()) {
      if (!matches(item, mounted.read)) continue;
      if (origin === "other" && paced.has(mounted.read.key)) continue;
      mounted.hit.add(item.function);
      telling ??= nextTask().then(tell);
    }
  };

  return {
    hit,
    told: async () => telling,
    add(read, listener) {
      const mounted = reads.get(read.key) ?? { read, listeners: new Set(), hit: new Set() };
      reads.set(read.key, mounted);
      mounted.listeners.add(listener);
      return () => {
        mounted.listeners.delete(listener);
        const gone = !mounted.listeners.size && reads.get(read.key) === mounted;
        if (gone) reads.delete(read.key);
      };
    },
    pace({ key, context, params }) {
      if (paced.has(key)) return;
      paced.add(key);
      setTimeout(() => {
        paced.delete(key);
        hit({ context, params }, "other");
      }, PACE_MS);
    },
  };
}

/** The next task. Not by a timer: pages in the background have theirs held back for a minute. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

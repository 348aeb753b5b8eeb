import type { MizanClient } from "../client.js";
import type { FieldError } from "../error.js";

/** How long one has to have stopped typing before the server is asked. */
const PAUSE_MS = 300;

/** What `name.validate` answers (`docs/protocol.md` §3.5). */
export interface Verdict {
  valid: boolean;
  errors: Record<string, FieldError[]>;
}

/** Questions to the server about single fields, while one types. */
export interface Checks {
  /**
   * Asks about a field when nothing was typed into it for a while. What was asked about it before is
   * dropped, answered or not.
   */
  ask: (path: string, data: () => unknown) => void;
  /** Drops what was asked about a field, or about all. */
  drop: (path?: string) => void;
}

/** @param take is given the answer to the latest question about a field, and nothing else */
export function checks(
  form: string,
  client: () => MizanClient,
  take: (path: string, verdict: Verdict) => void,
): Checks {
  const asked = new Map<string, AbortController>();
  const drop = (path?: string) => {
    for (const key of path === undefined ? [...asked.keys()] : [path]) {
      asked.get(key)?.abort();
      asked.delete(key);
    }
  };
  const ask = async (path: string, data: unknown, { signal }: AbortController) => {
    const only = [path.replace(/\..*/, "")];
    try {
      const verdict = await client().mizanCall<Verdict>(
        `${form}.validate`,
        { data, only },
        { signal },
      );
      if (!signal.aborted) take(path, verdict);
    } catch {
      // Whatever is wrong with it, sending the form will tell.
    }
  };
  return {
    drop,
    ask(path, dataOf) {
      drop(path);
      const abort = new AbortController();
      asked.set(path, abort);
      setTimeout(() => {
        const data = abort.signal.aborted ? undefined : dataOf();
        if (data !== undefined) void ask(path, data, abort);
      }, PAUSE_MS);
    },
  };
}

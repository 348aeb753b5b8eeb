import type { MizanClient } from "../client.js";
import type { FieldError } from "../error.js";
import { fieldAt } from "./board.js";
import type { FormDefinition } from "./definition.js";
import type { Draft } from "./draft.js";
import { problemsFrom } from "./problem.js";

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
   * Asks about a field that the server judges when nothing was typed into it for a while. What was asked
   * about it before is dropped, answered or not.
   */
  ask: (path: string) => void;
  /** Drops what was asked about a field, or about all. */
  drop: (path?: string) => void;
}

/** @param changed runs when the latest question about a field was answered, and for no other */
export function checks(
  definition: FormDefinition<unknown>,
  settings: { client: MizanClient },
  draft: Draft<unknown>,
  changed: () => void,
): Checks {
  const asked = new Map<string, AbortController>();
  const drop = (path?: string) => {
    for (const key of path === undefined ? [...asked.keys()] : [path]) {
      asked.get(key)?.abort();
      asked.delete(key);
    }
  };
  const ask = async (path: string, { signal }: AbortController) => {
    if (signal.aborted || draft.isWrong(path)) return;
    const about = draft.values();
    const verdict = draft.verdict();
    const data = filesLeftOut(verdict.issues ? about : verdict.value);
    const args = { data, only: [path.replace(/\..*/, "")] };
    const fn = `${definition.name}.validate`;
    try {
      const { errors } = await settings.client.mizanCall<Verdict>(fn, args, { signal });
      if (signal.aborted) return;
      const found = [...problemsFrom(definition.fields, errors)].filter(([of]) => of === path);
      draft.refuse(new Map(found), about);
      changed();
    } catch {
      // Whatever is wrong with it, sending the form will tell.
    }
  };
  return {
    drop,
    ask(path) {
      if (!fieldAt(definition, path).check) return;
      drop(path);
      const abort = new AbortController();
      asked.set(path, abort);
      setTimeout(ask, PAUSE_MS, path, abort);
    },
  };
}

/** What a question sends: files would go with every letter that is typed. */
function filesLeftOut(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data, (_, value) => (value instanceof Blob ? null : value)));
}

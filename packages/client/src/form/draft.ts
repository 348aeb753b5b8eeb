/**
 * What was typed into a form, and what is wrong with it. Nothing here knows elements or the network.
 *
 * # Invariants
 *
 * 1. Values are never changed in place; what is asked for keeps its identity while it says the same.
 * 2. A verdict counts only for the values that it is about: of the schema's, the latest alone; of the
 *    server's, until what it is about is edited.
 */
import type { FieldError } from "../error.js";
import type { FormDefinition, Outcome } from "./definition.js";
import { type Problems, problemsOf } from "./problem.js";
import { at, filledAll, isSame, put, type Values } from "./value.js";

export type Draft<Data> = ReturnType<typeof createDraft<Data>>;

export type DraftState = ReturnType<Draft<unknown>["state"]>;

export function createDraft<Data>(definition: FormDefinition<Data>, given: object | undefined) {
  const { fields, schema } = definition;
  let initial = filledAll(fields, given);
  let values = initial;
  let local: Problems;
  const server: Problems = new Map();
  /** Fields that were typed into or left, and those that were left. */
  const touched = new Set<string>();
  const left = new Set<string>();
  /** Whether what is wrong is told of fields that were not left yet. */
  let attempted = false;
  const kept = new Map<string, unknown>();
  let verdict: Outcome<Data>;

  /** Under a path, or a topic that none is, the same as before where it says the same. */
  const stable = <T>(topic: string, next: T): T => {
    if (!isSame(kept.get(topic), next)) kept.set(topic, next);
    return kept.get(topic) as T;
  };

  /** Goes on with other values, which the schema judges. */
  const become = (next: Values) => {
    // What the server said is forgotten of all that is another, and of the whole.
    for (const path of server.keys()) {
      if (!path || at(next, path) !== at(values, path)) server.delete(path);
    }
    values = next;
    verdict = schema["~standard"].validate(values) as Outcome<Data>;
    local = problemsOf(definition, values, verdict.issues);
  };

  /** Has nothing told of fields until they are left again. */
  const settle = () => {
    attempted = false;
    left.clear();
  };

  become(values);
  return {
    values: () => values,
    initial: () => initial,
    /** All that there is to see of it. */
    state() {
      const told: Record<string, FieldError[]> & { "": FieldError[] } = { "": [] };
      // The whole, whatever is wrong with it, and the fields that something is wrong with.
      const wrong = new Set(["", ...local.keys(), ...server.keys()]);
      for (const path of wrong) {
        const own = attempted || left.has(path) ? local.get(path) : undefined;
        const all = [...(own ?? []), ...(server.get(path) ?? [])];
        if (all.length || !path) told[path] = stable(path, all);
      }
      const { "": form, ...fields } = told;
      return {
        values,
        /** What is told that is wrong: of fields by path, and of the whole. */
        errors: { fields: stable(" errors", fields), form },
        touched: stable(" touched", Object.fromEntries([...touched].map((path) => [path, true]))),
        dirty: !isSame(values, initial),
        /**
         * §13: every required field was touched or came with a value, and none has an error. What is required
         * and blank, generated schemas refuse.
         */
        isValid: wrong.size === 1,
      };
    },
    become,
    /** Takes what was typed. */
    edit(path: string, value: unknown) {
      touched.add(path);
      server.delete(path);
      become(put(values, path, value));
    },
    leave(path: string) {
      touched.add(path);
      left.add(path);
    },
    /** Takes what the server says of fields with these values, unless they have others now. */
    refuse(problems: Problems, about: Values) {
      for (const [path, found] of problems) {
        if (!path || at(about, path) === at(values, path)) server.set(path, found);
      }
    },
    /** The schema's verdict on the latest values. */
    verdict: () => verdict,
    isWrong: (path: string) => local.has(path),
    /** Has all told that is wrong from now on. */
    attempt() {
      attempted = true;
    },
    settle,
    /** Begins anew. */
    reset(next?: object) {
      if (next) initial = filledAll(fields, next);
      server.clear();
      touched.clear();
      settle();
      become(initial);
    },
    /** Takes other initial values; what somebody has changed stays as they have it. */
    rebase(next: object) {
      const before = initial;
      initial = filledAll(fields, next);
      const filled = { ...values };
      for (const name in initial) {
        if (isSame(filled[name], before[name])) filled[name] = initial[name];
      }
      become(filled);
    },
    /** What is known of single paths, for those who have to move it. */
    known: { touched, left, server },
  };
}

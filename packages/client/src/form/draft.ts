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
import type { Refused } from "./page.js";
import { type Problems, problemsFrom, problemsOf } from "./problem.js";
import { at, filledAll, isBlank, leavesOf, put } from "./value.js";

export type Draft<Data> = ReturnType<typeof createDraft<Data>>;

const NONE: FieldError[] = [];

/** @param changed runs when an asynchronous schema has answered */
export function createDraft<Data>(
  definition: FormDefinition<Data>,
  given: object | undefined,
  refused: Refused | undefined,
  changed: () => void,
) {
  const { fields, schema } = definition;
  let initial = filledAll(fields, given);
  let values = refused ? filledAll(fields, { ...initial, ...refused.values }) : initial;
  let local: Problems = new Map();
  let server = problemsFrom(fields, refused?.errors ?? {});
  /** Fields that came with a value, that were typed into or left, and that were left. */
  let came = new Set<string>();
  let touched = new Set<string>();
  let left = new Set<string>();
  /** Whether what is wrong is told of fields that were not left yet. */
  let attempted = false;
  const edits = new Map<string, number>();
  const kept = new Map<string, unknown>();
  let outcome: Outcome<Data> | undefined;
  let judging: Promise<void> | undefined;
  let round = 0;

  const stable = <T>(topic: string, next: T): T => {
    const last = kept.get(topic);
    if (JSON.stringify(last) === JSON.stringify(next)) return last as T;
    kept.set(topic, next);
    return next;
  };

  const judge = () => {
    const turn = ++round;
    const take = (next: Outcome<Data>) => {
      if (turn !== round) return;
      outcome = next;
      local = problemsOf(definition, values, next.issues ?? []);
    };
    judging = undefined;
    const next = schema["~standard"].validate(values);
    if (next instanceof Promise) judging = next.then(take).then(changed);
    else take(next);
  };

  const begin = () => {
    const full = leavesOf(fields, values).filter(([path]) => !isBlank(at(values, path)));
    came = new Set(full.map(([path]) => path));
    judge();
  };

  const errors = (path: string): FieldError[] => {
    const own = ((attempted || left.has(path)) && local.get(path)) || NONE;
    return stable(`error ${path}`, [...own, ...(server.get(path) ?? NONE)]);
  };

  /**
   * Takes what was typed. What the server said is forgotten: of the field, of what that is part of, of the
   * whole, and unless it is kept, of its parts.
   */
  const edit = (path: string, value: unknown, keepsParts = false) => {
    values = put(values, path, value);
    edits.set(path, (edits.get(path) ?? 0) + 1);
    touched.add(path);
    for (const key of [...server.keys()]) {
      if (!key || inside(path, key) || (!keepsParts && inside(key, path))) server.delete(key);
    }
    judge();
  };

  begin();
  return {
    values: () => values,
    initial: () => initial,
    errors,
    /** Every complaint that shows, by path. */
    shown: () => {
      const paths = new Set([...local.keys(), ...server.keys()]);
      const all = [...paths].filter((path) => path && errors(path).length);
      return stable("errors", Object.fromEntries(all.map((path) => [path, errors(path)])));
    },
    touched: () => stable("touched", Object.fromEntries([...touched].map((path) => [path, true]))),
    isDirty: () => JSON.stringify(values) !== JSON.stringify(initial),
    /** §13: every required field was touched or came with a value, and none has an error. */
    isValid: () =>
      outcome !== undefined &&
      [...local.keys(), ...server.keys()].every((path) => !path) &&
      leavesOf(fields, values).every(
        ([path, { required }]) => !required || touched.has(path) || came.has(path),
      ),
    edit,
    leave(path: string) {
      touched.add(path);
      left.add(path);
    },
    /** How often fields were edited, by which an answer tells whether it comes too late. */
    edits: () => new Map(edits),
    /** What the server says of fields, apart from those that were edited since; of one alone, or of all. */
    refuse(problems: Problems, since: ReadonlyMap<string, number>, only?: string) {
      if (only) server.delete(only);
      const late = [...edits.keys()].filter((path) => edits.get(path) !== since.get(path));
      for (const [path, found] of problems) {
        const isLate = late.some((edited) => inside(edited, path) || inside(path, edited));
        if (!isLate && (only ?? path) === path) server.set(path, found);
      }
    },
    /** The schema's verdict on the latest values. From now on all that is wrong is told. */
    async verdict(): Promise<Outcome<Data> | undefined> {
      attempted = true;
      for (let seen = -1; seen !== round; ) {
        seen = round;
        await judging;
      }
      return outcome;
    },
    isWrong: (path: string) => local.has(path),
    /** What is there of the data that the server takes, right or wrong. */
    data: (): unknown => (outcome && !outcome.issues ? outcome.value : values),
    /** Has nothing told of fields until they are left again. */
    settle() {
      attempted = false;
      left = new Set();
    },
    /** Forgets the server's complaints. */
    clear() {
      server = new Map();
    },
    /** Begins anew. */
    reset(next?: object) {
      if (next) initial = filledAll(fields, next);
      values = initial;
      server = new Map();
      touched = new Set();
      left = new Set();
      attempted = false;
      for (const [path] of edits) edits.set(path, (edits.get(path) ?? 0) + 1);
      begin();
    },
    /** Takes other initial values; what somebody has changed stays as they have it. */
    rebase(next: object) {
      const before = initial;
      initial = filledAll(fields, next);
      const merged = Object.entries(initial).map(([name, value]) => {
        const own = at(values, name);
        const isChanged = JSON.stringify(own) !== JSON.stringify(at(before, name));
        return [name, isChanged ? own : value];
      });
      values = Object.fromEntries(merged);
      begin();
    },
    /** Has what is known of a path stand under another, or nowhere. */
    rename(toward: (path: string) => string | undefined) {
      const all = (paths: Set<string>) =>
        new Set([...paths].map(toward).filter((path) => path !== undefined));
      came = all(came);
      touched = all(touched);
      left = all(left);
      const moved = [...server].map(([path, found]) => [toward(path), found] as const);
      server = new Map(
        moved.filter((entry): entry is [string, FieldError[]] => entry[0] !== undefined),
      );
    },
  };
}

/** Whether a path is that of a field or of its part. */
export function inside(path: string, outer: string): boolean {
  return `${path}.`.startsWith(`${outer}.`);
}

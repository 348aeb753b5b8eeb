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
  const server = problemsFrom(fields, refused?.errors ?? {});
  /** Fields that came with a value, that were typed into or left, and that were left. */
  const came = new Set<string>();
  const touched = new Set<string>();
  const left = new Set<string>();
  /** Whether what is wrong is told of fields that were not left yet. */
  let attempted = false;
  const edits = new Map<string, number>();
  const kept = new Map<string, unknown>();
  let outcome: Outcome<Data> | undefined;
  let judging: Promise<void> | undefined;
  let round = 0;

  const stable = <T>(topic: string, next: T): T => {
    const last = kept.get(topic);
    if (isSame(last, next)) return last as T;
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
    came.clear();
    for (const [path] of leavesOf(fields, values)) if (!isBlank(at(values, path))) came.add(path);
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
    isDirty: () => !isSame(values, initial),
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
      else server.clear();
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
      left.clear();
    },
    /** Begins anew. */
    reset(next?: object) {
      if (next) initial = filledAll(fields, next);
      values = initial;
      for (const known of [server, touched, left]) known.clear();
      attempted = false;
      for (const [path, count] of edits) edits.set(path, count + 1);
      begin();
    },
    /** Takes other initial values; what somebody has changed stays as they have it. */
    rebase(next: object) {
      const before = initial;
      initial = filledAll(fields, next);
      values = { ...values };
      for (const name in initial) {
        if (isSame(values[name], before[name])) values[name] = initial[name];
      }
      begin();
    },
    /** What is known of single paths, for those who have to move it. */
    known: { came, touched, left, server },
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether a path is that of a field or of its part. */
export function inside(path: string, outer: string): boolean {
  return `${path}.`.startsWith(`${outer}.`);
}

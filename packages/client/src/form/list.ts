import type { Fields } from "./definition.js";
import type { Draft } from "./draft.js";
import { at, filledAll, inside, placeOf } from "./value.js";

/** An item as it comes to stand: the index where it stood, or a new one. */
type Moved = number | { value: unknown };

/** Gives a value, and has whoever reads it told when it is another one. */
export type Track = <T>(topic: string, read: () => T) => T;

/** The items of a repeated group, which come, go and move, and keep what is said of them. */
export interface List {
  /** Their keys stay with them wherever they are moved. */
  items: { key: number; index: number; name: string }[];
  append: (value?: unknown) => void;
  insert: (index: number, value?: unknown) => void;
  remove: (index: number) => void;
  move: (from: number, to: number) => void;
}

export type Lists = (path: string, track: Track) => List;

/** The same array each time: another one would be taken for a change by whoever reads it. */
const NO_KEYS: readonly number[] = [];

/** @param changed runs when items have come, gone or moved */
export function lists(fields: Fields, draft: Draft<unknown>, changed: () => void): Lists {
  const known = new Map<string, readonly number[]>();
  let lastKey = 0;

  const itemsOf = (path: string) => at(draft.values(), path) as unknown[];

  const keys = (path: string) => {
    const { length } = itemsOf(path);
    const own = known.get(path) ?? NO_KEYS;
    if (own.length === length) return own;
    const next = Array.from({ length }, (_, index) => own[index] ?? ++lastKey);
    known.set(path, next);
    return next;
  };

  const arrange = (path: string, orderOf: (standing: Moved[]) => Moved[]) => {
    const own = keys(path);
    const list = itemsOf(path);
    const { field } = placeOf(fields, path.split(".")) ?? {};
    const order = orderOf(list.map((_, index) => index));
    const items = order.map((item) =>
      typeof item === "number" ? list[item] : filledAll(field?.fields ?? {}, item.value),
    );
    known.set(
      path,
      order.map((item) => (typeof item === "number" ? (own[item] as number) : ++lastKey)),
    );
    const { touched, left, server } = draft.known;
    const toward = (key: string) => {
      if (key === path || !inside(key, path)) return key;
      const [index, ...rest] = key.slice(path.length + 1).split(".");
      const to = order.indexOf(Number(index));
      return to < 0 ? undefined : [path, to, ...rest].join(".");
    };
    const told = [...server];
    draft.edit(path, items);
    for (const known of [touched, left]) {
      const all = [...known].map(toward);
      known.clear();
      for (const key of all) if (key !== undefined) known.add(key);
    }
    const parts = told.filter(([key]) => key !== path && inside(key, path));
    for (const [key] of parts) server.delete(key);
    for (const [key, found] of parts) {
      const to = toward(key);
      if (to !== undefined) server.set(to, found);
    }
    changed();
  };

  return (path, track) => {
    const insert = (index: number, value?: unknown) =>
      arrange(path, (standing) => standing.toSpliced(index, 0, { value }));
    const own = track(`keys ${path}`, () => keys(path));
    return {
      items: own.map((key, index) => ({ key, index, name: `${path}.${index}` })),
      append: (value) => insert(keys(path).length, value),
      insert,
      remove: (index) => arrange(path, (standing) => standing.toSpliced(index, 1)),
      move: (from, to) =>
        arrange(path, (standing) => standing.toSpliced(from, 1).toSpliced(to, 0, from)),
    };
  };
}

import type { Fields } from "./definition.js";
import { type Draft, inside } from "./draft.js";
import { at, filledAll, placeOf } from "./value.js";

/** An item as it comes to stand: the index where it stood, or a new one. */
type Moved = number | { value: unknown };

/** What a repeated group has besides its fields: items that come, go and move, and keep what is said of them. */
export interface Lists {
  /** The keys of a list's items, which they keep wherever they are moved. */
  keys: (path: string) => readonly number[];
  insert: (path: string, index: number, value?: unknown) => void;
  remove: (path: string, index: number) => void;
  move: (path: string, from: number, to: number) => void;
}

/** @param changed runs when items have come, gone or moved */
export function lists(fields: Fields, draft: Draft<unknown>, changed: () => void): Lists {
  const known = new Map<string, readonly number[]>();
  let lastKey = 0;

  const itemsOf = (path: string) => at(draft.values(), path) as unknown[];

  const keys = (path: string) => {
    const { length } = itemsOf(path);
    const own = known.get(path) ?? [];
    if (own.length === length) return own;
    const next = Array.from({ length }, (_, index) => own[index] ?? ++lastKey);
    known.set(path, next);
    return next;
  };

  const arrange = (path: string, orderOf: (standing: Moved[]) => Moved[]) => {
    const own = keys(path);
    const list = itemsOf(path);
    const { field } = placeOf(fields, path) ?? {};
    const order = orderOf(list.map((_, index) => index));
    const items = order.map((item) =>
      typeof item === "number" ? list[item] : filledAll(field?.fields ?? {}, item.value),
    );
    known.set(
      path,
      order.map((item) => (typeof item === "number" ? (own[item] as number) : ++lastKey)),
    );
    draft.rename((key) => {
      if (key === path || !inside(key, path)) return key;
      const [index, ...rest] = key.slice(path.length + 1).split(".");
      const to = order.indexOf(Number(index));
      return to < 0 ? undefined : [path, to, ...rest].join(".");
    });
    draft.edit(path, items, true);
    changed();
  };

  return {
    keys,
    insert: (path, index, value) =>
      arrange(path, (standing) => standing.toSpliced(index, 0, { value })),
    remove: (path, index) => arrange(path, (standing) => standing.toSpliced(index, 1)),
    move: (path, from, to) =>
      arrange(path, (standing) => standing.toSpliced(from, 1).toSpliced(to, 0, from)),
  };
}

import { type Entry, type Item, matches } from "./item.js";
import { canonical } from "./param.js";
import { later, type Version } from "./version.js";

const ITEMS = 200;

/**
 * The versions at which items arrived: §6's rule (b). Data that a cache supplied is refused where a
 * matching item is later than it.
 */
export interface Memory {
  add: (item: Item, version: Version) => void;
  /** The version that an entry's data must have reached. */
  least: (entry: Entry) => Version;
}

export function createMemory(): Memory {
  const items = new Map<string, [Item, Version]>();
  // The latest version of all that was forgotten: data older than this is refused unseen.
  let floor: Version = "";
  return {
    add(item, version) {
      const key = canonical(item);
      const before = items.get(key)?.[1] ?? "";
      items.delete(key);
      items.set(key, [item, later(before, version)]);
      const [oldest] = items;
      if (items.size <= ITEMS || !oldest) return;
      items.delete(oldest[0]);
      floor = later(floor, oldest[1][1]);
    },
    least(entry) {
      const hits = [...items.values()].filter(([item]) => matches(item, entry));
      return hits.reduce((least, [, version]) => later(least, version), floor);
    },
  };
}

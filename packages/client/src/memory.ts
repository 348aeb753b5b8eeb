import { type Entry, type Item, matches } from "./item.js";
import { canonical } from "./param.js";
import { later, type Version } from "./version.js";

const ITEMS = 200;

/**
 * The versions at which items arrived: §6's rule (b). Data that a cache supplied is refused where a
 * matching item is later than it.
 */
export class Memory {
  readonly #items = new Map<string, { item: Item; version: Version }>();
  /** The latest version of all that was forgotten: data older than this is refused unseen. */
  #floor: Version = "";

  add(item: Item, version: Version): void {
    if (!version) return;
    const key = canonical(item);
    const known = this.#items.get(key)?.version ?? "";
    this.#items.delete(key);
    this.#items.set(key, { item, version: later(known, version) });
    if (this.#items.size > ITEMS) this.#forgetOldest();
  }

  /** The version that an entry's data must have reached. */
  least(entry: Entry): Version {
    let least = this.#floor;
    for (const { item, version } of this.#items.values()) {
      if (version > least && matches(item, entry)) least = version;
    }
    return least;
  }

  #forgetOldest(): void {
    const [oldest] = this.#items;
    if (!oldest) return;
    this.#items.delete(oldest[0]);
    this.#floor = later(this.#floor, oldest[1].version);
  }
}

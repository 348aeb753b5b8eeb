import { isRecord } from "./error.js";
import { canonical, type ParamKind, type Params, stableKey } from "./param.js";

/** What was invalidated, as in §5.2: a context, `"*"`, or an item with the members that apply. */
export type InvalidationItem =
  | string
  | { context: string; function?: string; params?: Params; user?: string };

/** An item in one form only. */
export interface Item {
  readonly context: string;
  readonly function?: string | undefined;
  readonly params?: Params | undefined;
  readonly user?: string | undefined;
}

/** What the client must know of a context: `defineContext` in generated code says it. */
export interface ContextSpec {
  readonly name: string;
  readonly params: Readonly<Record<string, ParamKind>>;
  /** Brings those params whose values have several texts to the one of §4: `spelling({ at: dateTimeText })`. */
  readonly spell?: (params: Record<string, unknown>) => void;
  /** Left out where nobody knows them: an item that names any function then hits. */
  readonly functions?: readonly string[];
  /** Defaults other than null of optional params: `{ page: 1 }`. */
  readonly defaults?: Params;
  /** The hash of what a reader relies on (§12), which lets the server tell a client that is too old. */
  readonly contract?: string;
}

/** A stored or mounted read, as §5.4 matches it. `user` is left out where nobody knows it. */
export interface Entry {
  readonly context: string;
  readonly functions?: readonly string[] | undefined;
  readonly params: Params;
  readonly user?: string | null | undefined;
}

export const everything: Item = { context: "*" };

/** Whether an item hits an entry (§5.4). */
export function matches(item: Item, entry: Entry): boolean {
  if (item.user !== undefined && entry.user !== undefined && item.user !== entry.user) return false;
  if (item.context === "*") return true;
  if (item.context !== entry.context) return false;
  if (item.function && entry.functions?.includes(item.function) === false) return false;
  return Object.entries(item.params ?? {}).every(
    ([name, value]) => canonical(value) === canonical(entry.params[name] ?? null),
  );
}

/**
 * Reads the list of a body, a frame or another tab. What is not of §5.2 widens: at worst to everything; and
 * params that a context does not have must not narrow.
 */
export function readItems(list: unknown, contexts: ReadonlyMap<string, ContextSpec>): Item[] {
  return Array.isArray(list) ? list.map((item) => readItem(item, contexts)) : [everything];
}

function readItem(item: unknown, contexts: ReadonlyMap<string, ContextSpec>): Item {
  if (typeof item === "string") return { context: item };
  if (!isRecord(item) || typeof item.context !== "string") return everything;
  const { context, params, function: name, user } = item;
  const known = contexts.get(context)?.params;
  const own = Object.entries(isRecord(params) ? params : {}).filter(
    ([param]) => !known || Object.hasOwn(known, param),
  );
  return { context, function: textOf(name), params: Object.fromEntries(own), user: textOf(user) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A context's read in full: its spec, its params as they identify it, and the key of all. */
export interface Read extends Entry {
  readonly key: string;
  /** The functions to read, where they are not all (§4). */
  readonly only?: string | undefined;
  readonly contract?: string | undefined;
}

/**
 * The read that a context and params stand for. Defaults become explicit, so that `{}` and
 * `{ page: 1 }` are one read; what is null, or no param of the context, is left out; wide integers become
 * their text.
 *
 * @param names the functions to read, where not all are wanted
 */
export function readOf(spec: ContextSpec, given: Params = {}, names?: readonly string[]): Read {
  const { name: context, functions, contract } = spec;
  const all: Record<string, unknown> = { ...spec.defaults };
  for (const name in spec.params) all[name] = given[name] ?? all[name];
  spec.spell?.(all);
  const params = JSON.parse(canonical(all)) as Params;
  const only = names && [...names].sort().join();
  const key = stableKey(context, params) + (only ? ` ${only}` : "");
  return { context, functions: names ?? functions, params, key, only, contract };
}

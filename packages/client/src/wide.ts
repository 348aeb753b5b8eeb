/**
 * Reads the wide integers of what a server sends, which travel as text (§1), by where they are in a type.
 *
 * An entry of its own: an application without wide integers does not load it.
 */
import { MizanError } from "./error.js";

/**
 * Where the wide integers of a type are:
 *
 * | | |
 * |---|---|
 * | `BigInt` | the value is one |
 * | `{ id: BigInt, 0: BigInt }` | in these members of an object, or these items of a tuple |
 * | `[BigInt]` | in every item of a list, every member of a map |
 * | `[BigInt, { name: null }]` | the same, but in these members or items as they say: here `name` has none |
 * | `["kind", { circle: …, square: … }]` | as the member `kind` tells |
 * | `() => tree` | as another type says, which may be declared further down |
 */
export type Wide =
  | BigIntConstructor
  | null
  | (() => Wide)
  | { readonly [member: string]: Wide }
  | readonly [each: Wide, but?: { readonly [member: string]: Wide }]
  | readonly [tag: string, cases: { readonly [value: string]: Wide }];

/**
 * The value with its wide integers as `bigint`. What has none, and what is not as the type says, stays as it is;
 * nothing is changed in place.
 */
export function readWide<T>(value: unknown, wide: Wide): T {
  return read(value, wide) as T;
}

/** The same for the data of a declared error, by its code, in the error itself: that is thrown again. */
export function failWide(error: unknown, codes: Wide): never {
  if (error instanceof MizanError) {
    const { code, data } = error;
    Object.assign(error, {
      data: readWide<Record<string, unknown>>({ [code]: data }, codes)[code],
    });
  }
  throw error;
}

function read(value: unknown, wide: Wide): unknown {
  if (wide === BigInt) return integerOf(value);
  if (typeof wide === "function") return read(value, (wide as () => Wide)());
  if (!wide || typeof value !== "object" || !value) return value;
  if (!Array.isArray(wide)) return members(value, undefined, wide as Members);
  const [first, rest] = wide as [Wide | string, Members | undefined];
  if (typeof first !== "string") return members(value, first, rest);
  return read(value, own(rest ?? {}, String((value as Record<string, unknown>)[first])));
}

type Members = { readonly [member: string]: Wide };

function members(value: object, each: Wide | undefined, but: Members = {}): unknown {
  const wideAt = (name: string) => (Object.hasOwn(but, name) ? but[name] : each) ?? null;
  if (Array.isArray(value)) return value.map((item, index) => read(item, wideAt(String(index))));
  const entries = Object.entries(value).map(([name, item]) => [name, read(item, wideAt(name))]);
  return Object.fromEntries(entries);
}

function own(of: Members, name: string): Wide {
  return (Object.hasOwn(of, name) && of[name]) || null;
}

/** Text that is an integer as it is written (§4); anything else is none. */
function integerOf(value: unknown): unknown {
  return typeof value === "string" && /^(0|-?[1-9]\d*)$/.test(value) ? BigInt(value) : value;
}

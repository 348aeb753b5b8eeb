/**
 * What one types: nested objects and lists, reached by paths such as `lines.0.name`. A value is never
 * changed in place.
 */
import type { FieldDefinition, Fields } from "./definition.js";

export type Values = Record<string, unknown>;

/** What all fields begin with: what is given, or else what the server says. What is no field is left out. */
export function filledAll(fields: Fields, given?: unknown): Values {
  const values: Values = {};
  for (const [name, field] of Object.entries(fields)) {
    const { begin, empty = "" } = field.type ?? {};
    const own = at(given, name);
    const value = own === undefined ? field.initial : own;
    values[name] = begin ? begin(field, value) : (value ?? empty);
  }
  return values;
}

/** Whether nothing was typed: of a group, into none of its fields. */
export function isBlank(value: unknown): boolean {
  if (value == null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  const isGroup = Object.getPrototypeOf(value) === Object.prototype;
  return isGroup && Object.values(value).every((inner) => inner === false || isBlank(inner));
}

/** Whether two values say the same. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The value at a path, or `undefined`. */
export function at(values: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce(
      (value, name) => (Object.hasOwn(value ?? {}, name) ? (value as Values)[name] : undefined),
      values,
    );
}

/** The same values with another at a path. */
export function put<T extends object>(values: T, path: string, value: unknown): T {
  const [first = "", ...rest] = path.split(".");
  const copy = (Array.isArray(values) ? [...values] : { ...values }) as Values;
  copy[first] = rest.length
    ? put((at(values, first) ?? {}) as object, rest.join("."), value)
    : value;
  return copy as T;
}

/** A field with the path by which its complaints and elements are kept. */
export interface Place {
  field: FieldDefinition;
  path: string;
}

/**
 * The field that a path leads to or into: `tags.1` is part of the field `tags`. `undefined` where there is
 * no such field.
 */
export function placeOf(
  fields: Fields,
  [name = "", ...rest]: readonly string[],
  above = "",
): Place | undefined {
  const field = at(fields, name) as FieldDefinition | undefined;
  const path = above + name;
  return field && (field.type?.into?.(field.fields ?? {}, rest, path) ?? { field, path });
}

/** Whether a path is that of a field or of its part. */
export function inside(path: string, outer: string): boolean {
  return `${path}.`.startsWith(`${outer}.`);
}

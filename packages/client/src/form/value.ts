/**
 * What one types: nested objects and lists, reached by paths such as `lines.0.name`. A value is never
 * changed in place.
 */
import type { FieldDefinition, Fields } from "./definition.js";

export type Values = Record<string, unknown>;

/** What all fields begin with: what is given, or else what the server says. What is no field is left out. */
export function filledAll(fields: Fields, given?: unknown): Values {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const { begin, empty = "" } = field.type ?? {};
      const own = at(given, name);
      const value = own === undefined ? field.initial : own;
      return [name, begin ? begin(field, value) : (value ?? empty)];
    }),
  );
}

/** Whether nothing was typed: of a group, into none of its fields. */
export function isBlank(value: unknown): boolean {
  if (value == null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  const isGroup = Object.getPrototypeOf(value) === Object.prototype;
  return isGroup && Object.values(value).every((inner) => inner === false || isBlank(inner));
}

/** The value at a path, or `undefined`. */
export function at(values: unknown, path: string): unknown {
  let value = values;
  for (const name of path.split(".")) {
    value = value != null && Object.hasOwn(value, name) ? (value as Values)[name] : undefined;
  }
  return value;
}

/** The same values with another at a path. */
export function put<T extends object>(values: T, path: string, value: unknown): T {
  const [first = "", ...rest] = path.split(".");
  const inner = rest.length
    ? put((at(values, first) ?? {}) as object, rest.join("."), value)
    : value;
  const copy = Array.isArray(values) ? [...values] : { ...values };
  return Object.assign(copy, { [first]: inner }) as T;
}

/** A field with the path by which its complaints and elements are kept. */
export interface Place {
  field: FieldDefinition;
  path: string;
}

/** A path's names: `lines[0].name` is `lines.0.name`. */
export function namesOf(path: string): string[] {
  return path.replace(/\[(\d+)]/g, ".$1").split(".");
}

/**
 * The field that a path leads to or into: `tags.1` is part of the field `tags`. `undefined` where there is
 * no such field.
 */
export function placeOf(
  fields: Fields,
  [name = "", ...rest]: string[],
  above = "",
): Place | undefined {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const path = above + name;
  return field && (field.type?.into?.(field.fields ?? {}, rest, path) ?? { field, path });
}

/** Every field that is no group, with its path. */
export function leavesOf(fields: Fields, values: Values, above = ""): [string, FieldDefinition][] {
  return Object.entries(fields).flatMap(([name, field]): [string, FieldDefinition][] => {
    const path = above + name;
    return field.type?.leaves?.(field, values[name] as never, path) ?? [[path, field]];
  });
}

/**
 * What one types: nested objects and lists, reached by paths such as `lines.0.name`. A value is never
 * changed in place.
 */
import type { FieldDefinition, Fields } from "./definition.js";

export type Values = Record<string, unknown>;

/** What a field begins with: what is given for it, or else what the server says. `null` is nothing. */
function filled(field: FieldDefinition, given: unknown = field.initial): unknown {
  const { type, fields = {}, minItems = 0 } = field;
  switch (type) {
    case "group":
      return filledAll(fields, given);
    case "groups": {
      const items = (given as unknown[] | undefined) ?? Array.from({ length: minItems });
      return items.map((item) => filledAll(fields, item));
    }
    case "boolean":
      return given ?? false;
    case "choices":
    case "list":
    case "files":
      return given ?? [];
    case "integer":
    case "number":
    case "file":
      return given ?? null;
    default:
      return given ?? "";
  }
}

/** What all fields begin with. What is given and is no field is left out. */
export function filledAll(fields: Fields, given?: unknown): Values {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, filled(field, at(given, name))]),
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

/**
 * The field that a path leads to or into: `tags.1` is part of the field `tags`, `lines[0].name` is the
 * field `name` of an item. `undefined` where there is no such field.
 */
export function placeOf(fields: Fields, path: string): Place | undefined {
  return walk(fields, path.replace(/\[(\d+)]/g, ".$1").split("."), "");
}

function walk(fields: Fields, [name = "", ...rest]: string[], above: string): Place | undefined {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!field) return undefined;
  const path = above + name;
  const within = field.type === "groups" ? `${path}.${rest.shift()}.` : `${path}.`;
  return (field.fields && walk(field.fields, rest, within)) ?? { field, path };
}

/** Every field that is no group, with its path; those of a group that may be left out only when it is not. */
export function leavesOf(fields: Fields, values: Values, above = ""): [string, FieldDefinition][] {
  return Object.entries(fields).flatMap(([name, field]): [string, FieldDefinition][] => {
    const path = above + name;
    const value = at(values, name);
    if (field.type === "groups") {
      const items = value as Values[];
      return items.flatMap((item, index) =>
        leavesOf(field.fields ?? {}, item, `${path}.${index}.`),
      );
    }
    if (!field.fields) return [[path, field]];
    const counts = field.required || !isBlank(value);
    return counts ? leavesOf(field.fields, value as Values, `${path}.`) : [];
  });
}

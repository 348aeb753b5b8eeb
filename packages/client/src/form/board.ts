/** The elements that a form is filled in by, kept in step with what is known of it. */
import type { Choice, FieldDefinition, FormDefinition } from "./definition.js";
import { type Draft, inside } from "./draft.js";
import type { Input } from "./kind.js";
import { at, placeOf } from "./value.js";

/** The field that a path leads to. */
export function fieldAt({ fields }: FormDefinition<unknown>, path: string): FieldDefinition {
  return placeOf(fields, path.split("."))?.field ?? { label: path };
}

/** The id of a field's element, or of that of one of its choices: the same in what the server writes. */
export function idOf(
  { name }: FormDefinition<unknown>,
  path: string,
  choices: readonly Choice[] = [],
  choice?: unknown,
): string {
  const index = choices.findIndex(({ value }) => value === choice);
  return `${name}-${path.replaceAll(".", "-")}${index < 0 ? "" : `-${index}`}`;
}

/** What tells of a field: its help, and what is wrong with it. */
export function describedBy(
  definition: FormDefinition<unknown>,
  path: string,
  isWrong: boolean,
): string | undefined {
  const id = idOf(definition, path);
  const ids = [fieldAt(definition, path).help && `${id}-help`, isWrong && `${id}-error`];
  return ids.filter(Boolean).join(" ") || undefined;
}

/** A value as an input's text. */
export function textOf({ type }: FieldDefinition, value: unknown): string {
  return type?.text ? type.text(value as never) : String(value ?? "");
}

function write(field: FieldDefinition, element: Input, value: unknown): void {
  const text = textOf(field, value);
  if (field.type?.write) field.type.write(element, value);
  else if (element.value !== text) element.value = text;
}

function isTyped({ type }: FieldDefinition, element: Input): boolean {
  if (type?.isTyped) return type.isTyped(element);
  return element.value !== (element as HTMLInputElement).defaultValue;
}

/** @param typed runs when somebody has typed, chosen or picked something */
export function createBoard(
  definition: FormDefinition<unknown>,
  draft: Pick<Draft<unknown>, "errors" | "values">,
  typed: (path: string, value: unknown) => void,
) {
  const board = new Map<string, Set<Input>>();
  const met = new WeakSet<Input>();

  const paint = (path: string, element: Input) => {
    const isWrong = draft.errors(path).length > 0;
    set(element, "aria-invalid", isWrong ? "true" : undefined);
    set(element, "aria-describedby", describedBy(definition, path, isWrong));
  };

  const read = (path: string, element: Input) => {
    const field = fieldAt(definition, path);
    const all = [...new Set([element, ...(board.get(path) ?? [])])];
    typed(path, field.type?.read ? field.type.read(all, field) : element.value);
  };

  const show = (path: string, element: Input) =>
    write(fieldAt(definition, path), element, at(draft.values(), path));

  return {
    read,
    /** Takes an element in, with what was typed into it before. Returns what lets it go. */
    bind(path: string, element: Input): () => void {
      const group = board.get(path) ?? new Set();
      board.set(path, group.add(element));
      const isNew = !met.has(element);
      met.add(element);
      if (isNew && isTyped(fieldAt(definition, path), element)) read(path, element);
      else show(path, element);
      paint(path, element);
      return () => {
        group.delete(element);
        if (group.size === 0 && board.get(path) === group) board.delete(path);
      };
    },
    paint() {
      for (const [path, group] of board) for (const element of group) paint(path, element);
    },
    /** Has the elements of a field and of its parts show what there is; all, without a path. */
    show(path?: string) {
      for (const [key, group] of board) {
        if (path !== undefined && !inside(key, path)) continue;
        for (const element of group) show(key, element);
      }
    },
    focusFirst() {
      const wrong = [...board].filter(([path]) => draft.errors(path).length);
      const elements = wrong.flatMap(([, group]) => [...group]);
      elements.sort((a, b) => (a.compareDocumentPosition(b) & 4 ? -1 : 1))[0]?.focus();
    },
  };
}

// A page that a screen reader is on is not touched where nothing changed.
function set(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

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
  const { value, defaultValue } = element as HTMLInputElement;
  // Some show a value where there is none.
  return value !== defaultValue && (defaultValue !== "" || !/^(?:color|range)$/.test(element.type));
}

/** @param typed runs when somebody has typed, chosen or picked something */
export function createBoard(
  definition: FormDefinition<unknown>,
  draft: Pick<Draft<unknown>, "errors" | "values">,
  typed: (path: string, value: unknown) => void,
) {
  const board = new Map<Input, string>();
  const met = new WeakSet<Input>();
  const refs = new Map<string, (element: Input | null) => (() => void) | undefined>();

  const paint = (element: Input, path: string) => {
    const isWrong = draft.errors(path).length > 0;
    set(element, "aria-invalid", isWrong ? "true" : undefined);
    set(element, "aria-describedby", describedBy(definition, path, isWrong));
  };

  const read = (path: string, element: Input) => {
    const field = fieldAt(definition, path);
    const others = [...board.keys()].filter((other) => board.get(other) === path);
    typed(
      path,
      field.type?.read ? field.type.read([...new Set([element, ...others])], field) : element.value,
    );
  };

  const show = (element: Input, path: string) =>
    write(fieldAt(definition, path), element, at(draft.values(), path));

  /** Takes an element in, with what was typed into it before. */
  const bind = (element: Input, path: string) => {
    board.set(element, path);
    const isNew = !met.has(element);
    met.add(element);
    if (isNew && isTyped(fieldAt(definition, path), element)) read(path, element);
    else show(element, path);
    paint(element, path);
    return () => {
      if (board.get(element) === path) board.delete(element);
    };
  };

  return {
    read,
    /** What an element of a field is given to: the same for one path, so that it is not taken off and on. */
    ref(path: string) {
      const ref =
        refs.get(path) ?? ((element: Input | null) => (element ? bind(element, path) : undefined));
      refs.set(path, ref);
      return ref;
    },
    paint() {
      for (const [element, path] of board) paint(element, path);
    },
    /** Has the elements of a field and of its parts show what there is; all, without a path. */
    show(outer?: string) {
      for (const [element, path] of board) {
        if (outer === undefined || inside(path, outer)) show(element, path);
      }
    },
    focusFirst() {
      const wrong = [...board.keys()].filter((one) => draft.errors(board.get(one) ?? "").length);
      wrong.sort((a, b) => (a.compareDocumentPosition(b) & 4 ? -1 : 1))[0]?.focus();
    },
  };
}

// A page that a screen reader is on is not touched where nothing changed.
function set(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** The elements that a form is filled in by, kept in step with what is known of it. */
import type { FieldDefinition, FormDefinition } from "./definition.js";
import type { Draft } from "./draft.js";
import { type Input, inOrder, readValue, wasTyped, writeValue } from "./element.js";
import { at, placeOf } from "./value.js";

/** The field that a path leads to. */
export function fieldAt({ fields }: FormDefinition<unknown>, path: string): FieldDefinition {
  return placeOf(fields, path)?.field ?? { label: path };
}

/** The id of a field's element: the same in what the server writes. */
export function idOf({ name }: FormDefinition<unknown>, path: string): string {
  return `${name}-${path.replaceAll(".", "-")}`;
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

export type Board = ReturnType<typeof createBoard>;

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
    const others = [...(board.get(path) ?? [])].filter((other) => other !== element);
    typed(path, readValue(fieldAt(definition, path), [element, ...others]));
  };

  return {
    read,
    /** Takes an element in, with what was typed into it before. Returns what lets it go. */
    bind(path: string, element: Input): () => void {
      const group = board.get(path) ?? new Set();
      board.set(path, group.add(element));
      const isTyped = !met.has(element) && wasTyped(element);
      met.add(element);
      if (isTyped) read(path, element);
      else writeValue(element, at(draft.values(), path));
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
        if (path !== undefined && !`${key}.`.startsWith(`${path}.`)) continue;
        for (const element of group) writeValue(element, at(draft.values(), key));
      }
    },
    focusFirst() {
      const wrong = [...board].filter(([path]) => draft.errors(path).length);
      inOrder(wrong.flatMap(([, group]) => [...group]))[0]?.focus();
    },
  };
}

// A page that a screen reader is on is not touched where nothing changed.
function set(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** The elements that a form is filled in by, kept in step with what is known of it. */
import type { FieldDefinition, FormDefinition } from "./definition.js";
import type { DraftState } from "./draft.js";
import type { Input, Kind } from "./kind.js";
import type { Restore } from "./page.js";
import { at, inside, placeOf } from "./value.js";

/** The field that a path leads to. */
export function fieldAt({ fields }: FormDefinition<unknown>, path: string): FieldDefinition {
  return placeOf(fields, path.split("."))?.field as FieldDefinition;
}

/** The id of a field's element, or of what is about it: the same in what the server writes. */
export function idOf({ name }: FormDefinition<unknown>, path: string, about = ""): string {
  return [name, ...path.split("."), about].filter(Boolean).join("-");
}

const TEXT = {
  widget: "text",
  text: (value: unknown) => String(value ?? ""),
  read: (element) => element.value,
  write(element, _, text) {
    if (element.value !== text) element.value = text;
  },
} satisfies Kind;

/** How a field is entered, read and shown. */
export function kindOf({ type }: FieldDefinition): Kind & typeof TEXT {
  return { ...TEXT, ...(type as object) };
}

/** @param typed runs when somebody has typed, chosen or picked something */
export function createBoard(
  definition: FormDefinition<unknown>,
  state: () => Pick<DraftState, "errors" | "values">,
  typed: (path: string, value: unknown) => void,
  restore: Restore | undefined,
) {
  const board = new Map<Input, string>();
  const refs = new Map<string, (element: Input | null) => (() => void) | undefined>();

  const aria = (path: string) => {
    const isWrong = Object.hasOwn(state().errors.fields, path);
    const ids = [
      fieldAt(definition, path).help && idOf(definition, path, "help"),
      isWrong && idOf(definition, path, "error"),
    ];
    return {
      "aria-invalid": isWrong || undefined,
      "aria-describedby": ids.filter(Boolean).join(" ") || undefined,
    };
  };

  const paint = (element: Input, path: string) => {
    for (const [name, value] of Object.entries(aria(path))) {
      // A page that a screen reader is on is not touched where nothing changed.
      if (!value) element.removeAttribute(name);
      else if (element.getAttribute(name) !== `${value}`) element.setAttribute(name, `${value}`);
    }
  };

  const read = (path: string, element: Input) => {
    const field = fieldAt(definition, path);
    typed(path, kindOf(field).read(element, field));
  };

  const show = (element: Input, path: string) => {
    const { text, write } = kindOf(fieldAt(definition, path));
    const value = at(state().values, path);
    write(element, value, text(value));
  };

  /** Takes an element in, with what was typed into it before. */
  const bind = (element: Input, path: string) => {
    board.set(element, path);
    if (restore?.isTyped(element, fieldAt(definition, path))) read(path, element);
    else show(element, path);
    paint(element, path);
    return () => void board.delete(element);
  };

  return {
    /** What the elements of a field say of it to those who do not see it. */
    aria,
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
        if (!outer || inside(path, outer)) show(element, path);
      }
    },
  };
}

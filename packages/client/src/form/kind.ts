/**
 * What fields hold that is not text: how each is read from the page and shown on it. A form brings those that it
 * has, so that no page pays for others.
 */
import type { Choice, FieldDefinition, Fields } from "./definition.js";
import { filledAll, isBlank, type Place, placeOf } from "./value.js";

export type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** A kind of field. What is absent is as text has it. */
export interface Kind {
  /** How it is usually entered. */
  readonly widget?: string;
  /** Its value when there is none: `""` unless given. */
  readonly empty?: unknown;
  /** A value as an input's text. */
  readonly text?: (value: never) => string;
  /** The value that the element of a field shows, or all that it has together with it. */
  readonly read?: (element: Input, field: FieldDefinition) => unknown;
  readonly write?: (element: Input, value: unknown, text: string) => void;
  /** Whether somebody has typed into an element before there was anyone to listen. */
  readonly isTyped?: (element: Input) => boolean;
  /** What is spread on its element beside what every element has. */
  readonly props?: (value: unknown, choice: unknown, field: FieldDefinition, id: string) => object;
  /** What a field of other fields begins with. */
  readonly begin?: (field: FieldDefinition, given: unknown) => unknown;
  /** The field that the rest of a path leads to. */
  readonly into?: (fields: Fields, rest: string[], path: string) => Place | undefined;
}

const box = (element: Input) => element as HTMLInputElement;

export const numberField: Kind = {
  widget: "number",
  empty: null,
  text: (value: number | null) => (value === null || Number.isNaN(value) ? "" : String(value)),
  read(element) {
    const { validity, value } = box(element);
    // What an input for numbers holds and is none reads as nothing.
    if (validity.badInput) return Number.NaN;
    return value.trim() === "" ? null : Number(value);
  },
};

export const booleanField: Kind = {
  widget: "checkbox",
  empty: false,
  read: (element) => box(element).checked,
  write(element, value) {
    box(element).checked = value === true;
  },
  isTyped: (element) => box(element).checked !== box(element).defaultChecked,
  // A box that says no is an answer.
  props: (value) => ({
    required: undefined,
    defaultValue: undefined,
    defaultChecked: value === true,
  }),
};

/** The choice that an element's text stands for. */
function chosen(choices: readonly Choice[] = [], text: string): unknown {
  return (choices.find(({ value }) => String(value) === text) ?? { value: text }).value;
}

/** Shows which of its choices an element has. */
function choose(element: Input, value: unknown): void {
  const texts = [value].flat().map(String);
  if ("options" in element) {
    for (const option of element.options) option.selected = texts.includes(option.value);
  } else if ("checked" in element && /^(?:radio|checkbox)$/.test(element.type)) {
    element.checked = texts.includes(element.value);
  } else {
    element.value = texts[0] ?? "";
  }
}

function isChosen(element: Input): boolean {
  if ("options" in element) {
    const options = [...element.options];
    return (
      options.some(({ defaultSelected }) => defaultSelected) &&
      options.some(({ selected, defaultSelected }) => selected !== defaultSelected)
    );
  }
  const { checked, defaultChecked } = box(element);
  return element.type === "radio" ? checked && !defaultChecked : checked !== defaultChecked;
}

function choiceProps(
  given: unknown,
  choice: unknown,
  { choices = [] }: FieldDefinition,
  id: string,
): object {
  if (choice === undefined) return {};
  const index = choices.findIndex(({ value }) => value === choice);
  const defaultChecked = [given].flat().includes(choice);
  return { id: `${id}-${index}`, value: String(choice), defaultValue: undefined, defaultChecked };
}

export const choiceField: Kind = {
  widget: "select",
  read: (element, { choices }) => chosen(choices, box(element).value),
  write: choose,
  isTyped: isChosen,
  props: choiceProps,
};

export const choicesField: Kind = {
  widget: "checkboxes",
  empty: [],
  read(one, { choices = [] }) {
    const all = document.querySelectorAll<Input>(`[name="${one.name}"]`);
    const own = [...all].filter(({ form }) => form === one.form);
    const texts = own.flatMap((element) =>
      "options" in element
        ? [...element.selectedOptions].map(({ value }) => value)
        : box(element).checked
          ? [element.value]
          : [],
    );
    return choices.map(({ value }) => value).filter((value) => texts.includes(String(value)));
  },
  write: choose,
  isTyped: isChosen,
  props: (value, choice, field, id) =>
    choice === undefined
      ? { multiple: true, defaultValue: (value as unknown[]).map(String) }
      : { ...choiceProps(value, choice, field, id), required: undefined },
};

/** A list that is typed line by line. */
export const listField: Kind = {
  widget: "textarea",
  empty: [],
  text: (value: unknown[]) => value.join("\n"),
  read: (element) =>
    box(element)
      .value.split("\n")
      .filter((line) => line.trim()),
};

/** An instant, shown in the time of the place. */
export const datetimeField: Kind = {
  widget: "datetime-local",
  text(value: string) {
    if (!/(?:Z|[+-]\d\d:?\d\d)$/i.test(value)) return value;
    const instant = new Date(value);
    const local = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
    return Number.isNaN(local.getTime()) ? "" : local.toISOString().slice(0, -1);
  },
};

export const fileField: Kind = {
  widget: "file",
  empty: null,
  read: (element) => box(element).files?.[0] ?? null,
  write(element, value) {
    // A page may empty it, and nothing else.
    if (isBlank(value) && element.value) element.value = "";
  },
  isTyped: (element) => element.value !== "",
  props: () => ({ defaultValue: undefined }),
};

export const filesField: Kind = {
  ...fileField,
  empty: [],
  read: (element) => [...(box(element).files ?? [])],
  props: () => ({ defaultValue: undefined, multiple: true }),
};

export const groupField: Kind = {
  begin: ({ fields = {} }, given) => filledAll(fields, given),
  into: (fields, rest, path) => placeOf(fields, rest, `${path}.`),
};

export const groupsField: Kind = {
  begin({ fields = {}, minItems = 0 }, given) {
    const items = (given as unknown[] | undefined) ?? Array.from({ length: minItems });
    return items.map((item) => filledAll(fields, item));
  },
  into: (fields, [index, ...rest], path) => placeOf(fields, rest, `${path}.${index}.`),
};

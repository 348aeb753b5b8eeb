/** What is spread on an element of a form. */
import {
  at,
  describedBy,
  type Form,
  fieldAt,
  type Input,
  idOf,
  shownText,
} from "@mizan/client/form";

/** For an `input`, `textarea` or `select`, which stays uncontrolled. */
export interface FieldProps {
  id: string;
  name: string;
  type?: string | undefined;
  required?: boolean | undefined;
  minLength?: number | undefined;
  min?: number | undefined;
  max?: number | undefined;
  step?: number | "any" | undefined;
  accept?: string | undefined;
  multiple?: boolean | undefined;
  value?: string | undefined;
  defaultValue?: string | string[] | undefined;
  defaultChecked?: boolean | undefined;
  "aria-invalid"?: true | undefined;
  "aria-describedby"?: string | undefined;
  ref: (element: Input | null) => (() => void) | undefined;
  onChange: (event: { target: Input }) => void;
  onBlur: () => void;
}

/** Types whose text an input of the usual kind for them takes. */
const INPUTS: Readonly<Record<string, string>> = {
  integer: "number",
  number: "number",
  boolean: "checkbox",
  date: "date",
  time: "time",
  datetime: "datetime-local",
  choice: "select",
  choices: "checkboxes",
  list: "textarea",
  file: "file",
  files: "file",
};

/** Widgets that are elements of their own, or several. */
const ELEMENTS = /^(?:textarea|select|select_multiple)$/;

const refs = new WeakMap<Form, Map<string, FieldProps["ref"]>>();

/** The same function for one path, so that React does not take the element off and on. */
function refOf(form: Form, path: string): FieldProps["ref"] {
  const own = refs.get(form) ?? new Map<string, FieldProps["ref"]>();
  refs.set(form, own);
  const ref = own.get(path) ?? ((element) => (element ? form.bind(path, element) : undefined));
  own.set(path, ref);
  return ref;
}

/** @param choice the one value that a radio button or a checkbox of several stands for */
export function fieldProps(form: Form, path: string, choice?: unknown): FieldProps {
  const { definition, draft } = form;
  const field = fieldAt(definition, path);
  const { type = "string", required, minLength, min, max, step, accept, choices = [] } = field;
  const widget = field.widget ?? INPUTS[type] ?? "text";
  const isOneOf = choice !== undefined;
  const input = widget === "checkboxes" ? "checkbox" : widget;
  const isBox = isOneOf || input === "checkbox";
  const value = at(draft.initial(), path);
  const list = Array.isArray(value) ? value.map(String) : undefined;
  const isWrong = draft.errors(path).length > 0;
  const id = idOf(definition, path);
  const text = isOneOf ? String(choice) : undefined;
  return {
    id: isOneOf ? `${id}-${choices.findIndex((one) => one.value === choice)}` : id,
    name: path,
    type: ELEMENTS.test(widget) ? undefined : input,
    // Of several boxes no single one is required, and a box that says no is an answer.
    required: (required && input !== "checkbox") || undefined,
    minLength,
    min,
    max,
    step: step ?? (type === "number" ? "any" : undefined),
    accept,
    multiple: widget === "select_multiple" || type === "files" || undefined,
    value: text,
    defaultChecked: isBox
      ? text
        ? (list ?? [String(value)]).includes(text)
        : value === true
      : undefined,
    defaultValue: isBox || input === "file" ? undefined : (list ?? shownText(value, input)),
    "aria-invalid": isWrong || undefined,
    "aria-describedby": describedBy(definition, path, isWrong),
    ref: refOf(form, path),
    onChange: ({ target }) => form.read(path, target),
    onBlur: () => form.leave(path),
  };
}

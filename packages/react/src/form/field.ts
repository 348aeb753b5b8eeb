/** What is spread on an element of a form. */
import { at, describedBy, type Form, fieldAt, type Input, idOf, textOf } from "@mizan/client/form";

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

/** Widgets that are elements of their own, or several. */
const ELEMENTS = /^(?:textarea|select|select_multiple)$/;

/** @param choice the one value that a radio button or a checkbox of several stands for */
export function fieldProps(form: Form, path: string, choice?: unknown): FieldProps {
  const { definition, draft } = form;
  const field = fieldAt(definition, path);
  const { type, required, minLength, min, max, step, accept, choices = [] } = field;
  const widget = field.widget ?? type?.widget ?? "text";
  const value = at(draft.initial(), path);
  const isWrong = draft.errors(path).length > 0;
  return {
    id: idOf(definition, path, choices, choice),
    name: path,
    type: ELEMENTS.test(widget) ? undefined : widget === "checkboxes" ? "checkbox" : widget,
    required,
    minLength,
    min,
    max,
    step,
    accept,
    defaultValue: textOf(field, value),
    ...type?.props?.(value, choice),
    "aria-invalid": isWrong || undefined,
    "aria-describedby": describedBy(definition, path, isWrong),
    ref: form.ref(path),
    onChange: ({ target }) => form.read(path, target),
    onBlur: () => form.leave(path),
  };
}

/** What is spread on an element of a form. */
import { at, type Form, fieldAt, type Input, idOf, kindOf } from "@mizan/client/form";

/** For an `input`, `textarea` or `select`, which stays uncontrolled. */
export interface FieldProps {
  id: string;
  name: string;
  type?: string | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
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
const ELEMENTS = /^(?:textarea|select)/;

/** @param choice the one value that a radio button or a checkbox of several stands for */
export function fieldProps(form: Form, path: string, choice?: unknown): FieldProps {
  const { definition, draft, board } = form;
  const field = fieldAt(definition, path);
  const kind = kindOf(field);
  const { widget = kind.widget, required, disabled, min, max, step, accept } = field;
  const value = at(draft.initial(), path);
  const id = idOf(definition, path);
  return {
    id,
    name: path,
    type: ELEMENTS.test(widget) ? undefined : widget.replace("boxes", "box"),
    required,
    disabled,
    min,
    max,
    step,
    accept,
    defaultValue: kind.text(value),
    ...kind.props?.(value, choice, field, id),
    ...board.aria(path),
    ref: board.ref(path),
    onChange: ({ target }) => board.read(path, target),
    onBlur: () => form.leave(path),
  };
}

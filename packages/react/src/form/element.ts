/** Elements that say of a form what is known from the beginning. */
import type { FieldError, MizanError } from "@mizan/client";
import { type FormDefinition, fieldAt, idOf } from "@mizan/client/form";
import {
  type ComponentPropsWithRef,
  createElement,
  type FunctionComponent,
  type ReactNode,
} from "react";
import type { FormErrors } from "./handle.js";

/** What these elements need of a form. */
interface Of<Name extends string> {
  form: {
    readonly definition: FormDefinition<unknown>;
    field: (name: Name, choice?: string | number | boolean) => { id: string };
  };
  name: NoInfer<Name>;
}

export type LabelProps<Name extends string> = Of<Name> &
  Omit<ComponentPropsWithRef<"label">, "form"> & { choice?: string | number | boolean };

/** The `label` of a field, or of one of its choices. */
export function Label<Name extends string>(props: LabelProps<Name>): ReactNode {
  const { form, name, choice, children, ...rest } = props;
  const { choices, label } = fieldAt(form.definition, name);
  const text = choices?.find(({ value }) => value === choice)?.label ?? label;
  return createElement(
    "label",
    { htmlFor: form.field(name, choice).id, ...rest },
    children ?? text,
  );
}

export type HelpProps<Name extends string> = Of<Name> & { className?: string };

/** What tells of a field: a `span`, which may stand wherever a label and a control may. */
export function Help<Name extends string>({ form, name, ...rest }: HelpProps<Name>): ReactNode {
  const { help } = fieldAt(form.definition, name);
  return createElement("span", { id: idOf(form.definition, name, "help"), ...rest }, help);
}

/** What is told of a form, and how a component reads it that renders alone. */
interface Watched {
  readonly errors: FormErrors;
  readonly error: Error | undefined;
}

export interface ErrorsProps<Name extends string> {
  form: Of<Name>["form"] & {
    readonly Watch: FunctionComponent<{ children: (form: Watched) => ReactNode }>;
  };
  /** The field; without it, what is wrong with the whole. */
  name?: NoInfer<Name>;
  className?: string;
  /** What is shown of the complaints, of which there is at least one; a list of their messages unless given. */
  children?: (errors: readonly FieldError[]) => ReactNode;
}

/** What is wrong with a field, or with the whole and with sending it. It renders alone. */
export function Errors<Name extends string>(props: ErrorsProps<Name>): ReactNode {
  const { form, name = "", className = "error-messages", children } = props;
  const id = idOf(form.definition, name, "error");
  const region = (own: Watched) => {
    const told = name ? own.errors.fields[name] : wholeOf(own);
    const shown = told?.[0] && (children ? children(told) : messages(told, className));
    return createElement("div", { id, role: "alert" }, shown);
  };
  const watched = { children: region };
  return createElement(form.Watch, watched);
}

function wholeOf({ errors, error }: Watched): readonly FieldError[] {
  return error ? [...errors.form, error as MizanError] : errors.form;
}

function messages(errors: readonly FieldError[], className: string): ReactNode {
  const items = errors.map(({ code, message }) => createElement("li", { key: code }, message));
  return createElement("ul", { className }, items);
}

export interface HiddenFieldsProps {
  /** The token that a server which renders the page has for it. */
  csrf: string;
  /** The path of the page, to which a refused form leads back. */
  from: string;
}

/** What the server needs of a form that the browser sends by itself, for pages that a server renders. */
export function HiddenFields({ csrf, from }: HiddenFieldsProps): ReactNode {
  const hidden = { csrfmiddlewaretoken: csrf, _from: from };
  return Object.entries(hidden).map(([name, value]) =>
    createElement("input", { key: name, type: "hidden", name, value }),
  );
}

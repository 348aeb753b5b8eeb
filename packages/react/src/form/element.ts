/** Elements that say of a form what is known from the beginning. */
import { type FormDefinition, fieldAt, idOf } from "@mizan/client/form";
import { type ComponentPropsWithRef, createElement, type ReactNode } from "react";

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

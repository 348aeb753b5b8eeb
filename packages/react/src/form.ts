/** Forms: `@mizan/react/form`. */
import { type FieldError, MizanError } from "@mizan/client";
import {
  type Form as Core,
  type FormDefinition as CoreDefinition,
  createForm,
  type FormSettings,
  fieldAt,
  idOf,
  type Track,
} from "@mizan/client/form";
import {
  createElement,
  type FormEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { Failure } from "./call.js";
import { type ErrorsProps, type Form, handleOf, type LabelProps } from "./form/handle.js";
import type { Initial } from "./form/path.js";
import { useView } from "./form/view.js";
import { useMizanClient } from "./provider.js";

export type { Choice, FieldDefinition, FormSchema } from "@mizan/client/form";
export {
  booleanField,
  checks,
  choiceField,
  choicesField,
  datetimeField,
  fileField,
  filesField,
  groupField,
  groupsField,
  listField,
  lists,
  numberField,
} from "@mizan/client/form";
export type { FieldProps } from "./form/field.js";
export type {
  ErrorsProps,
  Form,
  FormErrors,
  FormItem,
  FormList,
  LabelProps,
} from "./form/handle.js";
export type { FieldPath, Initial, ListPath, ValueAt } from "./form/path.js";

/** A form of the server, as generated code declares it. */
export interface FormDefinition<Values, Data, Result, Declared extends Failure = never>
  extends CoreDefinition<Data> {
  /** For the compiler alone. */
  readonly typed?: { values: Values; result: Result; failure: Declared };
}

export interface FormOptions<Values, Result> {
  /**
   * What the form begins with, beside what the server says. It may arrive later, or change: it then fills
   * the fields that nobody has changed.
   */
  initial?: Initial<Values> | undefined;
  /** Runs when the server has taken the form and what it invalidated is being read again. */
  onSuccess?: ((result: Result) => unknown) | undefined;
}

/** Declares a form of the server. Generated code calls this. */
export function defineForm<Values, Data, Result, Declared extends Failure = never>(
  definition: CoreDefinition<Data>,
): FormDefinition<Values, Data, Result, Declared> {
  return definition;
}

/** Makes the hook of a form. */
export function defineFormHook<Values, Data, Result, Declared extends Failure>(
  definition: FormDefinition<Values, Data, Result, Declared>,
): (options?: FormOptions<Values, Result>) => Form<Values, Result, Declared> {
  return (options = {}) => useForm(definition, options);
}

function useForm<Handle>(
  definition: CoreDefinition,
  { initial, onSuccess }: { initial?: object | undefined; onSuccess?: FormSettings["onSuccess"] },
): Handle {
  const client = useMizanClient();
  const [{ form, make }] = useState(() => {
    const form = createForm(definition, { client, initial });
    return { form, make: makerOf(form) };
  });
  const latest = useRef(initial);
  useLayoutEffect(() => {
    const before = latest.current;
    latest.current = initial;
    form.mount();
    Object.assign(form.settings, { client, onSuccess });
    if (initial && JSON.stringify(initial) !== JSON.stringify(before)) form.rebase(initial);
  });
  return useView(form, make) as Handle;
}

/** What makes the handles of one form, whose components are the same in all of them. */
function makerOf(form: Core): (track: Track) => object {
  const { definition, draft } = form;
  const { name, upload } = definition;
  const make = (track: Track) => handleOf<object>(form, parts, track);
  const parts = {
    get props() {
      return {
        action: `${form.settings.client.baseUrl}form/${name}/`,
        method: "post",
        ...(upload && { encType: "multipart/form-data" }),
        // The browser judges it as long as nobody else does.
        ref: (element: HTMLFormElement | null) => {
          if (element) element.noValidate = true;
        },
        onSubmit(event: FormEvent) {
          event.preventDefault();
          void form.submit();
        },
        onReset(event: FormEvent) {
          event.preventDefault();
          form.reset();
        },
      };
    },
    Errors({ name: path = "", className = "error-messages", children }: ErrorsProps<never>) {
      const all = useView(form, errorsOf)(path);
      const list = children ? children(all) : messages(all, className);
      const id = `${name}${path && `-${String(path).replaceAll(".", "-")}`}-error`;
      return createElement("div", { id, role: "alert" }, all.length > 0 && list);
    },
    Label({ name: path, choice, ...rest }: LabelProps<never>) {
      const { choices, label } = fieldAt(definition, path);
      const text = choices?.find(({ value }) => value === choice)?.label ?? label;
      const htmlFor = idOf(definition, path, choices, choice);
      return createElement("label", { htmlFor, ...rest }, rest.children ?? text);
    },
    Help({ name: path, ...rest }: { name: string }) {
      const id = `${idOf(definition, path)}-help`;
      return createElement("div", { id, ...rest }, fieldAt(definition, path).help);
    },
    Watch({ children }: { children: (form: object) => ReactNode }) {
      return children(useView(form, make));
    },
  };
  const errorsOf = (track: Track) => (path: string) => {
    const own = track(path, () => draft.errors(path));
    const failed = path ? undefined : track("error", () => form.passage().error);
    return failed instanceof MizanError ? [...own, failed] : own;
  };
  return make;
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

function messages(errors: readonly FieldError[], className: string): ReactNode {
  const items = errors.map(({ code, message }) => createElement("li", { key: code }, message));
  return createElement("ul", { className }, items);
}

/** Forms: `@mizan/react/form`. */
import {
  type Form as Core,
  type FormDefinition as CoreDefinition,
  createForm,
  type FormSettings,
  type Restore,
  type Track,
} from "@mizan/client/form";
import {
  type FormEvent,
  type ReactNode,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
} from "react";
import type { Failure } from "./call.js";
import { type Form, handleOf } from "./form/handle.js";
import type { Initial } from "./form/path.js";
import { createView } from "./form/view.js";
import { useMizanClient } from "./provider.js";

export type {
  Choice,
  FieldDefinition,
  FormDefinition as AnyFormDefinition,
  FormSchema,
} from "@mizan/client/form";
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
  restore,
} from "@mizan/client/form";
export {
  Errors,
  type ErrorsProps,
  Help,
  type HelpProps,
  HiddenFields,
  type HiddenFieldsProps,
  Label,
  type LabelProps,
} from "./form/element.js";
export type { FieldProps } from "./form/field.js";
export type {
  Form,
  FormErrors,
  FormItem,
  FormList,
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
  /**
   * For a page that a server renders: has the form go on, once, with what it left there when the form was
   * posted without JavaScript and refused.
   */
  restore?: Restore | undefined;
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
  options: Omit<FormSettings, "client">,
): Handle {
  const settings = { ...options, client: useMizanClient() };
  const [{ form, make }] = useState(() => {
    const form = createForm(definition, settings);
    return { form, make: makerOf(form) };
  });
  useLayoutEffect(() => form.mount(settings));
  return useView(form, make) as Handle;
}

/** Renders again when something changed that the component has read of what `make` gives, which stays the same. */
function useView<T>(form: Core, make: (track: Track) => T): T {
  const [view] = useState(() => createView(make));
  return useSyncExternalStore(form.subscribe, view, view);
}

/** What makes the handles of one form, whose components are the same in all of them. */
function makerOf(form: Core): (track: Track) => object {
  const { name, upload } = form.definition;
  const make = (track: Track) => handleOf(form, parts, track);
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
        onSubmit: instead(form.submit),
        onReset: instead(form.reset),
      };
    },
    Watch({ children }: { children: (form: object) => ReactNode }) {
      return children(useView(form, make));
    },
  };
  return make;
}

/** Does something in place of what the browser would. */
function instead(act: () => unknown) {
  return (event: FormEvent) => {
    event.preventDefault();
    act();
  };
}

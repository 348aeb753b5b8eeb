/** What a component has in its hands of a form. */
import type { FieldError } from "@mizan/client";
import type { Form as Core, FormDefinition, Track, Values } from "@mizan/client/form";
import type { ComponentPropsWithRef, FunctionComponent, ReactNode } from "react";
import type { ErrorOf, Failure } from "../call.js";
import { type FieldProps, fieldProps } from "./field.js";
import type { FieldPath, Initial, ListPath, ValueAt } from "./path.js";

export interface FormErrors {
  /** Complaints by field, those alone that are to be told: of fields that were left, or of all once it was sent. */
  fields: Readonly<Record<string, readonly FieldError[]>>;
  /** Complaints about the form as a whole. */
  form: readonly FieldError[];
}

/** An item of a list. Its key stays with it wherever it is moved. */
export interface FormItem<Name extends string> {
  key: number;
  index: number;
  /** Its path: `` form.field(`${item.name}.amount`) ``. */
  name: `${Name}.${number}`;
}

export interface FormList<Name extends string, Each> {
  items: readonly FormItem<Name>[];
  append: (value?: Initial<Each>) => void;
  insert: (index: number, value?: Initial<Each>) => void;
  remove: (index: number) => void;
  move: (from: number, to: number) => void;
}

/**
 * A form on a page. A component that reads one of its members, or a member of those, renders again when
 * just that changes; `field` reads nothing.
 */
export interface Form<Values, Result, Declared extends Failure = never> {
  /** For the `form` element, which then works before JavaScript has loaded too. */
  readonly props: ComponentPropsWithRef<"form">;
  /** For the input, textarea or select of a field; of one choice, for its radio button or checkbox. */
  field: (name: FieldPath<Values>, choice?: string | number | boolean) => FieldProps;
  /** What the server declares of it. */
  readonly definition: FormDefinition<unknown>;
  /** Renders alone what reads of the form: `<form.Watch>{(form) => form.values.title}</form.Watch>`. */
  readonly Watch: FunctionComponent<{
    children: (form: Form<Values, Result, Declared>) => ReactNode;
  }>;
  readonly values: Readonly<Values>;
  readonly errors: FormErrors;
  /** The fields that were typed into or left, by path. */
  readonly touched: Readonly<Record<string, true>>;
  /** Whether something is otherwise than it was in the beginning. */
  readonly dirty: boolean;
  /** Whether every required field was touched or came with a value, and none has an error. */
  readonly isValid: boolean;
  /** Whether it is on its way. */
  readonly pending: boolean;
  /** How much has gone of a form with files, from 0 to 1. */
  readonly progress: number | undefined;
  /** The result of the latest submission. */
  readonly result: Result | undefined;
  /** What the latest submission failed with, where that is no complaint about what was typed. */
  readonly error: ErrorOf<Declared> | undefined;
  array: <Name extends ListPath<Values>>(
    name: Name,
  ) => FormList<Name, ValueAt<Values, Name> extends readonly (infer Each)[] ? Each : never>;
  setValue: <Name extends FieldPath<Values>>(name: Name, value: ValueAt<Values, Name>) => void;
  /** Sends it, if it is right. Resolves with the result; with nothing where it was not taken. It rejects with what `onSuccess` throws alone. */
  submit: () => Promise<Result | undefined>;
  /** Stops sending. The server may have taken it all the same. */
  abort: () => void;
  /** Begins anew, with other initial values if some are given. */
  reset: (initial?: Initial<Values>) => void;
}

/** The handle of a form for one component, which tracks what that reads. */
export function handleOf(form: Core, parts: object, track: Track): object {
  const own: Values = {
    ...form,
    ...parts,
    field: (name: string, choice?: unknown) => fieldProps(form, name, choice),
    array: (name: string) => form.lists?.(name, track),
  };
  const state = tracked("", form.state, track);
  return new Proxy(own, { get: (_, name) => own[name as string] ?? state[name as string] });
}

/** What is read as a whole, or by its members: the state itself, and these of its own. */
const PARTS = /^ (?:values|touched|errors(?: fields)?)$/;

/** An object of which single members are tracked; all of them where it is read as a whole. */
function tracked(topic: string, read: () => object, track: Track): Values {
  return new Proxy(read() as Values, {
    get(_, name) {
      const inner = `${topic} ${String(name)}`;
      const part = () => (read() as Values)[name as string];
      return PARTS.test(inner) ? tracked(inner, part as () => object, track) : track(inner, part);
    },
    ownKeys: () => Reflect.ownKeys(track(topic, read)),
  });
}

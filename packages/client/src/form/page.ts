import type { FieldError } from "../error.js";
import type { FieldDefinition, FormDefinition } from "./definition.js";
import type { Draft } from "./draft.js";
import type { Input } from "./kind.js";
import { problemsFrom } from "./problem.js";
import { filledAll } from "./value.js";

/** What a page has of a form that was posted without JavaScript and refused (`docs/protocol.md` §3.5). */
interface Refused {
  form: string;
  values: Record<string, unknown>;
  errors: Record<string, FieldError[]>;
}

/** How a form goes on with what the server left in the page of a form that was posted and refused. */
export interface Restore {
  /** Goes on, where this form is the one. Anything else that stands there is nothing. */
  into: (definition: FormDefinition<unknown>, draft: Draft<unknown>) => void;
  /** Whether somebody has typed into an element before there was anyone to listen. It is asked about once. */
  isTyped: (element: Input, field: FieldDefinition) => boolean;
  /** Has nothing else begin with it. */
  forget: () => void;
}

const met = new WeakSet<Input>();

/** For pages that a server renders and that work without JavaScript: `useContactForm({ restore })`. */
export const restore: Restore = {
  into({ name, fields }, draft) {
    const { form, values, errors } = leftBehind();
    if (form !== name) return;
    draft.become(filledAll(fields, { ...draft.initial(), ...values }));
    draft.refuse(problemsFrom(fields, errors), draft.values());
  },
  isTyped(element, { type }) {
    const isNew = !met.has(element);
    met.add(element);
    return isNew && (type?.isTyped ?? isOther)(element);
  },
  forget: () => script()?.remove(),
};

function isOther(element: Input): boolean {
  const { type, value, defaultValue } = element as HTMLInputElement;
  // Some show a value where there is none.
  return value !== defaultValue && (defaultValue !== "" || !/^(?:color|range)$/.test(type));
}

function leftBehind(): Partial<Refused> {
  try {
    return JSON.parse(script()?.textContent ?? "{}") ?? {};
  } catch {
    return {};
  }
}

function script(): HTMLElement | null | undefined {
  return globalThis.document?.getElementById("__MIZAN_FORM__");
}

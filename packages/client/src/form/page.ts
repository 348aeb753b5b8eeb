import type { FieldError } from "../error.js";

const SCRIPT = "__MIZAN_FORM__";

/** What a page has of a form that was posted without JavaScript and refused. */
export interface Refused {
  values: Record<string, unknown>;
  errors: Record<string, FieldError[]>;
}

/** What the server left in this page of the form `name`. */
export function refusedForm(name: string): Refused | undefined {
  const text = typeof document === "undefined" ? null : script()?.textContent;
  try {
    const { form, values, errors } = JSON.parse(text ?? "{}");
    if (form === name) return { values, errors: errors ?? {} };
  } catch {
    console.warn(`Mizan begins the form ${name} anew, for ${SCRIPT} is not JSON`);
  }
  return undefined;
}

/** Has nothing else begin with what the server left. */
export function forgetRefused(): void {
  script()?.remove();
}

function script(): HTMLElement | null {
  return document.getElementById(SCRIPT);
}

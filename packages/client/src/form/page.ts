import type { FieldError } from "../error.js";

/** What a page has of a form that was posted without JavaScript and refused (`docs/protocol.md` §3.5). */
export interface Refused {
  form: string;
  values: Record<string, unknown>;
  errors: Record<string, FieldError[]>;
}

/** What the server left in this page of the form `name`. Anything else that stands there is nothing. */
export function refusedForm(name: string): Refused | undefined {
  try {
    const left = JSON.parse(script()?.textContent ?? "{}") as Refused;
    return left.form === name ? left : undefined;
  } catch {
    return undefined;
  }
}

/** Has nothing else begin with what the server left. */
export function forgetRefused(): void {
  script()?.remove();
}

function script(): HTMLElement | null | undefined {
  return globalThis.document?.getElementById("__MIZAN_FORM__");
}

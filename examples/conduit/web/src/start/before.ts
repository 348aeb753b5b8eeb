/**
 * From the server's own page to the one that React shows: what was typed and where the cursor stood are not lost, and a
 * form that was posted before this code had loaded is shown where it belongs.
 */
import { flushSync } from "react-dom";

/** Renders over what the server has put into `root`. */
export function takeOver(root: HTMLElement, render: () => void): void {
  const home = document.querySelector<HTMLMetaElement>('meta[name="conduit-path"]')?.content;
  if (home && home !== location.pathname) history.replaceState(null, "", home);
  // React brings a title of its own, and a browser shows the first.
  document.querySelector("head > title")?.remove();
  const typed = typedIn(root);
  flushSync(render);
  restore(root, typed);
}

type Control = HTMLInputElement | HTMLTextAreaElement;

/** What the reader has done on the server's page. */
interface Doings {
  /** Where the cursor stands. */
  cursor: { name: string; start: number | null; end: number | null } | undefined;
  /** The chosen files, by the name of their field. */
  files: Map<string, FileList>;
}

/** Notes what was done in a form, and leaves what was typed where the form that takes over looks for it. */
function typedIn(root: HTMLElement): Doings {
  const doings: Doings = { cursor: cursorIn(root), files: new Map() };
  for (const form of root.querySelectorAll("form")) {
    const name = /\/form\/(\w+)\/$/.exec(form.action)?.[1];
    const values: Record<string, string> = {};
    for (const control of form.querySelectorAll<Control>("input[name], textarea[name]")) {
      if (control.type === "file") {
        const { files } = control as HTMLInputElement;
        if (files?.length) doings.files.set(control.name, files);
      } else if (control.value !== control.defaultValue) {
        values[control.name] = control.value;
      }
    }
    if (name && Object.keys(values).length > 0) leave(name, values);
  }
  return doings;
}

function cursorIn(root: HTMLElement): Doings["cursor"] {
  const active = document.activeElement as Control | null;
  if (!active?.name || !root.contains(active)) return undefined;
  const { name, selectionStart: start, selectionEnd: end } = active;
  return { name, start, end };
}

/** `__MIZAN_FORM__` is what a form begins with that the browser had posted itself. */
function leave(form: string, typed: Record<string, string>): void {
  const script = document.getElementById("__MIZAN_FORM__") ?? document.createElement("script");
  const refused = JSON.parse(script.textContent || "{}");
  const { tags, ...texts } = typed;
  const values = tags === undefined ? texts : { ...texts, tags: tags.split(/\s*\n\s*/) };
  const errors = refused.form === form ? refused.errors : {};
  script.id = "__MIZAN_FORM__";
  script.setAttribute("type", "application/json");
  script.textContent = JSON.stringify({ form, values: { ...refused.values, ...values }, errors });
  document.body.append(script);
}

function restore(root: HTMLElement, { cursor, files }: Doings): void {
  const named = (name: string) => root.querySelector<Control>(`[name="${CSS.escape(name)}"]`);
  for (const [name, chosen] of files) {
    const input = named(name);
    if (input?.type !== "file") continue;
    (input as HTMLInputElement).files = chosen;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const control = cursor && named(cursor.name);
  control?.focus();
  // Only a line of text has a selection, and it says so by having had one.
  if (control && cursor?.start != null) control.setSelectionRange(cursor.start, cursor.end);
}

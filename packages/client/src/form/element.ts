/** Elements of a page as the places where values are typed. */
import type { Choice, FieldDefinition } from "./definition.js";

export type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function isFor(element: Input, type: string): element is HTMLInputElement {
  return element.type === type;
}

/** The value of a field that these elements show. The first is the one that was touched. */
export function readValue({ type, choices }: FieldDefinition, elements: readonly Input[]): unknown {
  const [element] = elements;
  if (!element) return undefined;
  if (isFor(element, "file")) {
    const files = [...(element.files ?? [])];
    return type === "files" ? files : (files[0] ?? null);
  }
  switch (type) {
    case "boolean":
      return "checked" in element && element.checked;
    case "list":
      return linesOf(element.value);
    case "integer":
    case "number":
      // What a number's field holds and is no number reads as nothing.
      if (element.validity.badInput) return Number.NaN;
      return element.value.trim() === "" ? null : Number(element.value);
    case "choices": {
      const picked =
        "selectedOptions" in element
          ? [...element.selectedOptions]
          : inOrder(elements).filter((box) => "checked" in box && box.checked);
      return picked.map(({ value }) => chosen(choices, value));
    }
    case "choice":
      return chosen(choices, element.value);
    default:
      return element.value;
  }
}

/** Shows a value in an element. */
export function writeValue(element: Input, value: unknown): void {
  const list = Array.isArray(value) ? value.map(String) : [String(value ?? "")];
  if (isFor(element, "file")) {
    // A page may empty it, and nothing else.
    if (!list[0] && element.value) element.value = "";
  } else if (isFor(element, "checkbox")) {
    element.checked = typeof value === "boolean" ? value : list.includes(element.value);
  } else if (isFor(element, "radio")) {
    element.checked = list[0] === element.value;
  } else if ("options" in element && element.multiple) {
    for (const option of element.options) option.selected = list.includes(option.value);
  } else {
    const text = shownText(value, element.type);
    if (element.value !== text) element.value = text;
  }
}

/** Whether somebody has typed into an element before there was anyone to listen. */
export function wasTyped(element: Input): boolean {
  if (isFor(element, "file")) return element.value !== "";
  if (isFor(element, "checkbox")) return element.checked !== element.defaultChecked;
  if (isFor(element, "radio")) return element.checked && !element.defaultChecked;
  if (!("options" in element)) return element.value !== element.defaultValue;
  const options = [...element.options];
  return (
    options.some(({ defaultSelected }) => defaultSelected) &&
    options.some(({ selected, defaultSelected }) => selected !== defaultSelected)
  );
}

/** A value as the text of an input. One for a local time is given an instant in local time. */
export function shownText(value: unknown, inputType?: string): string {
  if (Array.isArray(value)) return value.join("\n");
  const text = typeof value === "number" && Number.isNaN(value) ? "" : String(value ?? "");
  if (inputType !== "datetime-local" || !/(?:Z|[+-]\d\d:?\d\d)$/i.test(text)) return text;
  const instant = new Date(text);
  const local = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  return Number.isNaN(local.getTime()) ? "" : local.toISOString().slice(0, -1);
}

/** A list is typed line by line. */
function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line.trim());
}

/** The choice that an element's text stands for. */
function chosen(choices: readonly Choice[] = [], text: string): unknown {
  return (choices.find(({ value }) => String(value) === text) ?? { value: text }).value;
}

/** Elements in the order of the page. */
export function inOrder<Element extends Node>(elements: Iterable<Element>): Element[] {
  return [...elements].sort((a, b) =>
    a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  );
}

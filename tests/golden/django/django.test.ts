// The rules that are generated from Django's fields say of each value what Django says, or it stands with the reason.
import { readFileSync } from "node:fs";
import { problemsOf } from "@mizan/client/form";
import { describe, expect, it } from "vitest";
import { everyForm, everyFormSchema } from "./out/every_form";

interface Verdict {
  value: unknown;
  accepted: boolean;
  code?: string;
  /** Why the two differ. */
  why?: string;
}

interface Case {
  name: string;
  values: Verdict[];
}

const verdicts = new URL("./verdicts.json", import.meta.url);
const { fields } = JSON.parse(readFileSync(verdicts, "utf8")) as { fields: Case[] };

interface Upload {
  name: string;
  type: string;
  text: string;
}

/** A value as one has it in the browser. */
function typed(value: unknown): unknown {
  const upload = (value as { $upload?: Upload } | null)?.$upload;
  return upload ? new File([upload.text], upload.name, { type: upload.type }) : value;
}

/** Whether the rules take a value, whatever they say of other fields. */
function takes(name: string, value: unknown): boolean {
  const values = { [name]: typed(value) };
  const { error } = everyFormSchema.safeParse(values);
  const found = problemsOf(everyForm, values, error?.issues ?? []);
  return ![...found.keys()].some((path) => path === name || path.startsWith(`${name}.`));
}

describe.each(fields)("$name", ({ name, values }) => {
  it.each(values.filter(({ why }) => !why))("of $value: $accepted", ({ value, accepted }) => {
    expect(takes(name, value)).toBe(accepted);
  });
  it.each(values.filter(({ why }) => why))("of $value otherwise: $why", ({ value, accepted }) => {
    expect(takes(name, value)).toBe(!accepted);
  });
});

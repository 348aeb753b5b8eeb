// What the server refuses by each rule, the generated schema refuses for the same reason; what it takes is taken.
import { readFileSync } from "node:fs";
import { problemsOf } from "@mizan/client/form";
import { describe, expect, it } from "vitest";
import { rulesForm, rulesFormSchema } from "./out/rules_form";

interface Fault {
  code: string;
  /** Where in the field, as the server writes paths. */
  at?: string;
}

interface Refused extends Fault {
  value?: unknown;
  /** What is told beside it. */
  also?: Fault[];
  why?: string;
}

interface Case {
  name: string;
  accepts: unknown[];
  refuses: Refused[];
  server_only?: Refused[];
}

const vectors = new URL("../../vectors/form_rules.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(vectors, "utf8")) as { cases: Case[] };
const right = Object.fromEntries(cases.map(({ name, accepts }) => [name, accepts[0]]));

/** What is said of one field, by path, when all others are right. */
function problems(name: string, value: unknown): [string, string[]][] {
  const values = { ...right, [name]: value };
  const { error } = rulesFormSchema.safeParse(values);
  const found = problemsOf(rulesForm, values, error?.issues ?? []);
  return [...found].map(([path, errors]) => [path, errors.map(({ code }) => code)]);
}

/** A field is complained of as a whole, apart from the fields that a group has. */
function pathOf(name: string, at = ""): string {
  return name + at.replace(/\[(\d+)]\./, ".$1.").replace(/\[\d+]$/, "");
}

/** What the server tells of a field, as a form has it: `problems` of the same. */
function told(name: string, faults: Fault[]): [string, string[]][] {
  const found = new Map<string, string[]>();
  for (const { code, at } of faults) {
    const path = pathOf(name, at);
    const known = found.get(path) ?? [];
    if (!known.includes(code)) known.push(code);
    found.set(path, known);
  }
  return [...found];
}

/** What an input has without an offset is in the time of the place, and goes out with one. */
const typed: Record<string, unknown[]> = { datetime: ["2026-11-21T03:00:00"] };

describe.each(cases)("$name", ({ name, accepts, refuses, server_only = [] }) => {
  it.each(accepts.map((value) => ({ value })))("takes $value", ({ value }) => {
    expect(problems(name, value)).toEqual([]);
  });
  it.each(refuses.filter(({ value }) => !typed[name]?.includes(value)))(
    "refuses $value: $code",
    ({ value, code, at, also = [] }) => {
      const first = at === undefined ? { code } : { code, at };
      expect(problems(name, value)).toEqual(told(name, [first, ...also]));
    },
  );
  it.each(server_only)("leaves $value to the server: $why", ({ value }) => {
    expect(problems(name, value)).toEqual([]);
  });
});

it("what is typed of an instant goes out with its offset", () => {
  const data = rulesFormSchema.parse({ ...right, datetime: "2026-11-21T03:00" });
  expect(data.datetime).toBe(new Date("2026-11-21T03:00").toISOString());
});

it("nothing that was typed goes out as null", () => {
  const data = rulesFormSchema.parse({ ...right, text_optional: "", integer_optional: "" });
  expect([data.text_optional, data.integer_optional]).toEqual([null, null]);
});

/// <reference types="vite/client" />
// What a form says of its validity rests on this: what is required and blank, the generated rules refuse.
import { type FieldDefinition, type FormDefinition, problemsOf } from "@mizan/client/form";
import { expect, it } from "vitest";

type Declared = Record<string, FormDefinition<unknown>>;

const modules = import.meta.glob<Declared>("./*/out/*_form.ts", { eager: true });
const forms = Object.values(modules)
  .flatMap((module) => Object.values(module))
  .filter(({ fields, schema }) => fields && schema);

const blank = ({ type, fields = {} }: FieldDefinition): unknown =>
  type?.begin ? type.begin({ label: "", fields }, undefined) : (type?.empty ?? "");

const isLeaf = ({ type, required }: FieldDefinition) =>
  // A group's fields speak for themselves; a box that says no is an answer, and so is a list that may be empty.
  required && !type?.into && type?.empty !== false && !Array.isArray(type?.empty);

it("there are forms", () => expect(forms.length).toBeGreaterThan(20));

it.each(forms)("$name refuses what is required and blank", (form) => {
  const all = Object.entries(form.fields);
  const values = Object.fromEntries(all.map(([name, field]) => [name, blank(field)]));
  const outcome = form.schema["~standard"].validate(values);
  const wrong = "issues" in outcome ? problemsOf(form, values, outcome.issues) : new Map();
  const required = all.filter(([, field]) => isLeaf(field)).map(([name]) => name);
  expect([...wrong.keys()]).toEqual(expect.arrayContaining(required));
});

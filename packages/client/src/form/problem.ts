/** Complaints by field (`docs/protocol.md` §3.5), whoever complains: the schema in the browser, or the server. */
import type { FieldError } from "../error.js";
import type { Fields, FormDefinition, Issue } from "./definition.js";
import { at, namesOf, placeOf } from "./value.js";

/** Complaints by path; those about the form as a whole under the empty path. */
export type Problems = Map<string, FieldError[]>;

/** Of what is ill-typed nothing more is said, and nothing twice. */
function add(problems: Problems, path: string, error: FieldError): void {
  const known = problems.get(path) ?? [];
  const isSaid = known.some(({ code }) => code === "invalid" || code === error.code);
  if (!isSaid) problems.set(path, [...known, error]);
}

/** What a schema complains of, by field. Of what is missing nothing else is said. */
export function problemsOf(
  { fields, words = inOwnWords }: FormDefinition<unknown>,
  values: unknown,
  issues: readonly Issue[],
): Problems {
  const problems: Problems = new Map();
  for (const issue of issues) {
    const names = issue.path?.map((part) => String(typeof part === "object" ? part.key : part));
    const full = names?.join(".") ?? "";
    const own = placeOf(fields, names ?? [])?.path ?? "";
    const value = at(values, full);
    const isMissing = own === full && (value == null || value === "");
    add(problems, own, own && isMissing ? REQUIRED : words(issue));
  }
  return problems;
}

const inOwnWords = ({ message }: Issue): FieldError => ({ code: "invalid", message });

/** What the server complains of, by field. What is about no field of this form is about all of it. */
export function problemsFrom(
  fields: Fields,
  errors: Readonly<Record<string, readonly FieldError[]>>,
): Problems {
  const problems: Problems = new Map();
  for (const [name, complaints] of Object.entries(errors)) {
    const path = placeOf(fields, namesOf(name))?.path ?? "";
    for (const error of complaints) add(problems, path, error);
  }
  return problems;
}

const REQUIRED: FieldError = { code: "required", message: "can't be blank" };

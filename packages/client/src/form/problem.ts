/** Complaints by field (`docs/protocol.md` §3.5), whoever complains: the schema in the browser, or the server. */
import type { FieldError } from "../error.js";
import type { Fields, FormDefinition, Issue } from "./definition.js";
import { at, placeOf } from "./value.js";

/** Complaints by path; those about the form as a whole under the empty path. */
export type Problems = Map<string, FieldError[]>;

/** By the fields of a form. What is about none of them is about all of it. `lines[0].name` is `lines.0.name`. */
function byField(fields: Fields, complaints: [string, readonly FieldError[]][]): Problems {
  const problems: Problems = new Map();
  for (const [path, errors] of complaints) {
    const own = placeOf(fields, path.replace(/\[(\d+)]/g, ".$1").split("."))?.path ?? "";
    const known = problems.get(own) ?? [];
    for (const error of errors) {
      // Of what is ill-typed nothing more is said, and nothing twice.
      if (!known.some(({ code }) => code === "invalid" || code === error.code)) known.push(error);
    }
    problems.set(own, known);
  }
  return problems;
}

/** What a schema complains of, by field. Of what is missing nothing else is said. */
export function problemsOf(
  { fields, words }: FormDefinition<unknown>,
  values: unknown,
  issues: readonly Issue[] = [],
): Problems {
  const complaints = issues.map((issue): [string, FieldError[]] => {
    // Zod gives names and indices alone.
    const path = issue.path?.join(".") ?? "";
    const isField = placeOf(fields, path.split("."))?.path === path;
    return [path, [isField && (at(values, path) ?? "") === "" ? REQUIRED : words(issue)]];
  });
  return byField(fields, complaints);
}

const REQUIRED: FieldError = { code: "required", message: "can't be blank" };

/** What the server complains of, by field. */
export function problemsFrom(
  fields: Fields,
  errors: Readonly<Record<string, readonly FieldError[]>> = {},
): Problems {
  return byField(fields, Object.entries(errors));
}

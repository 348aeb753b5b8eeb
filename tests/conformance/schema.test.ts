/** The schema documents of Conduit's backends: what each says of itself is the same. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { programOf } from "../e2e/src/server";

function schemaOf(backend: string): unknown {
  const { command, env } = programOf("conduit", backend);
  const [program = "", ...words] = command;
  const printed = execFileSync(program, [...words, "schema"], { env: { ...process.env, ...env } });
  return JSON.parse(printed.toString());
}

test("axum's schema and Django's are one document", () => {
  const axum = schemaOf("axum");
  expect(axum).toHaveProperty("forms.length", 5);
  expect(schemaOf("django")).toEqual(axum);
});

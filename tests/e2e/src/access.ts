/** Whether everybody can use a page, as far as a program can tell: axe-core's verdict. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Person } from "./person";

const SOURCE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe-core finds wrong with the page that is open: the rule, how often, and where. */
export async function obstaclesOf(person: Person): Promise<string[]> {
  // Evaluated and not added as a script, which the page's policy would refuse.
  await person.page.evaluate(await readFile(SOURCE, "utf8"));
  const { violations }: AxeResults = await person.page.evaluate("axe.run()");
  return violations.map(
    ({ id, nodes }) => `${id} (${nodes.length}): ${nodes.map(({ html }) => html).join(" ")}`,
  );
}

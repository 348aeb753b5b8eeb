/** The table of cases: requests, and what every backend answers. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";

const FOLDER = resolve(import.meta.dirname, "../cases");

/** One request. `call` and `get` are short for the usual ones. */
export interface Ask {
  /** A server function that is called with `args`. */
  call?: string;
  args?: unknown;
  /** A path that is read. */
  get?: string;
  method?: string;
  path?: string;
  /** Beside those of a page's own request; null leaves one out. */
  headers?: Record<string, string | null>;
  /** A body as text; `{N}` times a text is written `{"times": N, "text": "…"}`. */
  body?: string | { times: number; text: string; before?: string; after?: string };
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** JSON where it is; else the text. */
  body: unknown;
}

export interface Case {
  name: string;
  /** Who asks: a user of the seed, or nobody. */
  as?: string;
  ask: Ask;
  answer?: Answer;
}

export interface Table {
  name: string;
  file: string;
  cases: Case[];
}

/** Every table, in the order of their names. */
export function tables(): Table[] {
  const files = readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .sort();
  return files.map((name) => {
    const file = join(FOLDER, name);
    const cases = JSON.parse(readFileSync(file, "utf8")) as Case[];
    return { name: basename(name, ".json"), file, cases };
  });
}

/** Writes a table anew, with the answers that it has got. */
export function write(table: Table): void {
  writeFileSync(table.file, `${JSON.stringify(table.cases, null, 2)}\n`);
}

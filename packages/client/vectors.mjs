// Runs the protocol's vectors that a client implements: reading, matching, versions.
//
//   node vectors.mjs [FOLDER]      FOLDER: tests/vectors of the repository unless given
//
// Prints each failure, then `N passed, N failed`; ends with 1 where one failed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readHeader } from "./dist/header.js";
import { matches, readItems } from "./dist/item.js";
import { canonical, paramText, readParam } from "./dist/param.js";
import { isVersion, later } from "./dist/version.js";

const folder = process.argv[2] ?? fileURLToPath(new URL("../../tests/vectors", import.meta.url));
let passed = 0;
let failed = 0;

function check(name, got, wanted) {
  if (canonical(got) === canonical(wanted)) {
    passed++;
    return;
  }
  failed++;
  console.error(`${name}\n  wanted ${canonical(wanted)}\n  got    ${canonical(got)}`);
}

/** Runs over one file; a folder may hold some of them. */
function run(name, over) {
  const path = join(folder, `${name}.json`);
  if (existsSync(path)) over(JSON.parse(readFileSync(path, "utf8")));
}

/** An item as the vectors write it: a bare context as text, members in full otherwise. */
function written({ context, function: name, params = {}, user }) {
  const bare = name === undefined && user === undefined && Object.keys(params).length === 0;
  if (bare) return context;
  return { context, function: name, user, params: Object.keys(params).length ? params : undefined };
}

/** The contexts of a file: what it says of their params and, where it does, of their functions. */
function contextsOf({ types, functions }) {
  const spec = ([name, params]) => [name, { name, params, functions: functions?.[name] }];
  return new Map(Object.entries(types).map(spec));
}

function headerRead({ cases, ...described }) {
  const contexts = contextsOf(described);
  for (const { header, items } of cases) {
    check(`header_read ${header}`, readHeader(header, contexts).map(written), items);
  }
}

function paramRead({ cases }) {
  for (const { text, type, value, error } of cases) {
    const wanted = error ? "refused" : value;
    check(`param_text read ${type} ${text}`, readParam(text, type) ?? "refused", wanted);
    if (!error) check(`param_text write ${text}`, paramText(value), text);
  }
}

function match({ cases, ...described }) {
  const contexts = contextsOf(described);
  for (const { entry, item, matches: wanted } of cases) {
    const hit = readItems([item], contexts).some((read) => matches(read, entry));
    check(`match ${canonical(item)} against ${canonical(entry)}`, hit, wanted);
  }
}

function version({ cases }) {
  for (const { text } of cases) check(`version ${text}`, isVersion(text), true);
  const position = ({ unix_ms, counter }) => BigInt(unix_ms) * 65536n + BigInt(counter);
  for (const a of cases) {
    for (const b of cases) {
      const wanted = position(a) < position(b) ? b.text : a.text;
      check(`the later of ${a.text} and ${b.text}`, later(a.text, b.text), wanted);
    }
  }
}

run("header_read", headerRead);
run("param_text", paramRead);
run("match", match);
run("version", version);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;

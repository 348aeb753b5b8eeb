import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readHeader } from "../src/header.js";
import { type ContextSpec, type Item, matches, readItems, readOf } from "../src/item.js";
import { canonical, paramText, readParam, stableKey } from "../src/param.js";

interface Vectors {
  cases: { header: string; invalidate: unknown[] }[];
  types: Record<string, ContextSpec["params"]>;
}

const { cases, types }: Vectors = JSON.parse(
  readFileSync(new URL("../../../tests/vectors/invalidate.json", import.meta.url), "utf8"),
);
const contexts = new Map(
  Object.entries(types).map(([name, params]): [string, ContextSpec] => [name, { name, params }]),
);

/** An item without members that say nothing. */
function plain({ context, user, params }: Item): string {
  return canonical({
    context,
    user,
    params: Object.keys(params ?? {}).length ? params : undefined,
  });
}

test("every header that the vectors write reads back as its items", () => {
  for (const { header, invalidate } of cases) {
    if (header.includes("/")) continue;
    const wanted = readItems(invalidate, contexts).map(plain);
    expect(readHeader(header, contexts).map(plain), header).toEqual(wanted);
  }
});

test("no header throws, and none is read in more than linear time", () => {
  const piece = fc.constantFrom(
    "user",
    ";",
    "=",
    "5",
    '"',
    "\\",
    "%",
    ",",
    " ",
    "*",
    "?1",
    ":",
    "a",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      readHeader(pieces.join(""), contexts);
    }),
    { numRuns: 5000 },
  );
  const began = performance.now();
  for (const text of [
    'user;a="'.repeat(500),
    "user, ".repeat(600),
    `user${";a=1".repeat(1000)}"`,
  ]) {
    readHeader(text, contexts);
  }
  expect(performance.now() - began).toBeLessThan(200);
});

test("a repeated parameter, a broken escape and a trailing comma are everything", () => {
  for (const header of ["user;user_id=1;user_id=1", 'project;org=%"%ff"', "user,", "user;Id=1"]) {
    expect(readHeader(header, contexts)).toEqual([{ context: "*" }]);
  }
});

test("names of Object.prototype are params of no context", () => {
  const [item] = readHeader('user;constructor="5";tostring=5', contexts);
  expect(item).toEqual({ context: "user", params: {} });
});

test("params are one read whatever their order, and texts read back as they were", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (params) => {
      const reversed = Object.fromEntries(Object.entries(params).reverse());
      expect(stableKey("user", reversed)).toBe(stableKey("user", params));
    }),
  );
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      // -0 is 0 on the wire (§1).
      expect(readParam(paramText(value), "number")).toBe(value + 0);
    }),
  );
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      expect(readParam(paramText(value), "integer")).toBe(value);
    }),
  );
});

test("canonical text is RFC 8785's", () => {
  const value = {
    b: [1e21, -0, 0.1],
    a: "é\u2028\n",
    "10": null,
    "9": true,
    skip: undefined,
    w: 2n,
  };
  const text = '{"10":null,"9":true,"a":"é\u2028\\n","b":[1e+21,0,0.1],"w":"2"}';
  expect(canonical(value)).toBe(text);
  expect(() => canonical([Number.NaN])).toThrow(TypeError);
});

test("an item matches a wide integer by its text", () => {
  const spec: ContextSpec = { name: "row", params: { id: "bigint" }, functions: ["row"] };
  const read = readOf(spec, { id: 2n ** 60n });
  expect(matches({ context: "row", params: { id: "1152921504606846976" } }, read)).toBe(true);
  expect(matches({ context: "row", params: { id: "1152921504606846977" } }, read)).toBe(false);
});

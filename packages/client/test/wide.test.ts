import fc from "fast-check";
import { expect, test } from "vitest";
import { MizanError } from "../src/index.js";
import { failWide, readWide, type Wide } from "../src/wide.js";

const tree: Wide = { id: BigInt, children: [() => tree] };

/** What the server sends, where its wide integers are, and what the application gets. */
const rows: [what: string, value: unknown, wide: Wide, read: unknown][] = [
  ["one", "9007199254740993", BigInt, 9007199254740993n],
  ["a negative one", "-1", BigInt, -1n],
  ["null in its place", null, BigInt, null],
  ["text that is none", ["all", "01", "-0", "+1", "1e3", "", " 1"], [BigInt], undefined],
  ["a member, and no other", { id: "1", name: "1" }, { id: BigInt }, { id: 1n, name: "1" }],
  ["a member that is missing", { name: "1" }, { id: BigInt }, undefined],
  ["a list", ["1", "2"], [BigInt], [1n, 2n]],
  ["a map", { a: "1", b: "2" }, [BigInt], { a: 1n, b: 2n }],
  ["an item of a tuple", ["1", "2"], { 1: BigInt }, ["1", 2n]],
  ["all but one", { a: "1", b: "2" }, [BigInt, { b: null }], { a: 1n, b: "2" }],
  [
    "a type within itself",
    { id: "1", children: [{ id: "2", children: [] }] },
    tree,
    { id: 1n, children: [{ id: 2n, children: [] }] },
  ],
  [
    "alternatives that are told apart",
    [{ kind: "a", at: "1" }, { kind: "b", at: "1" }, { kind: "constructor", at: "1" }, { at: "1" }],
    [["kind", { a: { at: BigInt } }]],
    [{ kind: "a", at: 1n }, { kind: "b", at: "1" }, { kind: "constructor", at: "1" }, { at: "1" }],
  ],
  ["what is no object", [1, true, null, "1"], [{ id: BigInt }], undefined],
  ["members that every object has", { toString: "1" }, { id: BigInt }, undefined],
];

test.each(rows)("%s", (_, value, wide, wanted) => {
  const before = structuredClone(value);
  expect(readWide(value, wide)).toEqual(wanted ?? value);
  expect(value, "it was changed in place").toEqual(before);
});

test("reading again changes nothing, and what was read is written as it was", () => {
  const wide: Wide = [{ id: BigInt, all: [BigInt] }];
  const values = fc.array(fc.record({ id: fc.bigInt(), all: fc.array(fc.bigInt()) }));
  fc.assert(
    fc.property(values, (read) => {
      const sent = JSON.parse(JSON.stringify(read, (_, v) => (typeof v === "bigint" ? `${v}` : v)));
      expect(readWide(sent, wide)).toEqual(read);
      expect(readWide(readWide(sent, wide), wide)).toEqual(read);
    }),
  );
});

test("the data of a declared error is read by its code, and the error is thrown again", () => {
  const codes: Wide = { overdrawn: { left: BigInt } };
  const data = { left: "5" };
  const errors = ["overdrawn", "other"].map((code) => new MizanError(422, { code, data }));
  for (const error of [...errors, new Error("of somebody else"), undefined]) {
    let thrown: unknown;
    try {
      failWide(error, codes);
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).toBe(error);
  }
  expect(errors.map((error) => error.data)).toEqual([{ left: 5n }, data]);
});

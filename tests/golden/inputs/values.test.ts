// What the generated schemas take and refuse: a table, and what the compiler says of them.
import { describe, expect, expectTypeOf, it } from "vitest";
import type * as z from "zod/mini";
import type { CreateArticleArgs, RegisterArgs, SearchArgs, StoreArgs } from "./out";
import {
  bookInput,
  createArticleInput,
  registerInput,
  searchInput,
  storeInput,
} from "./out/inputs";

const article = { title: "t", body: "body", tags: [] };
const person = { email: "ada@example.org", age: 18, balance: 0n, terms: true };
const shop = {
  shape: { kind: "circle", radius: 1 },
  document: null,
  tree: { children: [] },
  profile: { name: "Ada" },
};
const tag = { op: "tag", tag: "a" };

/** Refused values by the path that is complained of; everything else is taken. */
type Row = [what: string, member: object, ...refusedAt: string[]];

function table(schema: z.ZodMiniType, whole: object, rows: Row[]): void {
  it.each(rows)("%s", (_, member, ...refusedAt) => {
    const { error } = schema.safeParse({ ...whole, ...member });
    const issues = error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join("."))).toEqual(refusedAt);
  });
}

describe("lengths, items and values", () => {
  table(createArticleInput, article, [
    ["what is needed is enough", {}],
    ["a title of none", { title: "" }, "title"],
    ["a title of eighty", { title: "a".repeat(80) }],
    ["a title of eighty-one", { title: "a".repeat(81) }, "title"],
    ["an emoji is one character", { title: "🙂".repeat(80) }],
    ["eighty-one of them", { title: "🙂".repeat(81) }, "title"],
    ["one emoji is no two characters", { body: "🙂" }, "body"],
    ["two are", { body: "🙂🙂" }],
    ["a number is no text", { title: 1 }, "title"],
    ["what is needed is missing", { title: undefined }, "title"],
    ["five items", { tags: ["a", "b", "c", "d", "e"] }],
    ["six items", { tags: ["a", "b", "c", "d", "e", "f"] }, "tags"],
    [
      "six items, and what is wrong in them",
      { tags: ["a", "B", "c", "d", "e", "F"] },
      "tags",
      "tags.1",
      "tags.5",
    ],
    ["no items at all", { tags: "abcdef" }, "tags"],
    ["an item that does not fit the pattern", { tags: ["a", "B"] }, "tags.1"],
    ["null where it may be", { cover: null }],
    ["an object where null may be", { cover: { url: "https://example.org/a.png" } }],
    ["a member that a closed object has not", { cover: { url: "https://a.b", x: 1 } }, "cover"],
    ["one of the values", { status: "draft" }],
    ["none of the values", { status: "gone" }, "status"],
    ["a member that is there and is nothing", { status: undefined }, "status"],
    ["null where it may not be", { status: null }, "status"],
  ]);
});

describe("formats and numbers", () => {
  table(registerInput, person, [
    ["what is needed is enough", {}],
    ["a mail address of one label", { email: "ada+x@localhost" }],
    ["a mail address with a long name", { email: `${"a".repeat(80)}@example.org` }],
    ["a mail address that no server takes", { email: "ådå@exämple.org" }, "email"],
    ["no mail address", { email: "ada" }, "email"],
    ["a mail address that is too long", { email: `${"a".repeat(250)}@b.org` }, "email"],
    ["an address of the web", { site: "https://example.org/?a=b" }],
    ["one without slashes, as browsers read it", { site: "http:example.org" }],
    ["one with everything", { site: "HTTPS://a:b@[::1]:8080/ü?q=%20#f" }],
    ["one that is no page's", { site: "javascript:alert(1)" }, "site"],
    ["none", { site: "example" }, "site"],
    ["the least", { age: 18 }],
    ["less", { age: 17 }, "age"],
    ["more than the most", { age: 151 }, "age"],
    ["no whole number", { age: 18.5 }, "age"],
    ["a number as text", { age: "18" }, "age"],
    ["no number", { age: Number.NaN }, "age"],
    ["just above what is excluded", { rating: 0.5 }],
    ["what is excluded below", { rating: 0 }, "rating"],
    ["what is excluded above", { rating: 5.5 }, "rating"],
    ["no multiple", { rating: 0.7 }, "rating"],
    ["a day", { born: "1815-12-10" }],
    ["no day", { born: "1815-13-10" }, "born"],
    ["a time with its offset", { seen: "2026-11-21T03:00:00+01:00" }],
    ["a time in UTC", { seen: "2026-11-21T03:00:00.5Z" }],
    ["a time of nowhere", { seen: "2026-11-21T03:00:00" }, "seen"],
    ["a UUID of any version", { key: "00000000-0000-0000-0000-000000000001" }],
    ["no UUID", { key: "1" }, "key"],
    ["an integer of any size", { balance: -(2n ** 63n) - 1n }],
    ["one as text", { balance: "1" }, "balance"],
    ["a constant that is another", { terms: false }, "terms"],
    ["a value among several types", { level: "top" }],
    ["null among them", { level: null }],
    ["another of a type that is among them", { level: 3 }, "level"],
    ["a constant with a description", { colour: "green" }],
    ["a multiple within bounds that no number can exceed", { steps: -5 }],
    ["none of it", { steps: 4 }, "steps"],
  ]);
});

/** What the server takes, Zod takes; the server's own list: `crates/mizan-core/src/format.rs`. */
describe("texts of a form", () => {
  const id = "0195a3f0-7c1e-7000-8000-00000000abcd";
  const slot = {
    id,
    day: "2024-02-29",
    hour: "13:30",
    pause: "PT1M",
    price: "9.50",
    data: "",
    days: [],
  };
  const taken: [string, string[]][] = [
    ["id", [id.toUpperCase()]],
    ["day", ["0001-01-01", "9999-12-31", "2000-02-29"]],
    ["hour", ["00:00", "23:59:59", "13:30:00.5", "13:30:00.123456789"]],
    [
      "at",
      ["2026-01-31T13:30:00Z", "2026-01-31T13:30:00.123456789+23:59", "2026-01-31T13:30:00-00:00"],
    ],
    ["pause", ["PT0S", "-PT1M30.5S", "P1DT1S", "P2W", "PT1H1M1.000000001S", "P1D"]],
    ["price", ["-0", "007", "12345678901234567890.5"]],
    ["data", ["YQ==", "YWI=", "YWJj", "+/+/"]],
  ];
  table(bookInput, slot, [
    ...taken.flatMap(([name, texts]) =>
      texts.map((text): Row => [`${name} ${text}`, { [name]: text }]),
    ),
    ["a date of a list", { days: ["2026-01-31"] }],
    ["none of a list", { days: ["31.1.2026"] }, "days.0"],
    ["a UUID in braces", { id: `{${id}}` }, "id"],
    ["no day", { day: "2023-02-29" }, "day"],
    ["no hour", { hour: "24:00" }, "hour"],
    ["no offset", { at: "2026-01-31T13:30:00" }, "at"],
    ["a duration in words", { pause: "1h" }, "pause"],
    ["no time at all", { pause: "PT" }, "pause"],
    ["an exponent", { price: "1e3" }, "price"],
    ["a number", { price: 9.5 }, "price"],
    ["bytes without padding", { data: "YQ" }, "data"],
  ]);
});

describe("what is made of itself, and of others", () => {
  table(searchInput, { filter: tag }, [
    ["a leaf", {}],
    ["a tree", { filter: { op: "all", of: [tag, { op: "not", not: tag }] } }],
    ["a fault far down", { filter: { op: "not", not: { op: "tag", tag: "" } } }, "filter.not.tag"],
    ["no branch at all", { filter: { op: "all", of: [] } }, "filter.of"],
    ["an unknown tag", { filter: { op: "any" } }, "filter.op"],
    ["part of a tuple", { point: [1] }],
    ["all of it", { point: [1, 2] }],
    ["more than it", { point: [1, 2, 3] }, "point"],
    ["a map", { labels: { a: "b" } }],
    ["a value of a map that is too long", { labels: { a: "12345678901" } }, "labels.a"],
    ["anything", { anything: [{}] }],
  ]);
  table(storeInput, shop, [
    ["what is needed is enough", {}],
    ["an object told by its tag", { shape: { kind: "text", text: "" } }],
    ["its fault is its own", { shape: { kind: "square", side: 0 } }, "shape.side"],
    ["JSON", { document: { a: [1, "b", true, null, { c: [] }] } }],
    ["no JSON", { document: { a: () => 1 } }, "document"],
    ["a circle of two types", { tree: { children: [], parent: { tree: { children: [] } } } }],
    ["its fault", { tree: { children: [{ children: 1 }] } }, "tree.children.0.children"],
    ["what only differs on the way in", { profile: { name: "", nickname: null } }, "profile.name"],
    ["members beyond those that are named", { open: { name: "a", more: "b" } }],
    ["of another type than they may be", { open: { name: "a", more: 1 } }, "open.more"],
    ["names that are no identifiers", { odd: { "a-b": "", class: "", null: null } }],
    ["what its pattern takes", { path: "/a_b/c.d-e" }],
    ["letters beyond those of JavaScript's classes", { path: "/größe" }, "path"],
    ["what its pattern refuses", { path: "größe" }, "path"],
    ["a pattern that only the server knows", { unknown_pattern: "anything" }],
    ["both of two", { both: { url: "https://a.b" } }],
    ["one of several types", { mixed: [{ url: "https://a.b" }] }],
    ["none of them", { mixed: true }, "mixed"],
  ]);
});

it("what passes is what the call takes", () => {
  expectTypeOf<z.infer<typeof createArticleInput>>().toEqualTypeOf<CreateArticleArgs>();
  expectTypeOf<z.infer<typeof registerInput>>().toEqualTypeOf<RegisterArgs>();
  expectTypeOf<z.infer<typeof searchInput>>().toExtend<SearchArgs>();
  expectTypeOf<z.infer<typeof storeInput>>().toExtend<StoreArgs>();
});

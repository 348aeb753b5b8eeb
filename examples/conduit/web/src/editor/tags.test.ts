import { expect, test } from "vitest";
import { withTag } from "./tags";

test.each([
  [[], "rust", ["rust"]],
  [["rust"], "  web ", ["rust", "web"]],
  [["rust"], "rust", ["rust"]],
  [["rust"], "Rust", ["rust", "Rust"]],
  [["rust"], "   ", ["rust"]],
  [[], "<b>a b</b>", ["<b>a b</b>"]],
])("%j with %j typed is %j", (tags, typed, next) => {
  expect(withTag(tags, typed)).toEqual(next);
});

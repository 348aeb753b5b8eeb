import { expect, test } from "vitest";
import { pageIn, pagesToOffer, withPage } from "./page";

test.each([
  ["", 1],
  ["page=1", 1],
  ["page=12", 12],
  ["page=0", 1],
  ["page=-3", 1],
  ["page=1.5", 1],
  ["page=2x", 1],
  ["page=01", 1],
  ["page=99999999999999999999", 1],
])("the page of %j is %i", (query, page) => {
  expect(pageIn(new URLSearchParams(query))).toBe(page);
});

test.each([
  ["feed=following&page=3", 1, "feed=following"],
  ["feed=following", 2, "feed=following&page=2"],
  ["page=2", 5, "page=5"],
])("%j with page %i is %j", (query, page, next) => {
  expect(withPage(new URLSearchParams(query), page).toString()).toBe(next);
});

test.each([
  [0, 1, []],
  [10, 1, []],
  [11, 1, [1, 2]],
  [34, 2, [1, 2, 3, 4]],
  [500, 1, [1, 2, 3, 4, 50]],
  [500, 25, [1, 22, 23, 24, 25, 26, 27, 28, 50]],
  [500, 50, [1, 47, 48, 49, 50]],
  [34, 99, [1, 2, 3, 4]],
  [10, 7, []],
])("a list of %i on page %i offers %j", (total, page, offered) => {
  expect(pagesToOffer(total, page)).toEqual(offered);
});

import { expect, test } from "vitest";
import { longDate } from "./date";

test.each([
  ["2026-01-20T12:00:00Z", "January 20, 2026"],
  ["2026-01-20T23:59:59.999Z", "January 20, 2026"],
  ["2026-01-21T00:30:00+02:00", "January 20, 2026"],
  ["2025-12-31T22:00:00-05:00", "January 1, 2026"],
])("%s is %s", (time, day) => {
  expect(longDate(time)).toBe(day);
});

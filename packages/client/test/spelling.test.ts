import { expect, test } from "vitest";
import { readOf } from "../src/item.js";
import { dateTimeText, decimalText, spelling, timeText, uuidText } from "../src/spelling.js";

const uuid = "0195a3f0-7c1e-7000-8000-00000000abcd";

/** The same texts as the server's own tests have: `crates/mizan-core/src/param/tests.rs`. */
test.each([
  [dateTimeText, "2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00.500Z"],
  [dateTimeText, "2026-01-31T12:00:00.5Z", "2026-01-31T13:30:00.5+01:30"],
  [dateTimeText, "2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z"],
  [dateTimeText, "2026-01-31T12:00:00.000000001Z", "2026-01-31T12:00:00.000000001Z"],
  [dateTimeText, "2026-02-01T00:59:59.123456789Z", "2026-01-31T23:59:59.123456789-01:00"],
  [dateTimeText, "0001-01-01T00:00:00Z", "0001-01-01T01:00:00+01:00"],
  [
    dateTimeText,
    new Date(1769866200_000).toISOString().replace(".000", ""),
    new Date(1769866200_000).toISOString(),
  ],
  [timeText, "12:00:00", "12:00"],
  [timeText, "12:00:00.5", "12:00:00.500"],
  [timeText, "12:00:00", "12:00:00.000"],
  [uuidText, uuid, uuid.toUpperCase()],
  [decimalText, "9.5", "09.50"],
  [decimalText, "0", "-0.0"],
  [decimalText, "-12", "-12.0"],
  [decimalText, "0.05", "0.050"],
  [decimalText, "100", "0100"],
  [decimalText, "-0.5", "-00.5"],
])("%o writes %s for %s, and leaves that as it is", (text, wanted, given) => {
  expect(text(given)).toBe(wanted);
  expect(text(wanted)).toBe(wanted);
});

test.each([
  [dateTimeText, ["", "now", "2026-01-31", "2026-99-31T12:00:00+01:00", "2026-01-31T12:00Z"]],
  [timeText, ["", "noon", "1:00"]],
  [decimalText, ["", "1e3", "NaN", ".5", "5."]],
])("%o leaves what is none to the server", (text, others) => {
  for (const other of others) expect(text(other)).toBe(other);
});

test("two spellings of one value are one read, and what narrows to it hits both", () => {
  const spec = {
    name: "slot",
    params: { at: "string", id: "string", count: "integer" },
    spell: spelling({ at: dateTimeText, id: uuidText }),
    defaults: { at: "2026-01-31T12:00:00.000Z" },
  } as const;
  const [first, second] = ["2026-01-31T12:00:00.000Z", "2026-01-31T13:00:00+01:00"].map((at) =>
    readOf(spec, { at, id: "A", count: 1 }),
  );
  expect(first?.key).toBe(second?.key);
  expect(first?.params).toEqual({ at: "2026-01-31T12:00:00Z", id: "a", count: 1 });
  expect(readOf(spec).params).toEqual({ at: "2026-01-31T12:00:00Z" });
  expect(readOf(spec, { at: 5 }).params).toEqual({ at: 5 });
});

import { MizanError } from "@mizan/client";
import { expect, test } from "vitest";
import { messagesOf, worded } from "./message";

const refusal = (fields: Record<string, string[]>) =>
  new MizanError(422, {
    code: "validation_failed",
    message: "The form was refused.",
    fields: Object.fromEntries(
      Object.entries(fields).map(([field, messages]) => [
        field,
        messages.map((message) => ({ code: "refused", message })),
      ]),
    ),
  });

test("nothing went wrong, nothing is said", () => {
  expect(messagesOf(undefined)).toEqual([]);
});

test("each complaint names its field", () => {
  const error = refusal({ email: ["can't be blank", "is invalid"], username: ["is too long"] });
  expect(messagesOf(error)).toEqual([
    "email can't be blank",
    "email is invalid",
    "username is too long",
  ]);
});

test("a complaint about the whole form stands alone", () => {
  expect(messagesOf(refusal({ __all__: ["Please wait a minute."] }))).toEqual([
    "Please wait a minute.",
  ]);
});

test("an error without fields says its own message", () => {
  const error = new MizanError(429, { code: "rate_limited", message: "Too many attempts." });
  expect(messagesOf(error)).toEqual(["Too many attempts."]);
});

test("a defect does not show its insides", () => {
  expect(messagesOf(new TypeError("x is undefined")).join()).not.toContain("undefined");
});

test("rules are told in this site's words, and what the server says itself in its own", () => {
  const cases = [
    ["required", "is required", "can't be blank"],
    ["min_length", "needs at least 8 characters", "is too short (minimum is 8 characters)"],
    ["max_length", "has more than 64 characters", "is too long (maximum is 64 characters)"],
    ["pattern", "does not have the expected form", "is invalid"],
    ["taken", "has already been taken", "has already been taken"],
  ] as const;
  for (const [code, message, said] of cases) expect(worded({ code, message })).toBe(said);
});

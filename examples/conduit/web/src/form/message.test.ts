import { MizanError } from "@mizan/client";
import { expect, test } from "vitest";
import { messagesOf } from "./message";

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

/** What the schemas of generated forms have beside Zod's own: `@mizan/react/zod`. */
import type { FieldError } from "@mizan/client";
import { type Issue, isBlank } from "@mizan/client/form";
import * as z from "zod/mini";

/** Characters are counted as the server counts them: an emoji is one. */
export function minCharacters(minimum: number) {
  return z.check<string>(({ value, issues }) => {
    if ([...value].length >= minimum) return;
    issues.push({ code: "too_small", origin: "string", minimum, inclusive: true, input: value });
  });
}

/** As {@link minCharacters}, for the most of them. */
export function maxCharacters(maximum: number) {
  return z.check<string>(({ value, issues }) => {
    if ([...value].length <= maximum) return;
    issues.push({ code: "too_big", origin: "string", maximum, inclusive: true, input: value });
  });
}

/** So many items at least, whatever is wrong in them; told before that, as the server does. */
export function minItems(minimum: number) {
  return counts((size) => size >= minimum, { code: "too_small", minimum });
}

/** As {@link minItems}, for the most of them. With Zod's own check the items of too many go unread. */
export function maxItems(maximum: number) {
  return counts((size) => size <= maximum, { code: "too_big", maximum });
}

type Count = { code: "too_small"; minimum: number } | { code: "too_big"; maximum: number };

function counts(isRight: (size: number) => boolean, issue: Count) {
  return z.check<readonly unknown[]>(
    ({ value, issues }) => {
      if (isRight(value.length)) return;
      issues.unshift({ ...issue, origin: "array", inclusive: true, input: value });
    },
    { when: ({ value }) => Array.isArray(value) },
  );
}

/** What may be left out: nothing typed is `null`. */
export function optional<Schema extends z.ZodMiniType>(schema: Schema) {
  return orNull(schema, (value) => value == null || value === "");
}

/** Text whose blank ends do not count, since the server takes them off before it looks. */
export function stripped<Schema extends z.ZodMiniType>(schema: Schema) {
  const settled = z.transform((value) => (typeof value === "string" ? value.trim() : value));
  return z.pipe(settled, schema) as unknown as z.ZodMiniType<z.output<Schema>, unknown>;
}

/** A group that may be left out: when nothing was typed into any of its fields it is `null`. */
export function optionalGroup<Schema extends z.ZodMiniType>(schema: Schema) {
  return orNull(schema, isBlank);
}

function orNull<Schema extends z.ZodMiniType>(schema: Schema, isNull: (value: unknown) => boolean) {
  const settled = z.transform((value: unknown) => (isNull(value) ? null : value));
  type Output = z.output<Schema> | null;
  return z.pipe(settled, z.nullable(schema)) as unknown as z.ZodMiniType<Output, unknown>;
}

/** An address as an input for e-mail takes it. */
export function email() {
  return z.email({ pattern: z.regexes.html5Email });
}

/** What may be put into a link. */
export function url() {
  // With Zod's own pattern for these protocols it would refuse `http:example.org`, which browsers and servers take.
  return z.url({ protocol: /^(?:http|https)$/ });
}

/** One of the choices of a field. */
export function oneOf<const Value extends string | number | boolean>(
  choices: readonly { readonly value: Value }[],
) {
  return z.literal(choices.map(({ value }) => value));
}

/** A time of day as an input has it, with its seconds. */
export function time() {
  const whole = (text: string) => (/^\d\d:\d\d$/.test(text) ? `${text}:00` : text);
  return z.pipe(z.iso.time(), z.transform(whole));
}

/** An instant: with its offset, or as an input has it, in the time of the place. */
export function datetime() {
  const instant = (text: string) =>
    /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : new Date(text).toISOString();
  return z.pipe(z.iso.datetime({ offset: true, local: true }), z.transform(instant));
}

/** A duration that has one length: in weeks, or in days, hours, minutes and seconds; a `-` goes before it. */
export function duration() {
  return z.stringFormat(
    "duration",
    /^-?P(?:\d+W|(?=\d|T)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d{1,9})?S)?)?)$/,
  );
}

/** A decimal number as it is written. */
export function decimal() {
  return z.stringFormat("decimal", /^-?\d+(?:\.\d+)?$/);
}

/**
 * A file. One of which the browser cannot tell the type is left to the server.
 *
 * @param accept media types, `image/*` for all images; any if there are none
 */
export function file(accept: readonly string[] = [], maxBytes = Number.POSITIVE_INFINITY) {
  const complain = (code: string, message: string, input: Blob) => ({
    code: "custom" as const,
    params: { code },
    message,
    input,
  });
  const rules = z.check<Blob>(({ value, issues }) => {
    if (value.size > maxBytes) {
      issues.push(complain("file_too_large", `is larger than ${sized(maxBytes)}`, value));
    }
    if (value.type && accept.length && !accept.some((type) => matches(value.type, type))) {
      issues.push(complain("file_type", `is not of the type ${accept.join(" or ")}`, value));
    }
  });
  return z.instanceof(Blob).check(rules);
}

function matches(type: string, accepted: string): boolean {
  const [media = ""] = type.toLowerCase().split(";");
  if (accepted === "*/*") return true;
  return accepted.endsWith("/*") ? media.startsWith(accepted.slice(0, -1)) : media === accepted;
}

/** A size as people say it, exactly. */
function sized(bytes: number): string {
  const units: [number, string][] = [
    [1e9, "GB"],
    [2 ** 30, "GiB"],
    [1e6, "MB"],
    [2 ** 20, "MiB"],
    [1e3, "kB"],
    [2 ** 10, "KiB"],
  ];
  const [unit, name] = units.find(([unit]) => bytes % unit === 0) ?? [1, "bytes"];
  return `${bytes / unit} ${name}`;
}

/** What Zod's issues have beside their message. */
interface ZodIssue extends Issue {
  code?: string;
  origin?: string;
  format?: string;
  minimum?: number | bigint;
  maximum?: number | bigint;
  divisor?: number;
  inclusive?: boolean;
  params?: { code?: string };
}

/** An issue of Zod in the code and words of the server. */
export function words(issue: Issue): FieldError {
  const [code, message] = wordsFor(issue);
  return { code, message };
}

function wordsFor(issue: ZodIssue): [code: string, message: string] {
  const { code, origin, inclusive, minimum, maximum, divisor, format = "", params } = issue;
  switch (code) {
    case "too_small":
      if (origin === "string")
        return ["min_length", `needs at least ${counted(minimum, "character")}`];
      if (origin === "array") return ["min_items", `needs at least ${counted(minimum, "item")}`];
      if (inclusive) return ["min", `must be at least ${minimum}`];
      return ["exclusive_min", `must be more than ${minimum}`];
    case "too_big":
      if (origin === "string")
        return ["max_length", `has more than ${counted(maximum, "character")}`];
      if (origin === "array") return ["max_items", `has more than ${counted(maximum, "item")}`];
      if (inclusive) return ["max", `must be at most ${maximum}`];
      return ["exclusive_max", `must be less than ${maximum}`];
    case "not_multiple_of":
      return ["multiple_of", `must be a multiple of ${divisor}`];
    case "invalid_format":
      return FORMATS[format] ?? INVALID;
    case "invalid_value":
      return ["invalid_choice", "is not one of the choices"];
    case "custom":
      return [params?.code ?? "invalid", issue.message];
    default:
      return INVALID;
  }
}

const INVALID: [string, string] = ["invalid", "is not valid"];

const FORMATS: Readonly<Record<string, [string, string]>> = {
  email: ["invalid_email", "is not an e-mail address"],
  url: ["invalid_url", "is not an absolute http or https URL"],
  regex: ["pattern", "does not have the expected form"],
};

function counted(count: number | bigint | undefined, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

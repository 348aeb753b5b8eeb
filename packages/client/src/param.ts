/** How a param is written and read: the types of §12 by what they are in a URL and a header. */
export type ParamKind = "integer" | "number" | "boolean" | "string" | "bigint" | "json";

/** Values of params, by name. `null` and `undefined` both stand for an absent optional param. */
export type Params = Readonly<Record<string, unknown>>;

/**
 * RFC 8785 text: no white space, members sorted. Wide integers are strings, as on the wire (§1).
 *
 * @throws TypeError for NaN and the infinities, which no JSON can carry.
 */
export function canonical(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError(`${value} cannot be sent`);
  }
  if (typeof value === "bigint") return `"${value}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members
    .sort(byName)
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
    .join()}}`;
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** What identifies a mounted read: the context and the JSON of its params with sorted members (§13). */
export function stableKey(context: string, params: Params = {}): string {
  return `${context}:${canonical(params)}`;
}

/** A param as the text of §4, from what JSON has (a wide integer is text already). */
export function paramText(value: unknown): string {
  return typeof value === "string" ? value : canonical(value);
}

/**
 * The query string of §4, with its `?`, or empty. Absent params must have been left out.
 *
 * @throws TypeError as {@link canonical}; URIError for a lone surrogate.
 */
export function queryText(params: Params): string {
  const text = Object.entries(params)
    .sort(byName)
    .map(([name, value]) => `${name}=${encodeURIComponent(paramText(value))}`)
    .join("&");
  return text && `?${text}`;
}

/** Reads canonical text (§4) as its kind; `undefined` where it is anything else. */
export function readParam(text: string, kind: ParamKind): unknown {
  if (kind === "string") return text;
  if (kind === "bigint") return /^(0|-?[1-9]\d*)$/.test(text) ? text : undefined;
  if (kind === "json") return undefined;
  const value = kind === "boolean" ? text === "true" : Number(text);
  const exact = kind === "integer" ? Number.isSafeInteger(value) : Number.isFinite(+value);
  return exact && String(value) === text ? value : undefined;
}

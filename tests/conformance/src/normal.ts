/** An answer without what is another at each run: versions, ids of faults, tokens, the present. */
import type { Received } from "./person";
import type { Answer } from "./table";

const COMPARED = [
  "allow",
  "cache-control",
  "content-type",
  "etag",
  "location",
  "mizan-as",
  "mizan-version",
  "retry-after",
  "x-mizan-invalidate",
];
const VERSION = /^[0-9a-f]{16}$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
const A_DAY_MS = 24 * 60 * 60 * 1000;

/** What is compared of an answer. */
export function normal({ status, headers, body }: Received, origin: string): Answer {
  const kept: Record<string, string> = {};
  for (const name of COMPARED) {
    const value = headers[name];
    if (typeof value === "string") kept[name] = header(name, value);
  }
  return { status, headers: kept, body: read(body.replaceAll(new URL(origin).host, "{host}")) };
}

function header(name: string, value: string): string {
  if (name === "mizan-version") return VERSION.test(value) ? "{version}" : value;
  if (name === "mizan-as") return VERSION.test(value) ? "{mark}" : value;
  if (name === "etag") return /^W\/"[0-9a-f]{32}"$/.test(value) ? "{etag}" : value;
  if (name === "retry-after") return /^[1-9]\d*$/.test(value) ? "{seconds}" : value;
  return value;
}

function read(body: string): unknown {
  try {
    return replaced(JSON.parse(body), "");
  } catch {
    return body;
  }
}

function replaced(value: unknown, member: string): unknown {
  if (Array.isArray(value)) return value.map((one) => replaced(one, member));
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value);
    return Object.fromEntries(members.map(([name, one]) => [name, replaced(one, name)]));
  }
  if (typeof value !== "string") return value;
  if ((member === "version" || member === "revision") && VERSION.test(value)) return "{version}";
  if (member === "csrf" && value.length >= 32) return "{token}";
  if (member === "id" && value !== "") return "{id}";
  if (MOMENT.test(value) && Math.abs(Date.now() - Date.parse(value)) < A_DAY_MS) return "{moment}";
  return value;
}

import { type ContextSpec, everything, type Item } from "./item.js";
import { type ParamKind, readParam } from "./param.js";

/** The contexts that a page knows, by name. */
export type Contexts = ReadonlyMap<string, ContextSpec>;

// RFC 9651: a List of Tokens with parameters. A member of any other kind is none of §5.3.
const TOKEN = /[A-Za-z*][\w!#$%&'*+\-.^`|~:/]*/.source;
const KEY = /[a-z*][a-z0-9_\-.*]*/.source;
const STRING = /"(?:[ !#-[\]-~]|\\["\\])*"/.source;
const DISPLAY = /%"(?:[ !#$&-~]|%[0-9a-f]{2})*"/.source;
const NUMBER = /-?(?:\d{1,12}\.\d{1,3}|\d{1,15})/.source;
const OTHER = /\?[01]|@-?\d{1,15}|:[A-Za-z0-9+/]*={0,2}:/.source;
const PARAM = `; *(${KEY})(?:=(${STRING}|${DISPLAY}|${NUMBER}|${OTHER}|${TOKEN}))?`;
const MEMBER = `(${TOKEN})((?:${PARAM})*)`;
const LIST = new RegExp(`^ *(?:${MEMBER}(?:[ \\t]*,[ \\t]*${MEMBER})*)? *$`);

/**
 * Reads `X-Mizan-Invalidate` (§5.3). A header that does not parse is `*`: what is lost must widen.
 *
 * @param text the header's lines, joined by commas
 */
export function readHeader(text: string, contexts: Contexts): Item[] {
  const items = parseHeader(text, contexts);
  return items.filter(({ context }) => context === "*" || contexts.has(context));
}

/** The same with unknown contexts, bare, which another tab may know. */
export function parseHeader(text: string, contexts: Contexts): Item[] {
  try {
    if (!LIST.test(text)) return [everything];
    const members = [...text.matchAll(new RegExp(MEMBER, "g"))];
    return members.map(([, token = "", params = ""]) => itemOf(token, params, contexts));
  } catch {
    return [everything];
  }
}

/** @throws URIError, SyntaxError where a value or a repeated parameter spoils the header. */
function itemOf(token: string, text: string, contexts: Contexts): Item {
  const [, context = "", name = ""] = /^([^/]*)\/?(.*)/.exec(token) ?? [];
  const spec = contexts.get(context);
  const params = new Map<string, unknown>();
  for (const [, key = "", raw = "?1"] of text.matchAll(new RegExp(PARAM, "g"))) {
    if (params.has(key)) throw new SyntaxError(key);
    params.set(key, paramOf(raw, key === "*user" ? "string" : kindOf(spec, key)));
  }
  const user = params.get("*user");
  params.delete("*user");
  return {
    context,
    function: spec?.functions?.includes(name) ? name : undefined,
    params: Object.fromEntries([...params].filter(([, value]) => value !== undefined)),
    user: typeof user === "string" ? user : undefined,
  };
}

function kindOf(spec: ContextSpec | undefined, name: string): ParamKind | undefined {
  return spec && Object.hasOwn(spec.params, name) ? spec.params[name] : undefined;
}

/** The value of a bare item whose type fits its param's kind; `undefined` where it does not. */
function paramOf(raw: string, kind: ParamKind | undefined): unknown {
  const text = raw.endsWith('"') ? textOf(raw) : undefined;
  if (text === undefined || !kind) return kind && plainOf(raw, kind);
  if (kind === "boolean") return undefined;
  const value = readParam(text, kind);
  // An integer of at most 15 digits travels as an Integer, so that a String of it is another type.
  return kind === "integer" && Math.abs(value as number) < 1e15 ? undefined : value;
}

function textOf(raw: string): string {
  if (raw[0] === "%") return decodeURIComponent(raw.slice(2, -1));
  return raw.slice(1, -1).replace(/\\(.)/g, "$1");
}

function plainOf(raw: string, kind: ParamKind): unknown {
  if (raw === "null") return null;
  if (raw[0] === "?") return kind === "boolean" ? raw === "?1" : undefined;
  return kind === "integer" && /^-?\d+$/.test(raw) ? Number(raw) : undefined;
}

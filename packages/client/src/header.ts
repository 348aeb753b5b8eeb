import { type ContextSpec, everything, type Item } from "./item.js";
import { type ParamKind, readParam } from "./param.js";

/** The contexts that a page knows, by name. */
export type Contexts = ReadonlyMap<string, ContextSpec>;

/** A bare item of RFC 9651, with as much of its type as §5.3 asks for. */
type Bare =
  | { type: "integer"; value: number }
  | { type: "string" | "token"; value: string }
  | { type: "boolean"; value: boolean }
  | { type: "other" };

interface Member {
  token: string;
  params: Map<string, Bare>;
}

const OWS = /[ \t]*/y;
const TOKEN = /[A-Za-z*][\w!#$%&'*+\-.^`|~:/]*/y;
const PARAM = /; *([a-z*][a-z0-9_\-.*]*)(=)?/y;
const NUMBER = /-?(?:\d{1,12}\.\d{1,3}|\d{1,15})/y;
const STRING = /"((?:[ !#-[\]-~]|\\["\\])*)"/y;
const DISPLAY = /%"((?:[ !#$&-~]|%[0-9a-f]{2})*)"/y;
const BOOLEAN = /\?([01])/y;
const DATE = /@-?\d{1,15}/y;
const BYTES = /:[A-Za-z0-9+/]*={0,2}:/y;

/**
 * Reads `X-Mizan-Invalidate` (§5.3). A header that does not parse is `*`: what is lost must widen.
 *
 * @param text the header's lines, joined by commas
 */
export function readHeader(text: string, contexts: Contexts): Item[] {
  const members = parseList(text);
  if (!members) return [everything];
  return members.flatMap((member) => itemOf(member, contexts) ?? []);
}

/** A List whose members are Tokens; `undefined` where it is anything else. */
function parseList(text: string): Member[] | undefined {
  const input = new Input(text.replace(/^ +| +$/g, ""));
  const members: Member[] = [];
  while (!input.done || members.length) {
    const member = parseMember(input);
    if (!member) return undefined;
    members.push(member);
    input.take(OWS);
    if (input.done) break;
    if (!input.skip(",")) return undefined;
    input.take(OWS);
  }
  return members;
}

function parseMember(input: Input): Member | undefined {
  const token = input.take(TOKEN)?.[0];
  if (token === undefined) return undefined;
  const params = new Map<string, Bare>();
  for (let match = input.take(PARAM); match; match = input.take(PARAM)) {
    const name = match[1] as string;
    const value = match[2] ? parseBare(input) : ({ type: "boolean", value: true } as const);
    if (!value || params.has(name)) return undefined;
    params.set(name, value);
  }
  return { token, params };
}

function parseBare(input: Input): Bare | undefined {
  let match = input.take(STRING);
  if (match) return { type: "string", value: (match[1] as string).replace(/\\(.)/g, "$1") };
  match = input.take(DISPLAY);
  if (match) return displayOf(match[1] as string);
  match = input.take(BOOLEAN);
  if (match) return { type: "boolean", value: match[1] === "1" };
  match = input.take(NUMBER);
  if (match) return numberOf(match[0]);
  match = input.take(TOKEN);
  if (match) return { type: "token", value: match[0] };
  return input.take(DATE) || input.take(BYTES) ? { type: "other" } : undefined;
}

function numberOf(text: string): Bare {
  return text.includes(".") ? { type: "other" } : { type: "integer", value: Number(text) };
}

function displayOf(text: string): Bare | undefined {
  try {
    return { type: "string", value: decodeURIComponent(text) };
  } catch {
    return undefined;
  }
}

function itemOf({ token, params }: Member, contexts: Contexts): Item | undefined {
  const slash = token.indexOf("/");
  const context = slash < 0 ? token : token.slice(0, slash);
  const name = slash < 0 ? undefined : token.slice(slash + 1);
  const spec = contexts.get(context);
  if (!spec && context !== "*") return undefined;
  const user = params.get("*user");
  return {
    context,
    function: name !== undefined && spec?.functions?.includes(name) ? name : undefined,
    params: spec && paramsOf(params, spec),
    user: user?.type === "string" ? user.value : undefined,
  };
}

function paramsOf(params: Map<string, Bare>, spec: ContextSpec): Record<string, unknown> {
  const entries = [...params]
    .filter(([name]) => Object.hasOwn(spec.params, name))
    .map(([name, bare]) => [name, paramOf(bare, spec.params[name] as ParamKind)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The value of a param whose type fits its kind; `undefined` where it does not. */
function paramOf(bare: Bare, kind: ParamKind): unknown {
  if (bare.type === "token") return bare.value === "null" ? null : undefined;
  if (bare.type !== "string") return bare.type === kind ? bare.value : undefined;
  if (kind === "boolean") return undefined;
  const value = readParam(bare.value, kind);
  // An integer of at most 15 digits travels as an Integer, so that a String of it is another type.
  return kind === "integer" && Math.abs(value as number) < 1e15 ? undefined : value;
}

/** A text that is taken from its front. */
class Input {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at === this.#text.length;
  }

  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match;
  }

  skip(character: string): boolean {
    const found = this.#text[this.#at] === character;
    if (found) this.#at++;
    return found;
  }
}

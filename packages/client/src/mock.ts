/**
 * A server for tests: it answers in place of the network, and the client in front of it is the real one,
 * with its invalidation, versions and errors.
 */
import { type ErrorBody, type FieldError, MizanError } from "./error.js";
import type { FormSchema } from "./form/definition.js";
import type { ContextSpec, InvalidationItem } from "./item.js";
import { type ParamKind, readParam } from "./param.js";

/** A function of a context: any of its hooks. */
export interface QuerySource<Params, Result> {
  readonly context: ContextSpec;
  readonly fn: string;
  readonly read?: (params: Params) => Result;
}

/** A mutation or plain call, as generated code exports it. */
export interface CallSource<Args, Result> {
  (args: Args): Promise<Result>;
  readonly fn: string;
  readonly affects?: readonly InvalidationItem[] | undefined;
  readonly wide?: { args?: ((args: unknown) => unknown) | undefined } | undefined;
}

/** A form, as generated code exports it. */
export interface FormSource<Data, Result> {
  readonly name: string;
  readonly schema: FormSchema<Data>;
  readonly affects?: readonly InvalidationItem[];
  readonly typed?: { result: Result };
}

/** An answer, or what makes one. It may wait, and may throw a `MizanError`. */
export type MockAnswer<Given, Result> = Result | ((given: Given) => Result | Promise<Result>);

export interface MockFormOptions<Data> extends MockCallOptions {
  /** What is wrong with the fields that the server judges while one types: nothing unless given. */
  validate?: (data: Partial<Data>) => Record<string, FieldError[]>;
}

export interface MockCallOptions {
  /** What the call invalidates; what it declares to affect unless given. */
  invalidate?: readonly InvalidationItem[];
}

type Handler = (given: never) => unknown;

interface MockedCall {
  handler: Handler;
  invalidate: readonly InvalidationItem[];
  /** Reads the wide integers of the arguments. */
  read: ((args: unknown) => unknown) | undefined;
}

/** Answers as a Mizan server does, from what it was told. */
export interface MizanMockServer {
  /** Answers a function of a context, `on(useUserProfile, { name: "Ada" })`, from now on. */
  query: <Params, Result>(
    source: QuerySource<Params, Result>,
    answer: MockAnswer<Params, Result>,
  ) => void;
  /** Answers a mutation or a plain call from now on. */
  call: <Args, Result>(
    call: CallSource<Args, Result>,
    answer: MockAnswer<Args, Result>,
    options?: MockCallOptions,
  ) => void;
  /**
   * Answers a form from now on, given what the browser has checked. To refuse it, throw a `MizanError` of
   * the status 422 with `fields`.
   */
  form: <Data, Result>(
    form: FormSource<Data, Result>,
    answer: MockAnswer<Data, NoInfer<Result>>,
    options?: MockFormOptions<Data>,
  ) => void;
  /** The arguments of all calls of a function so far, the params of all reads that it was part of, or a form's data. */
  asked: <Given>(
    of: CallSource<Given, unknown> | QuerySource<Given, unknown> | FormSource<Given, unknown>,
  ) => Given[];
  /** From now on, answers belong to somebody else: what a sign-in does (§8). */
  become: (identity: string) => void;
  /** In place of the browser's: `createClient({ fetch: mock.fetch })`. */
  fetch: typeof globalThis.fetch;
}

export function createMockServer(): MizanMockServer {
  const queries = new Map<string, Handler>();
  const calls = new Map<string, MockedCall>();
  const contexts = new Map<string, ContextSpec>();
  const asked = new Map<string, unknown[]>();
  let identity = "anon";
  let step = BigInt(Date.now()) << 16n;

  const note = (fn: string, given: unknown) => asked.set(fn, [...(asked.get(fn) ?? []), given]);
  const version = () => step.toString(16).padStart(16, "0");

  const read = async (name: string, search: URLSearchParams): Promise<Response> => {
    const as = identity;
    const context = contexts.get(name);
    if (!context) return refusal(as, missing(`context "${name}"`));
    const params = paramsOf(context, search);
    const begun = version();
    const only = search.get("_only")?.split(",") ?? context.functions ?? [];
    const data: Record<string, unknown> = {};
    const errors: Record<string, ErrorBody> = {};
    for (const fn of only) {
      note(fn, params);
      try {
        const handler = queries.get(fn);
        if (!handler) throw missing(`"${fn}"`);
        data[fn] = await handler(params as never);
      } catch (error) {
        errors[fn] = bodyOf(error);
      }
    }
    return json(as, { data, errors, version: begun });
  };

  const run = async ({ fn, args: sent }: { fn: string; args?: unknown }): Promise<Response> => {
    const call = calls.get(fn);
    const args = call?.read?.(sent) ?? sent;
    note(fn, args);
    try {
      if (!call) throw missing(`"${fn}"`);
      const result = (await call.handler(args as never)) ?? null;
      step++;
      return json(identity, { result, invalidate: call.invalidate, version: version() });
    } catch (error) {
      return refusal(identity, error);
    }
  };

  const answer = (url: string, body: () => unknown): Response | Promise<Response> => {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    const [, context] = /\/ctx\/([^/]+)\/?$/.exec(pathname) ?? [];
    if (context) return read(context, searchParams);
    if (/\/session\/?$/.test(pathname)) return json(identity, { csrf: "mock", revision: "mock" });
    if (/\/call\/?$/.test(pathname)) return run(body() as { fn: string });
    return refusal(identity, missing(pathname));
  };

  return {
    query(source, given) {
      contexts.set(source.context.name, source.context);
      queries.set(source.fn, handlerOf(given));
    },
    call(source, given, { invalidate = source.affects ?? [] } = {}) {
      calls.set(source.fn, { handler: handlerOf(given), invalidate, read: source.wide?.args });
    },
    form(form, given, { validate = () => ({}), invalidate = form.affects ?? [] } = {}) {
      const answer = handlerOf(given);
      const submit = ({ data }: { data: never }) => answer(data);
      const judge = ({ data }: { data: never }) => {
        const errors = validate(data);
        return { valid: Object.keys(errors).length === 0, errors };
      };
      calls.set(`${form.name}.submit`, { handler: submit, invalidate, read: undefined });
      calls.set(`${form.name}.validate`, { handler: judge, invalidate: [], read: undefined });
    },
    asked<Given>(of: { fn: string } | { name: string }) {
      if ("fn" in of) return [...(asked.get(of.fn) ?? [])] as Given[];
      const sent = (asked.get(`${of.name}.submit`) ?? []) as { data: Given }[];
      return sent.map(({ data }) => data);
    },
    become(next) {
      identity = next;
    },
    async fetch(input, init) {
      const request = input instanceof Request ? input : undefined;
      const signal = request?.signal ?? init?.signal;
      const body = request ? await bodyOfRequest(request) : (init?.body ?? "");
      const response = await answer(request?.url ?? String(input), callOf(body));
      signal?.throwIfAborted();
      return response;
    },
  };
}

function handlerOf<Given, Result>(answer: MockAnswer<Given, Result>): Handler {
  return (typeof answer === "function" ? answer : () => answer) as Handler;
}

async function bodyOfRequest(request: Request): Promise<string | FormData> {
  const isForm = request.headers.get("Content-Type")?.startsWith("multipart/form-data");
  return isForm ? request.formData() : request.text();
}

/** A call as it was sent, its files in their places (§3.3). */
function callOf(body: BodyInit): () => unknown {
  if (!(body instanceof FormData)) return () => JSON.parse(String(body));
  return () =>
    JSON.parse(String(body.get("call")), (_, value) =>
      typeof value?.$file === "string" ? body.get(value.$file) : value,
    );
}

function missing(what: string): MizanError {
  return new MizanError(404, { code: "not_found", message: `The mock has no answer for ${what}` });
}

function json(as: string, body: unknown, status = 200): Response {
  const headers = { "Content-Type": "application/json", "Mizan-As": as };
  const text = JSON.stringify(body, (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
  return new Response(text, { status, headers });
}

function refusal(as: string, error: unknown): Response {
  const status = error instanceof MizanError && error.status >= 400 ? error.status : 500;
  return json(as, { error: bodyOf(error) }, status);
}

function bodyOf(error: unknown): ErrorBody {
  if (!(error instanceof MizanError)) return { code: "internal_error", message: String(error) };
  const { code, message, fields, id, data, committed } = error;
  return { code, message, fields, data, committed, ...(id && { id }) };
}

/** Params as the hook was given them, with the defaults of those that it left out. */
function paramsOf({ params, defaults }: ContextSpec, search: URLSearchParams): object {
  const given = Object.entries(params).flatMap(([name, kind]) => {
    const text = search.get(name);
    return text === null ? [] : [[name, paramOf(text, kind)]];
  });
  return { ...defaults, ...Object.fromEntries(given) };
}

function paramOf(text: string, kind: ParamKind): unknown {
  if (kind === "json") return JSON.parse(text);
  return kind === "bigint" ? BigInt(text) : readParam(text, kind);
}

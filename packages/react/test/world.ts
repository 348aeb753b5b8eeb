/** A server whose requests are worked on, answered and lost as a history says, with answers from the past. */
import { version } from "../../client/test/server.js";

export const KEYS = [0, 1];
export const FUNCTIONS = ["left", "right"] as const;
export type Name = (typeof FUNCTIONS)[number];

/** What a function of a cell gives: the step of the log at which it was last written, and who reads it. */
export interface Value {
  step: number;
  as: number;
}

/** Something for each function of each cell. */
export function cells<T>(of: () => T): Record<Name, T>[] {
  return KEYS.map(() => ({ left: of(), right: of() }));
}

/** A request under way; `reply` once the server has worked on it. */
export interface Flying {
  path: string;
  body: { args: { key: number; names: Name[] } } | undefined;
  answer: (response: Response) => void;
  fail: (error: unknown) => void;
  reply?: Response;
}

export class World {
  step = 1;
  /** Who is signed in, and whose answers the page has had: each sign-in is another one. */
  as = 1;
  known = 1;
  flying: Flying[] = [];
  readonly #writes = cells(() => [0]);

  readonly fetch = (url: unknown, { body, signal }: RequestInit = {}): Promise<Response> =>
    new Promise((answer, fail) => {
      const sent = body ? JSON.parse(String(body)) : undefined;
      const flying: Flying = { path: String(url), body: sent, answer, fail };
      this.flying.push(flying);
      signal?.addEventListener("abort", () => {
        this.#end(flying);
        fail(signal.reason);
      });
    });

  /** Works on a request: from here on its answer stands, however late it is delivered. */
  work(flying: Flying | undefined, past = 0): void {
    if (!flying || flying.reply) return;
    const body = flying.body ? this.#write(flying.body.args) : this.#read(flying.path, past);
    flying.reply = new Response(JSON.stringify(body), { headers: { "Mizan-As": `${this.as}` } });
  }

  /** Sends an answer; the page knows from then on whose it is. */
  deliver(flying: Flying | undefined): () => void {
    if (!flying?.reply) return () => {};
    const as = Number(flying.reply.headers.get("Mizan-As"));
    this.#end(flying);
    flying.answer(flying.reply);
    return () => {
      this.known = Math.max(this.known, as);
    };
  }

  drop(flying: Flying | undefined): void {
    if (!flying) return;
    this.#end(flying);
    flying.fail(new TypeError("dropped"));
  }

  #end(flying: Flying): void {
    this.flying = this.flying.filter((other) => other !== flying);
  }

  #write({ key, names }: { key: number; names: Name[] }): object {
    this.step++;
    for (const name of names) this.#writes[key]?.[name].push(this.step);
    const params = { key };
    const all = names.length === FUNCTIONS.length;
    const invalidate = all
      ? [{ context: "cell", params }]
      : names.map((name) => ({ context: "cell", function: name, params }));
    return { result: this.step, invalidate, version: version(this.step) };
  }

  #read(path: string, past: number): object {
    const query = new URLSearchParams(path.split("?")[1]);
    const only = (query.get("_only")?.split(",") ?? FUNCTIONS) as Name[];
    const at = Math.max(1, this.step - past);
    const value = (name: Name): Value => {
      const written = this.#writes[Number(query.get("key"))]?.[name] ?? [];
      return { step: Math.max(...written.filter((step) => step <= at)), as: this.as };
    };
    const data = Object.fromEntries(only.map((name) => [name, value(name)]));
    return { data, errors: {}, version: version(at) };
  }
}

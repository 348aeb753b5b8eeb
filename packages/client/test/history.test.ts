import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { type ContextSpec, createClient, type MizanClient, MizanError } from "../src/index.js";
import { version } from "./server.js";

// Random histories of a page and a server that delays, reorders and drops, and whose caches answer
// from the past. A failure prints its seed. `cargo xtask test --full` runs 100,000.
const HISTORIES = Number(process.env.HISTORIES ?? (process.env.MIZAN_FULL ? 100_000 : 2000));
const KEYS = [0, 1];
const cell: ContextSpec = { name: "cell", params: { key: "integer" }, functions: ["value"] };

/** A request under way; `reply` once the server has worked on it. */
interface Flying {
  path: string;
  body: { args: { key: number } } | undefined;
  answer: (response: Response) => void;
  fail: (error: unknown) => void;
  reply?: object;
}

/** A server with a log and cells whose value is the step at which they were last written. */
class World {
  step = 1;
  readonly writes = KEYS.map(() => [0]);
  flying: Flying[] = [];

  /** The value of a cell at a step of the log. */
  value(key: number, at = this.step): number {
    return Math.max(...(this.writes[key] ?? []).filter((written) => written <= at));
  }

  readonly fetch = (url: unknown, { body, signal }: RequestInit = {}): Promise<Response> =>
    new Promise((answer, fail) => {
      const path = String(url);
      const sent = body ? JSON.parse(String(body)) : undefined;
      const flying: Flying = { path, body: sent, answer, fail };
      this.flying.push(flying);
      signal?.addEventListener("abort", () => {
        this.flying = this.flying.filter((other) => other !== flying);
        fail(signal.reason);
      });
    });

  /** Works on a request: from here on its answer stands, however late it is delivered. */
  work(flying: Flying | undefined, past = 0): void {
    if (!flying || flying.reply) return;
    if (flying.body) {
      const { key } = flying.body.args;
      this.writes[key]?.push(++this.step);
      const invalidate = [{ context: "cell", params: { key } }];
      flying.reply = { result: this.step, invalidate, version: version(this.step) };
      return;
    }
    const key = Number(flying.path.split("=")[1]);
    const at = Math.max(1, this.step - past);
    flying.reply = { data: { value: this.value(key, at) }, errors: {}, version: version(at) };
  }

  deliver(flying: Flying | undefined): void {
    if (!flying?.reply) return;
    this.flying = this.flying.filter((other) => other !== flying);
    flying.answer(new Response(JSON.stringify(flying.reply)));
  }

  drop(flying: Flying | undefined): void {
    if (!flying) return;
    this.flying = this.flying.filter((other) => other !== flying);
    flying.fail(new TypeError("dropped"));
  }
}

/** A page that shows each cell, and reads it again when it is told to. */
class Page {
  readonly painted = KEYS.map(() => -1);
  readonly acknowledged = KEYS.map(() => 0);
  /** Cells whose latest read failed: a person would try again. */
  readonly failed = new Set<number>();
  /** What must not happen: data older than an own write, a read that ended with no fault of the server. */
  readonly wrong: string[] = [];
  readonly client: MizanClient;

  constructor(world: World) {
    const options = {
      csrf: false,
      crossTab: false,
      readTimeoutMs: 5000,
      baseUrl: `/${Math.random()}/`,
    };
    this.client = createClient({ ...options, fetch: world.fetch as typeof fetch });
    for (const key of KEYS) {
      this.client.registerContext(cell, { key }, () => void this.read(key));
      void this.read(key);
    }
  }

  async read(key: number): Promise<void> {
    try {
      const { data } = await this.client.mizanFetch<{ value: number }>(cell, { key });
      this.paint(key, data.value as number);
    } catch (error) {
      if (error instanceof MizanError) this.failed.add(key);
      else this.wrong.push(`cell ${key}: ${error}`);
    }
  }

  paint(key: number, value: number): void {
    const least = this.acknowledged[key] ?? 0;
    if (value < least) this.wrong.push(`cell ${key}: ${value} after ${least}`);
    this.painted[key] = value;
    this.failed.delete(key);
  }

  async write(key: number): Promise<void> {
    const affects = [{ context: "cell", params: { key } }];
    const call = this.client.mizanCall<number>("write", { key }, { affects });
    const step = await call.catch(() => 0);
    this.acknowledged[key] = Math.max(this.acknowledged[key] ?? 0, step);
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const nth = fc.nat({ max: 7 });
const step = fc.oneof(
  fc.record({ op: fc.constant("write" as const), n: nth }),
  fc.record({ op: fc.constant("read" as const), n: nth }),
  fc.record({ op: fc.constant("work" as const), n: nth }),
  fc.record({ op: fc.constant("past" as const), n: nth }),
  fc.record({ op: fc.constant("deliver" as const), n: nth }),
  fc.record({ op: fc.constant("drop" as const), n: nth }),
  fc.record({ op: fc.constant("wait" as const), n: nth }),
);

async function run(steps: readonly { op: string; n: number }[]): Promise<void> {
  const world = new World();
  const page = new Page(world);
  for (const { op, n } of steps) {
    const flying = world.flying[n % Math.max(1, world.flying.length)];
    if (op === "write") void page.write(n % KEYS.length);
    else if (op === "read") void page.read(n % KEYS.length);
    else if (op === "work") world.work(flying);
    else if (op === "past") world.work(flying, 2);
    else if (op === "deliver") world.deliver(flying);
    else if (op === "drop") world.drop(flying);
    else vi.advanceTimersByTime(500);
    await turn();
  }
  await settle(world);
  for (const key of page.failed) void page.read(key);
  await settle(world);
  expect(page.wrong).toEqual([]);
  // A write whose answer was lost is not acknowledged: of it a cache may know less than the page asks.
  for (const key of KEYS)
    expect(page.painted[key]).toBeGreaterThanOrEqual(page.acknowledged[key] ?? 0);
  page.client.close();
}

/** Answers everything at once and in order, until nothing is asked any more. */
async function settle(world: World): Promise<void> {
  for (let quiet = 0; quiet < 4; quiet++) {
    await turn();
    if (world.flying.length) quiet = 0;
    for (const flying of world.flying) {
      world.work(flying);
      world.deliver(flying);
    }
    vi.advanceTimersByTime(2000);
  }
}

test(`in ${HISTORIES} histories nothing older than the page's own writes is painted`, async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const histories = fc.asyncProperty(fc.array(step, { maxLength: 60, size: "max" }), run);
  await fc.assert(histories, { numRuns: HISTORIES });
  vi.useRealTimers();
}, 3_600_000);

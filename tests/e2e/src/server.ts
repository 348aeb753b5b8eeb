/**
 * Starts the built example on a free port with a database of its own, and ends it by its process id.
 *
 * Nothing is built here: `cargo xtask test e2e` does that.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = resolve(import.meta.dirname, "../../..");
/** A server that nobody ends, because this process was killed, ends by itself after this long. */
const LIFE_S = 900;
const START_MS = 20_000;

/** A folder of `examples/`. */
export type Example = "conduit" | "forms";

/** Which of Conduit's backends is meant: `BACKEND`, by default axum's. */
export const BACKEND = process.env.BACKEND ?? "axum";

/** A running example. */
export interface Server {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  origin: string;
  /** What it has printed so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts an example on data of its own. Throws with its log when it does not answer within 20 s. */
export async function startServer(example: Example = "conduit"): Promise<Server> {
  const prefix = example.toUpperCase();
  const { command, env } = programOf(example);
  const pages = process.env[`${prefix}_WEB`] ?? join(ROOT, `examples/${example}/web/dist`);
  for (const needed of [...command, join(pages, "index.html")]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: run \`cargo xtask test e2e\``);
  }
  const folder = await mkdtemp(join(tmpdir(), "conduit-e2e-"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn("timeout", ["--kill-after=5", String(LIFE_S), ...command], {
    env: {
      ...process.env,
      ...env,
      [`${prefix}_ADDR`]: `127.0.0.1:${port}`,
      DATABASE_URL: `sqlite:${join(folder, "conduit.sqlite")}`,
      [`${prefix}_WEB`]: pages,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  child.stdout.on("data", (data) => lines.push(String(data)));
  child.stderr.on("data", (data) => lines.push(String(data)));
  const log = () => lines.join("");
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answer(origin, child);
  } catch (error) {
    await stop();
    throw new Error(`${example} did not start: ${error}\n${log()}`);
  }
  return { origin, log, stop };
}

/** What starts an example, and what it wants to know beside its own variables. */
export function programOf(example: Example, backend = BACKEND) {
  if (example === "conduit" && backend === "django") {
    const python = process.env.CONDUIT_PYTHON ?? join(ROOT, "target/xtask/venv/bin/python");
    const packages = process.env.PYTHONPATH ?? join(ROOT, "python");
    return {
      command: [python, join(ROOT, "examples/conduit/django/serve.py")],
      env: { PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: "1" },
    };
  }
  const built = join(ROOT, `target/debug/${example}-axum`);
  return { command: [process.env[`${example.toUpperCase()}_SERVER`] ?? built], env: {} };
}

async function answer(origin: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with status ${child.exitCode}`);
    const response = await fetch(`${origin}/`).catch(() => null);
    if (response?.ok) return;
    await sleep(50);
  }
  throw new Error(`no answer within ${START_MS} ms`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM"); // `timeout` hands it on, and kills five seconds later
  await ended;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, "127.0.0.1", listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  if (address === null || typeof address === "string") throw new Error("a port has a number");
  return address.port;
}

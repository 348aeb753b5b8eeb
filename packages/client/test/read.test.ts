import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type ContextSpec,
  createClient,
  type MizanClient,
  MizanError,
  onRevisionMismatch,
} from "../src/index.js";
import { answer, gate, quiet, refused, TestServer, until, version } from "./server.js";

const user: ContextSpec = {
  name: "user",
  params: { user_id: "integer" },
  functions: ["user_orders", "user_profile"],
};
const articles: ContextSpec = {
  name: "articles",
  params: { page: "integer", tag: "string" },
  functions: ["articles_page"],
  defaults: { page: 1 },
};

let server: TestServer;
let client: MizanClient;

beforeEach(async () => {
  server = await TestServer.start();
  client = createClient({ baseUrl: server.baseUrl });
});

afterEach(async () => {
  client.close();
  await server.close();
});

test("a read asks for sorted, encoded params and returns data, errors and version", async () => {
  server.on("ctx/articles/", () => answer({ articles_page: ["a"] }, 1));
  const read = await client.mizanFetch(articles, { tag: "a&b é", page: 2 });
  expect(read).toEqual({ data: { articles_page: ["a"] }, errors: {}, version: version(1) });
  expect(server.requests[0]?.path).toBe("ctx/articles/?page=2&tag=a%26b%20%C3%A9");
});

test("an absent param has its default, and null is not sent", async () => {
  server.on("ctx/articles/", () => answer({}, 1));
  await client.mizanFetch(articles, { tag: null });
  expect(server.requests[0]?.path).toBe("ctx/articles/?page=1");
});

test("NaN is refused before anything is sent", async () => {
  await expect(client.mizanFetch(user, { user_id: Number.NaN })).rejects.toThrow(TypeError);
  expect(server.requests).toHaveLength(0);
});

test("identical reads in flight are one request, others are not", async () => {
  server.on("ctx/user/", ({ path }) => answer({ user_profile: path }, 1));
  const [a, b, c] = await Promise.all([
    client.mizanFetch(user, { user_id: 5 }),
    client.mizanFetch(user, { user_id: 5 }),
    client.mizanFetch(user, { user_id: 6 }),
  ]);
  expect(a).toBe(b);
  expect(c.data).toEqual({ user_profile: "ctx/user/?user_id=6" });
  expect(server.requests).toHaveLength(2);
});

test("a read that nobody waits for any more is cancelled, one that somebody does is not", async () => {
  const held = gate();
  server.on("ctx/user/", async () => {
    await held.opened;
    return answer({ user_profile: "Ada" }, 1);
  });
  const [one, two] = [new AbortController(), new AbortController()];
  const first = client.mizanFetch(user, { user_id: 5 }, { signal: one.signal });
  const second = client.mizanFetch(user, { user_id: 5 }, { signal: two.signal });
  await until(() => server.requests.length === 1);
  one.abort(new Error("gone"));
  await expect(first).rejects.toThrow("gone");
  await quiet();
  expect(server.requests[0]?.aborted).toBe(false);
  two.abort();
  await expect(second).rejects.toThrow();
  await until(() => server.requests[0]?.aborted === true);
  held.open();
});

test("a read left and joined again in one go keeps its request", async () => {
  server.on("ctx/user/", () => answer({ user_profile: "Ada" }, 1));
  const first = new AbortController();
  const left = client.mizanFetch(user, { user_id: 5 }, { signal: first.signal });
  first.abort();
  const joined = client.mizanFetch(user, { user_id: 5 });
  await expect(left).rejects.toThrow();
  expect((await joined).data).toEqual({ user_profile: "Ada" });
  expect(server.requests).toHaveLength(1);
});

test("a 5xx is repeated at most twice, after about 200 and 400 ms", async () => {
  server.on("ctx/user/", () => refused(500, "internal_error"));
  const began = Date.now();
  const failure = await client.mizanFetch(user, { user_id: 5 }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(MizanError);
  expect(failure).toMatchObject({ code: "internal_error", status: 500, id: "trace" });
  expect(server.requests).toHaveLength(3);
  expect(Date.now() - began).toBeGreaterThanOrEqual(440);
});

test("a read that succeeds at its third try succeeds", async () => {
  let tries = 0;
  server.on("ctx/user/", () => (++tries < 3 ? { drop: true } : answer({ user_profile: "Ada" }, 1)));
  expect((await client.mizanFetch(user, { user_id: 5 })).data).toEqual({ user_profile: "Ada" });
});

test("a 4xx is not repeated", async () => {
  server.on("ctx/user/", () => refused(404, "not_found"));
  await expect(client.mizanFetch(user, { user_id: 5 })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(server.requests).toHaveLength(1);
});

test("Retry-After is waited for, and given up on when it is long", async () => {
  const later = (seconds: string) => ({
    ...refused(503, "unavailable"),
    headers: { "Retry-After": seconds },
  });
  let tries = 0;
  server.on("ctx/user/", () => (++tries === 1 ? later("1") : answer({}, 1)));
  const began = Date.now();
  await client.mizanFetch(user, { user_id: 5 });
  expect(Date.now() - began).toBeGreaterThanOrEqual(990);
  server.on("ctx/user/", () => later("3600"));
  await expect(client.mizanFetch(user, { user_id: 6 })).rejects.toMatchObject({
    code: "unavailable",
  });
  expect(server.requests).toHaveLength(3);
});

test("all repeats of a tab together are three, or a tenth of its reads", async () => {
  server.on("ctx/user/", () => refused(500, "internal_error"));
  const reads = Array.from({ length: 10 }, (_, user_id) => client.mizanFetch(user, { user_id }));
  await Promise.allSettled(reads);
  expect(server.requests).toHaveLength(13);
});

test("without a network the error says so", async () => {
  await server.close();
  await expect(client.mizanFetch(user, { user_id: 5 })).rejects.toMatchObject({
    code: "network",
    status: 0,
  });
});

test.each([
  ["a page of a proxy", { raw: "<html>", status: 200 }, "malformed"],
  ["JSON of somebody else", { body: [1, 2] }, "malformed"],
  ["no data", { body: { data: null } }, "malformed"],
  ["a refusal without an error", { status: 418, raw: "teapot" }, "malformed"],
])("%s is a typed error", async (_name, reply, code) => {
  server.on("ctx/user/", () => reply);
  await expect(client.mizanFetch(user, { user_id: 5 })).rejects.toMatchObject({ code });
});

test("the highest version seen is sent, a lower one never lowers it", async () => {
  server.on("ctx/user/", ({ path }) => answer({}, path.endsWith("5") ? 9 : 3));
  await client.mizanFetch(user, { user_id: 5 });
  await client.mizanFetch(user, { user_id: 6 });
  await client.mizanFetch(user, { user_id: 7 });
  expect(server.requests.map(({ headers }) => headers["mizan-seen"])).toEqual([
    undefined,
    version(9),
    version(9),
  ]);
});

test("the header's version counts before the body's", async () => {
  server.on("ctx/user/", () => ({ ...answer({}, 1), headers: { "Mizan-Version": version(7) } }));
  expect((await client.mizanFetch(user, { user_id: 5 })).version).toBe(version(7));
});

test("a part of a context is a read of its own, which items of other functions leave alone", async () => {
  const held = gate();
  server.on("ctx/user/", async () => {
    await held.opened;
    return answer({ user_profile: "Ada" }, 1);
  });
  const part = client.mizanFetch(user, { user_id: 5 }, { only: ["user_profile"] });
  await until(() => server.requests.length === 1);
  await client.invalidate({ context: "user", function: "user_orders" }, version(9));
  await quiet();
  expect(server.requests.map(({ path }) => path)).toEqual([
    "ctx/user/?_only=user_profile&user_id=5",
  ]);
  await client.invalidate({ context: "user", function: "user_profile" }, version(1));
  await until(() => server.requests.length === 2);
  held.open();
  // Version 1 would be too old for the orders; of the profile it is all that there is.
  expect((await part).version).toBe(version(1));
});

test("a server that never answers a read has a deadline, and one that hangs once is asked again", async () => {
  client = createClient({ baseUrl: server.baseUrl, readTimeoutMs: 50 });
  const held = gate();
  server.on("ctx/user/", async () => {
    if (server.requests.length === 1) await held.opened;
    return answer({ user_profile: "Ada" }, 1);
  });
  expect((await client.mizanFetch(user, { user_id: 5 })).data).toEqual({ user_profile: "Ada" });
  await until(() => server.requests[0]?.aborted === true);
  server.on("ctx/user/", () => held.opened.then(() => answer({}, 1)));
  const failure = await client.mizanFetch(user, { user_id: 6 }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "network", cause: { name: "AbortError" } });
  held.open();
});

test("contracts are sent, and a mismatch is told once", async () => {
  const told: string[] = [];
  const onAnswer = onRevisionMismatch(({ code }) => told.push(code));
  client = createClient({ baseUrl: server.baseUrl, csrf: false, onAnswer });
  server.on("ctx/user/", () => refused(409, "revision_mismatch"));
  server.on("rename", () => refused(409, "revision_mismatch"));
  server.on("other", () => refused(409, "conflict"));
  await expect(client.mizanCall("other")).rejects.toMatchObject({ code: "conflict" });
  expect(told).toEqual([]);
  const contract = "0123456789abcdef";
  for (let turn = 0; turn < 2; turn++) {
    const read = client.mizanFetch({ ...user, contract }, { user_id: 5 });
    await expect(read).rejects.toMatchObject({ code: "revision_mismatch" });
    const call = client.mizanCall("rename", {}, { contract: "fedcba9876543210" });
    await expect(call).rejects.toMatchObject({ code: "revision_mismatch", committed: false });
  }
  expect(told).toEqual(["revision_mismatch"]);
  expect(server.requests.map(({ headers }) => headers["mizan-revision"])).toEqual([
    undefined,
    contract,
    "fedcba9876543210",
    contract,
    "fedcba9876543210",
  ]);
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  type ContextSpec,
  createClient,
  type MizanClient,
  receive,
  refreshContext,
} from "../src/index.js";
import { answer, done, gate, quiet, TestServer, until, version } from "./server.js";

const user: ContextSpec = {
  name: "user",
  params: { user_id: "integer" },
  functions: ["user_orders", "user_profile"],
};
const tags: ContextSpec = { name: "tags", params: {}, functions: ["popular_tags"] };

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

/** Registers a read and counts how often it was told, and of what. */
function mount(context: ContextSpec, params = {}) {
  const hits: (readonly string[] | undefined)[] = [];
  const unregister = client.registerContext(context, params, ({ functions }) => {
    hits.push(functions);
  });
  return { hits, unregister };
}

test("a mutation tells exactly the mounted reads that it hits, before it resolves", async () => {
  const [five, six, list] = [mount(user, { user_id: 5 }), mount(user, { user_id: 6 }), mount(tags)];
  server.on("rename", () => done(null, [{ context: "user", params: { user_id: 5 } }], 1));
  await client.mizanCall("rename", { user_id: 5, name: "Ada" });
  expect([five.hits, six.hits, list.hits]).toEqual([[undefined], [], []]);
});

test("what arrives in one task is gathered, and every scoped item of a context is kept", async () => {
  const reads = [5, 6, 7].map((user_id) => mount(user, { user_id }));
  void client.invalidate({ context: "user", params: { user_id: 5 } });
  void client.invalidate({ context: "user", params: { user_id: 6 } });
  await client.invalidate([{ context: "user", params: { user_id: 5 } }, "ghost"]);
  expect(reads.map(({ hits }) => hits.length)).toEqual([1, 1, 0]);
});

test("a read that is hit by named functions only is told their names", async () => {
  const read = mount(user, { user_id: 5 });
  void client.invalidate({ context: "user", function: "user_profile" });
  await client.invalidate({ context: "user", function: "user_orders" });
  await client.invalidate({ context: "user", function: "removed_since" });
  void client.invalidate({ context: "user", function: "user_profile" });
  await client.invalidate("user");
  expect(read.hits).toEqual([["user_profile", "user_orders"], undefined]);
});

test("a param that the context does not have does not narrow", async () => {
  const read = mount(user, { user_id: 5 });
  await client.invalidate({ context: "user", params: { tenant: 1 } });
  expect(read.hits).toHaveLength(1);
});

test.each([
  ["an item that is no item", [5]],
  ["no list", { context: "user" }],
])("%s hits everything", async (_name, invalidate) => {
  const reads = [mount(user, { user_id: 5 }), mount(tags)];
  server.on("odd", () => ({ body: { result: 1, invalidate, version: version(1) } }));
  await client.mizanCall("odd");
  expect(reads.map(({ hits }) => hits.length)).toEqual([1, 1]);
});

test("members that are none do not narrow", async () => {
  const reads = [mount(user, { user_id: 5 }), mount(tags)];
  const odd = [{ context: "user", params: 5, function: 6, user: 7 }];
  server.on("odd", () => ({ body: { result: 1, invalidate: odd, version: version(1) } }));
  await client.mizanCall("odd");
  expect(reads.map(({ hits }) => hits)).toEqual([[undefined], []]);
});

test("unregistering twice does nothing, and nobody else is unregistered by it", async () => {
  const first = mount(user, { user_id: 5 });
  first.unregister();
  const second = mount(user, { user_id: 5 });
  first.unregister();
  await client.invalidate("user");
  expect([first.hits.length, second.hits.length]).toEqual([0, 1]);
});

test("a call's answer that has only the header invalidates everything", async () => {
  const reads = [mount(user, { user_id: 5 }), mount(tags)];
  const headers = { "X-Mizan-Invalidate": "user;user_id=5" };
  server.on("view", () => ({ raw: "<p>", headers }));
  await expect(client.mizanCall("view")).rejects.toMatchObject({ code: "malformed" });
  expect(reads.map(({ hits }) => hits.length)).toEqual([1, 1]);
});

test("the header of any response of the server invalidates what it says", async () => {
  const [five, list] = [mount(user, { user_id: 5 }), mount(tags)];
  const headers = new Headers({ "X-Mizan-Invalidate": "ghost, user;user_id=5" });
  headers.set("Mizan-Version", version(4));
  await receive({ headers, redirected: false }, client);
  expect([five.hits.length, list.hits.length]).toEqual([1, 0]);
  await client.mizanFetch(tags).catch(() => {});
  expect(server.of("ctx/tags/")[0]?.headers["mizan-seen"]).toBe(version(4));
});

test("a header that cannot be read hits everything, and is logged", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const list = mount(tags);
  const headers = new Headers({ "X-Mizan-Invalidate": "user;;" });
  await receive({ headers, redirected: false }, client);
  expect(list.hits).toHaveLength(1);
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
});

test("a redirect may have invalidated anything", async () => {
  const list = mount(tags);
  await receive({ headers: new Headers(), redirected: true }, client);
  expect(list.hits).toHaveLength(1);
  await receive({ headers: new Headers(), redirected: false }, client);
  expect(list.hits).toHaveLength(1);
});

test("a failed call that took effect invalidates all the same", async () => {
  const list = mount(tags);
  server.on("rename", () => ({
    status: 500,
    body: {
      error: { code: "internal_error", message: "", committed: true },
      invalidate: ["tags"],
      version: version(1),
    },
  }));
  await expect(client.mizanCall("rename")).rejects.toMatchObject({ committed: true });
  expect(list.hits).toHaveLength(1);
});

test("a read in flight when a matching item arrives begins anew, and only it", async () => {
  const held = gate();
  let value = "old";
  server.on("ctx/user/", async () => {
    const read = value;
    if (read === "old") await held.opened;
    return answer({ user_profile: read }, read === "old" ? 1 : 2);
  });
  const five = client.mizanFetch(user, { user_id: 5 });
  const six = client.mizanFetch(user, { user_id: 6 });
  await until(() => server.requests.length === 2);
  value = "new";
  server.on("rename", () => done(null, [{ context: "user", params: { user_id: 5 } }], 2));
  await client.mizanCall("rename");
  expect((await five).data).toEqual({ user_profile: "new" });
  held.open();
  expect((await six).data).toEqual({ user_profile: "old" });
  expect(server.of("ctx/user/").map(({ aborted }) => aborted)).toEqual([true, false, false]);
});

test("an answer older than a matching item is asked for again, and never handed on", async () => {
  let step = 1;
  server.on("ctx/user/", () => answer({ user_profile: step }, step));
  await client.invalidate("user", version(2));
  const read = client.mizanFetch(user, { user_id: 5 });
  await until(() => server.requests.length === 1);
  step = 2;
  expect((await read).data).toEqual({ user_profile: 2 });
  step = 1;
  await expect(client.mizanFetch(user, { user_id: 5 })).rejects.toMatchObject({ code: "stale" });
  expect((await client.mizanFetch(tags).catch((error) => error)).code).toBe("not_found");
});

test("a read that others keep changing is used after two restarts, and read again a second later", async () => {
  const tab = new BroadcastChannel(`mizan:${server.baseUrl}`);
  client.close();
  client = createClient({ baseUrl: server.baseUrl, crossTab: true });
  const read = mount(user, { user_id: 5 });
  server.on("ctx/user/", async () => {
    tab.postMessage({ list: ["user"], version: version(1) });
    await quiet();
    return answer({ user_profile: "Ada" }, 1);
  });
  await client.mizanFetch(user, { user_id: 5 });
  const told = read.hits.length;
  expect(server.of("ctx/user/")).toHaveLength(3);
  tab.postMessage({ list: ["user"], version: version(1) });
  await quiet();
  expect(read.hits).toHaveLength(told);
  await until(() => read.hits.length === told + 1);
  tab.close();
});

test("other tabs hear of what this one invalidated, and answer nothing back", async () => {
  const options = { baseUrl: server.baseUrl, crossTab: true };
  const [here, there] = [createClient(options), createClient(options)];
  const tab = new BroadcastChannel(`mizan:${server.baseUrl}`);
  let messages = 0;
  tab.onmessage = () => messages++;
  let hits = 0;
  there.registerContext(user, { user_id: 5 }, () => hits++);
  server.on("rename", () => done(null, [{ context: "user", params: { user_id: 5 } }], 8));
  await here.mizanCall("rename");
  await until(() => hits === 1);
  server.on("ctx/user/", () => answer({}, 8));
  await there.mizanFetch(user, { user_id: 5 });
  expect(server.of("ctx/user/")[0]?.headers["mizan-seen"]).toBe(version(8));
  expect(messages).toBe(1);
  for (const open of [here, there, tab]) open.close();
});

test("refreshContext has the mounted reads of these params read again", async () => {
  const [five, six] = [mount(user, { user_id: 5 }), mount(user, { user_id: 6 })];
  await refreshContext(user, { user_id: 5 }, client);
  expect([five.hits.length, six.hits.length]).toEqual([1, 0]);
  await refreshContext("user", undefined, client);
  expect([five.hits.length, six.hits.length]).toEqual([2, 1]);
});

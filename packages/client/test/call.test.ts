import { afterEach, beforeEach, expect, test } from "vitest";
import { type ContextSpec, createClient, type MizanClient, type MizanError } from "../src/index.js";
import { answer, done, gate, quiet, refused, TestServer, until } from "./server.js";

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

test("a call posts its function and arguments with the session's token", async () => {
  server.on("echo", ({ body }) => ({ body: { result: body.args } }));
  expect(await client.mizanCall("echo", { text: "é", wide: 2n ** 60n })).toEqual({
    text: "é",
    wide: "1152921504606846976",
  });
  expect(server.of("echo")[0]).toMatchObject({
    method: "POST",
    path: "call/",
    headers: { "content-type": "application/json", "x-csrftoken": "token-1" },
  });
});

test("a call without arguments sends none", async () => {
  server.on("sign_out", () => ({ body: { result: null } }));
  expect(await client.mizanCall("sign_out")).toBeNull();
  expect(server.of("sign_out")[0]?.body).toEqual({ fn: "sign_out" });
});

test("concurrent calls share one session", async () => {
  server.on("echo", () => ({ body: { result: 1 } }));
  await Promise.all([client.mizanCall("echo"), client.mizanCall("echo"), client.initSession()]);
  expect(server.of("session/")).toHaveLength(1);
});

test("the session has three tries, and the next call tries anew", async () => {
  const working = (token: string) => () => ({ body: { csrf: token } });
  server.on("session/", () => ({ drop: true }));
  server.on("echo", () => ({ body: { result: 1 } }));
  const failure = await client.mizanCall("echo").catch((error: MizanError) => error);
  expect(failure).toMatchObject({ code: "network", committed: false });
  expect(server.of("session/")).toHaveLength(3);
  server.on("session/", working("later"));
  expect(await client.mizanCall("echo")).toBe(1);
  expect(server.of("echo")[0]?.headers["x-csrftoken"]).toBe("later");
});

test("csrf_failed is answered by one repeat with a new session, shared by all", async () => {
  server.on("echo", ({ headers }) =>
    headers["x-csrftoken"] === "token-1"
      ? refused(403, "csrf_failed")
      : { body: { result: headers["x-csrftoken"] } },
  );
  const calls = [client.mizanCall("echo"), client.mizanCall("echo")];
  expect(await Promise.all(calls)).toEqual(["token-2", "token-2"]);
  expect(server.of("session/")).toHaveLength(2);
});

test("csrf_failed twice is an error", async () => {
  server.on("echo", () => refused(403, "csrf_failed"));
  await expect(client.mizanCall("echo")).rejects.toMatchObject({ code: "csrf_failed" });
  expect(server.of("echo")).toHaveLength(2);
});

test.each([
  ["network failure", { drop: true }, "network", null],
  ["5xx of the server", refused(500, "internal_error"), "internal_error", false],
  ["5xx of a proxy", { status: 502, raw: "<html>" }, "unavailable", null],
  ["answer without a result", { body: {} }, "malformed", null],
])("a call is not repeated after a %s", async (_name, reply, code, committed) => {
  server.on("rename", () => reply);
  await expect(client.mizanCall("rename")).rejects.toMatchObject({ code, committed });
  expect(server.of("rename")).toHaveLength(1);
});

test("what a call may have changed is told when nobody knows whether it did", async () => {
  let hits = 0;
  client.registerContext(tags, {}, () => hits++);
  server.on("rename", () => ({ drop: true }));
  await expect(client.mizanCall("rename", {}, { affects: ["tags"] })).rejects.toThrow();
  expect(hits).toBe(1);
  server.on("rename", () => refused(422, "validation_failed"));
  await expect(client.mizanCall("rename", {}, { affects: ["tags"] })).rejects.toThrow();
  expect(hits).toBe(1);
});

test("fields and data of an error reach the caller", async () => {
  const taken = [{ code: "taken", message: "has already been taken" }];
  const fields = { username: taken, email: taken, about: taken };
  server.on("sign_up", () => refused(422, "validation_failed", { fields, data: { hint: 1 } }));
  const error = await client.mizanCall("sign_up").catch((failure: MizanError) => failure);
  expect(error).toMatchObject({
    status: 422,
    message: "It is validation_failed",
    fields,
    data: { hint: 1 },
    id: "trace",
  });
  expect(Object.keys((error as MizanError).fields)).toEqual(["username", "email", "about"]);
});

test("an aborted call rejects with its signal's reason", async () => {
  const held = gate();
  server.on("slow", async () => {
    await held.opened;
    return { body: { result: 1 } };
  });
  const abort = new AbortController();
  const call = client.mizanCall("slow", {}, { signal: abort.signal });
  await until(() => server.of("slow").length === 1);
  abort.abort(new Error("changed my mind"));
  await expect(call).rejects.toThrow("changed my mind");
  held.open();
});

test("a bearer token needs no session", async () => {
  client.close();
  const headers = () => ({ Authorization: "Bearer abc" });
  client = createClient({ baseUrl: server.baseUrl.slice(0, -1), csrf: false, headers });
  server.on("echo", () => ({ body: { result: 1 } }));
  await client.mizanCall("echo");
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]?.headers.authorization).toBe("Bearer abc");
});

test("when the identity changes, data goes, reads begin anew and the token is fetched again", async () => {
  let as = "anon";
  const headers = () => ({ "Mizan-As": as });
  const held = gate();
  server.on("ctx/tags/", async () => {
    const mine = as;
    if (server.of("ctx/tags/").length === 2) await held.opened;
    return { ...answer({ popular_tags: mine }, 1), headers: { "Mizan-As": mine } };
  });
  server.on("sign_in", () => {
    as = "ada";
    return { ...done(null, [], 2), headers: headers() };
  });
  server.on("echo", () => ({ body: { result: 1 }, headers: headers() }));
  await client.mizanFetch(tags);
  const told: string[] = [];
  client.onIdentityChange(() => told.push("reset"));
  client.registerContext(tags, {}, () => told.push("read again"));
  const flying = client.mizanFetch(tags);
  await until(() => server.of("ctx/tags/").length === 2);
  await client.mizanCall("sign_in");
  expect(told).toEqual(["reset", "read again"]);
  expect((await flying).data).toEqual({ popular_tags: "ada" });
  held.open();
  await client.mizanCall("echo");
  expect(server.of("echo")[0]?.headers["x-csrftoken"]).toBe("token-2");
  await quiet();
  expect(told).toHaveLength(2);
});

test("an answer to a call that was begun under another identity is discarded", async () => {
  const held = gate();
  server.on("ctx/tags/", () => ({ ...answer({}, 1), headers: { "Mizan-As": "ada" } }));
  server.on("slow", async () => {
    await held.opened;
    return { body: { result: "ada's" }, headers: { "Mizan-As": "ada" } };
  });
  server.on("sign_out", () => ({ ...done(null, [], 2), headers: { "Mizan-As": "anon" } }));
  await client.mizanFetch(tags);
  let resets = 0;
  client.onIdentityChange(() => resets++);
  const slow = client.mizanCall("slow");
  await until(() => server.of("slow").length === 1);
  await client.mizanCall("sign_out");
  held.open();
  await expect(slow).rejects.toMatchObject({ code: "identity_changed", committed: true });
  expect(resets).toBe(1);
});

test("who was never seen before is who it is now, however old the request", async () => {
  const held = gate();
  let as = "ada";
  server.on("ctx/tags/", () => ({
    ...answer({ popular_tags: as }, 1),
    headers: { "Mizan-As": as },
  }));
  server.on("slow", async () => {
    await held.opened;
    return { body: { result: as }, headers: { "Mizan-As": as } };
  });
  await client.mizanFetch(tags);
  const slow = client.mizanCall("slow");
  await until(() => server.of("slow").length === 1);
  as = "anon";
  await client.mizanFetch(tags);
  let resets = 0;
  client.onIdentityChange(() => resets++);
  as = "grace";
  held.open();
  expect(await slow).toBe("grace");
  expect(resets).toBe(1);
});

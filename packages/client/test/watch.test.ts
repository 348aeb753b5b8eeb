// @vitest-environment jsdom
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type ContextSpec, createClient, type MizanClient, watchResponses } from "../src/index.js";
import { answer, done, quiet, TestServer, until, version } from "./server.js";

const user: ContextSpec = { name: "user", params: { user_id: "integer" }, functions: ["profile"] };
const headers = {
  "X-Mizan-Invalidate": "user;user_id=5",
  "Mizan-Version": version(3),
  // To jsdom's XMLHttpRequest the page stays where it was loaded, whatever `location` says.
  "Access-Control-Expose-Headers": "X-Mizan-Invalidate, Mizan-Version",
};

let server: TestServer;
let client: MizanClient;
let hits: number;
let stop: () => void;

beforeAll(async () => {
  server = await TestServer.start();
  const page = globalThis as unknown as { jsdom: { reconfigure: (to: object) => void } };
  page.jsdom.reconfigure({ url: at("/page") });
});

afterAll(() => server.close());

beforeEach(() => {
  sessionStorage.clear();
  server.requests.length = 0;
  server.on("view/", () => ({ body: {}, headers }));
  client = createClient({ baseUrl: server.baseUrl, crossTab: false });
  hits = 0;
  client.registerContext(user, { user_id: 5 }, () => hits++);
  stop = watchResponses(client);
});

afterEach(() => stop());

const at = (path: string) => new URL(server.baseUrl).origin + path;

/** Sends by XMLHttpRequest, as htmx does. */
function xhr(method: string, url: string): Promise<string> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.onloadend = () => resolve(request.responseText);
    request.send();
  });
}

test("what other requests of the page invalidate is read again, by fetch and XMLHttpRequest", async () => {
  await fetch(at("/elsewhere/view/"), { method: "POST" });
  await until(() => hits === 1);
  await fetch(new Request(at("/elsewhere/view/"), { method: "DELETE" }));
  await until(() => hits === 2);
  await xhr("POST", at("/elsewhere/view/"));
  await until(() => hits === 3);
  server.on("ctx/user/", () => answer({}, 3));
  await client.mizanFetch(user, { user_id: 5 });
  expect(server.of("ctx/user/")[0]?.headers["mizan-seen"]).toBe(version(3));
});

test("safe requests, other origins and the client's own calls are left alone", async () => {
  await fetch(at("/elsewhere/view/"));
  await xhr("get", at("/elsewhere/view/"));
  const other = at("/elsewhere/view/").replace("127.0.0.1", "localhost");
  await fetch(other, { method: "POST" }).catch(() => {});
  server.on("rename", () => done(null, [{ context: "user", params: { user_id: 5 } }], 4));
  await client.mizanCall("rename");
  await quiet();
  expect(hits).toBe(1);
});

test("a12_the_header_counts_on_answers_of_the_own_server_to_unsafe_requests_at_any_status", async () => {
  for (const method of ["GET", "HEAD", "OPTIONS"]) await fetch(at("/elsewhere/view/"), { method });
  await xhr("GET", at("/elsewhere/view/"));
  server.on("ctx/user/", () => ({ ...answer({}, 3), headers }));
  await client.mizanFetch(user, { user_id: 5 });
  const other = at("/elsewhere/view/").replace("127.0.0.1", "localhost");
  await fetch(other, { method: "POST" }).catch(() => {});
  await quiet();
  expect(hits).toBe(0);
  let expected = 0;
  for (const status of [200, 201, 404, 409, 422, 500, 503]) {
    server.on("view/", () => ({ status, body: {}, headers }));
    await fetch(at("/elsewhere/view/"), { method: "POST" });
    await xhr("POST", at("/elsewhere/view/"));
    expected += 2;
    await until(() => hits === expected);
  }
  server.on("failing", () => ({
    status: 500,
    body: { error: { code: "internal_error" } },
    headers,
  }));
  await client.mizanCall("failing").catch(() => {});
  expect(hits).toBe(expected + 1);
});

test("a redirect may have hidden anything", async () => {
  server.on("moved/", () => ({ status: 303, headers: { Location: at("/elsewhere/plain/") } }));
  server.on("plain/", () => ({ body: {} }));
  await fetch(at("/elsewhere/plain/"), { method: "POST" });
  await xhr("POST", at("/elsewhere/plain/#there"));
  await quiet();
  expect(hits).toBe(0);
  await xhr("POST", at("/elsewhere/moved/"));
  await until(() => hits === 1);
});

test("it goes when it is told to, also from under somebody who came after it", async () => {
  const { open } = XMLHttpRequest.prototype;
  const mine = globalThis.fetch;
  stop();
  expect(globalThis.fetch).not.toBe(mine);
  expect(XMLHttpRequest.prototype.open).not.toBe(open);
  await fetch(at("/elsewhere/view/"), { method: "POST" });
  await quiet();
  expect(hits).toBe(0);
});

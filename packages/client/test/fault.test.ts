import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readHeader } from "../src/header.js";
import { type ContextSpec, createClient, type MizanClient, receive } from "../src/index.js";
import { answer, done, gate, quiet, type Reply, refused, TestServer, until } from "./server.js";

const user: ContextSpec = { name: "user", params: { user_id: "integer" }, functions: ["profile"] };

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

test("c02_an_answer_begun_under_one_user_is_never_anothers", async () => {
  let as = "ada";
  const held = gate();
  const mine = (reply: Reply, whose = as) => ({ ...reply, headers: { "Mizan-As": whose } });
  server.on("ctx/user/", async () => {
    const whose = as;
    const wait = server.of("ctx/user/").length === 2;
    if (wait) await held.opened;
    return mine(answer({ profile: `${whose}'s secret` }, 1), whose);
  });
  const turn = (next: string) => () => {
    as = next;
    return mine(done(null, [], 1));
  };
  server.on("sign_out", turn("anon"));
  server.on("sign_in", turn("bob"));
  // The worst of networks: nothing that was sent can be called back.
  const deaf = (url: unknown, init: RequestInit = {}) =>
    fetch(String(url), { ...init, signal: null });
  client = createClient({ baseUrl: server.baseUrl, fetch: deaf as typeof fetch });
  const seen: unknown[] = [];
  const read = () =>
    client.mizanFetch(user, { user_id: 5 }).then(({ data }) => seen.push(data.profile));
  await read();
  client.registerContext(user, { user_id: 5 }, () => void read());
  const flying = read();
  await until(() => server.of("ctx/user/").length === 2);
  await client.mizanCall("sign_out");
  await client.mizanCall("sign_in");
  seen.length = 0;
  held.open();
  await flying;
  await quiet();
  expect(seen.length).toBeGreaterThan(0);
  expect(new Set(seen)).toEqual(new Set(["bob's secret"]));
});

test("d14_a_call_is_sent_once_whatever_becomes_of_it", async () => {
  const wait = { "Retry-After": "0" };
  const fates: Reply[] = [
    { drop: true },
    { status: 200, raw: '{"result": 1' },
    { status: 200, raw: "" },
    refused(500, "internal_error"),
    { ...refused(503, "unavailable"), headers: wait },
    { ...refused(429, "rate_limited"), headers: wait },
    { status: 408, raw: "", headers: wait },
    { status: 502, raw: "<html>" },
    { status: 504, raw: "<html>" },
    refused(409, "conflict"),
    { ...done(null, [], 1), headers: { "Mizan-As": "somebody else" } },
  ];
  for (const [turn, fate] of fates.entries()) {
    server.on(`pay_${turn}`, () => fate);
    await client.mizanCall(`pay_${turn}`, {}, { affects: ["user"] }).catch(() => {});
    await quiet();
    expect(server.of(`pay_${turn}`), JSON.stringify(fate)).toHaveLength(1);
  }
  // Two calls are two, for the client cannot know that the second was a slip of the finger.
  server.on("pay", () => done(null, [], 1));
  await Promise.all([client.mizanCall("pay"), client.mizanCall("pay")]);
  expect(server.of("pay")).toHaveLength(2);
});

test("e06_names_of_object_prototype_do_nothing", async () => {
  const before = Object.getOwnPropertyNames(Object.prototype).sort();
  const evil = fc.constantFrom(
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "a.__proto__.x",
  );
  const json = fc.letrec<{ value: unknown; object: string }>((tie) => ({
    value: fc.oneof(fc.constantFrom("1", "null", '"x"', "[]"), tie("object")),
    object: fc
      .array(fc.tuple(evil, tie("value")), { minLength: 1, maxLength: 3 })
      .map((all) => `{${all.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`),
  }));
  const contexts = new Map([["user", user]]);
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  await fc.assert(
    fc.asyncProperty(json.object, evil, async (object, name) => {
      server.on("ctx/user/", () => ({
        raw: `{"data":${object},"errors":${object},"version":${object}}`,
      }));
      const params = JSON.parse(object) as Record<string, unknown>;
      const { data } = await client.mizanFetch(user, { user_id: 5, ...params });
      expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
      const item = `{"context":"user","function":"${name}","params":${object}}`;
      server.on("evil", () => ({
        raw: `{"result":${object},"invalidate":[${item},${object}],"error":${object}}`,
      }));
      await client.mizanCall("evil", params);
      server.on("evil", () => ({ status: 422, raw: `{"error":{"code":"x","fields":${object}}}` }));
      await client.mizanCall("evil", params).catch(() => {});
      const header = `user/${name};user_id=5, ${name}`;
      readHeader(header, contexts);
      const headers = new Headers({ "X-Mizan-Invalidate": header });
      await receive({ headers, redirected: false }, client);
      expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
      expect(({} as Record<string, unknown>).x).toBeUndefined();
    }),
    { numRuns: 60 },
  );
  warn.mockRestore();
});

import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type ContextSpec, createClient, MizanError } from "../src/index.js";
import { createMockServer, type QuerySource } from "../src/mock.js";
import { mizanHandlers } from "../src/msw.js";

const msw = setupServer();
beforeAll(() => msw.listen({ onUnhandledRequest: "error" }));
afterEach(() => msw.resetHandlers());
afterAll(() => msw.close());

const context: ContextSpec = {
  name: "rows",
  params: { id: "bigint", page: "integer", where: "json", open: "boolean", tag: "string" },
  functions: ["row", "total"],
  defaults: { page: 1 },
};
type Params = { id: bigint; page?: number; where?: object; open?: boolean; tag?: string };
const row: QuerySource<Params, string> = { context, fn: "row" };
const total: QuerySource<Params, number> = { context, fn: "total" };
const rename = Object.assign(async (_: { name: string }) => "", {
  fn: "rename",
  affects: ["rows"],
});

/** A client whose requests MSW hands to a mock. */
function mocked(baseUrl = "http://mizan.test/api/mizan/", options = {}) {
  const mock = createMockServer();
  msw.use(...mizanHandlers(mock, options));
  return { mock, client: createClient({ baseUrl, crossTab: false }) };
}

test("params reach the answer with their types, and parts of a read are answered apart", async () => {
  const { mock, client } = mocked();
  mock.query(row, ({ id, tag }) => `${tag} ${id}`);
  mock.query(total, 7);
  const given = { id: 2n ** 60n, where: { a: [1] }, open: true, tag: "a&b" };
  const { data, errors } = await client.mizanFetch(context, given);
  expect([data, errors]).toEqual([{ row: "a&b 1152921504606846976", total: 7 }, {}]);
  expect(mock.asked(row)).toEqual([{ ...given, page: 1 }]);
  const part = await client.mizanFetch(context, { id: 1n }, { only: ["total"] });
  expect(part.data).toEqual({ total: 7 });
});

test("a call invalidates what it affects, with a later version", async () => {
  const { mock, client } = mocked();
  mock.query(row, "old");
  mock.query(total, 1);
  mock.call(rename, ({ name }) => {
    mock.query(row, name);
    return name;
  });
  const before = await client.mizanFetch(context, { id: 1n });
  let hits = 0;
  client.registerContext(context, { id: 1n }, () => hits++);
  expect(await client.mizanCall("rename", { name: "new" })).toBe("new");
  expect(hits).toBe(1);
  const after = await client.mizanFetch(context, { id: 1n });
  expect([before.data.row, after.data.row]).toEqual(["old", "new"]);
  expect(after.version > before.version).toBe(true);
});

test("what is thrown is the answer's error", async () => {
  const { mock, client } = mocked();
  mock.query(row, () => {
    throw new MizanError(403, { code: "forbidden", message: "Staff only" });
  });
  mock.call(rename, () => {
    const fields = { name: [{ code: "taken", message: "is taken" }] };
    throw new MizanError(422, { code: "validation_failed", fields });
  });
  const { errors } = await client.mizanFetch(context, { id: 1n });
  expect(errors.row).toMatchObject({ code: "forbidden", message: "Staff only" });
  expect(errors.total).toMatchObject({ message: 'The mock has no answer for "total"' });
  await expect(client.mizanCall("rename", { name: "x" })).rejects.toMatchObject({
    status: 422,
    fields: { name: [{ code: "taken" }] },
  });
  await expect(client.mizanCall("other")).rejects.toThrow('no answer for "other"');
  await expect(client.mizanFetch("tags")).rejects.toThrow('no answer for context "tags"');
});

test("somebody else signs in", async () => {
  const { mock, client } = mocked("http://api.test/x/", { baseUrl: "http://api.test/x" });
  mock.call(rename, () => {
    mock.become("ada");
    return "";
  });
  mock.query(row, "r");
  let resets = 0;
  client.onIdentityChange(() => resets++);
  await client.mizanFetch(context, { id: 1n });
  await client.mizanCall("rename", { name: "" });
  expect(resets).toBe(1);
});

import { act, fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { answer, done, gate, quiet, refused, until } from "../../client/test/server.js";
import { invalidate, mizanCall } from "../src/index.js";
import { UserProvider, useUserOrders, useUserProfile } from "./generated/index.js";
import { server, show } from "./page.js";

const Name = () => <h1>{useUserProfile().name}</h1>;
const Orders = () => <p>{useUserOrders().length} orders</p>;

/** A user whose name and orders count the reads that each was in, and who is asked as `_only` says. */
function user() {
  const reads = { user_profile: 0, user_orders: 0 };
  let step = 1;
  server.on("ctx/user/", ({ path }) => {
    const only = new URLSearchParams(path.split("?")[1]).get("_only")?.split(",");
    const read = (name: keyof typeof reads) => !only || only.includes(name);
    const data: Record<string, unknown> = {};
    if (read("user_profile")) data.user_profile = { name: `name ${++reads.user_profile}` };
    if (read("user_orders")) data.user_orders = Array(++reads.user_orders).fill({});
    return answer(data, step);
  });
  server.on("touch", ({ body }) => done(null, body.args?.items as unknown[], ++step));
  show(
    <UserProvider user_id={5}>
      <Name />
      <Orders />
    </UserProvider>,
  );
}

const touch = (...items: unknown[]) => act(() => mizanCall("touch", { items }));
const item = (name: string) => ({ context: "user", function: name, params: { user_id: 5 } });
const paths = () => server.of("ctx/user/").map(({ path }) => decodeURIComponent(path));

test("what names functions has these read again, and leaves the others", async () => {
  user();
  await screen.findByText("name 1");
  await touch(item("user_profile"));
  await screen.findByText("name 2");
  expect(screen.getByText("1 orders")).toBeDefined();
  await touch(item("user_orders"), item("user_profile"));
  await screen.findByText("name 3");
  await screen.findByText("2 orders");
  await touch(item("user_orders"), "user");
  await screen.findByText("name 4");
  expect(paths().slice(1)).toEqual([
    "ctx/user/?_only=user_profile&user_id=5",
    "ctx/user/?_only=user_orders,user_profile&user_id=5",
    "ctx/user/?user_id=5",
  ]);
});

test("another function that is hit while one is read is read too", async () => {
  user();
  await screen.findByText("name 1");
  const held = gate();
  server.on("ctx/user/", () => held.opened.then(() => answer({ user_profile: {} }, 1)));
  void invalidate(item("user_profile"));
  await until(() => paths().length === 2);
  server.on("ctx/user/", () => answer({ user_profile: { name: "both" }, user_orders: [] }, 9));
  await act(() => invalidate(item("user_orders")));
  await screen.findByText("both");
  await screen.findByText("0 orders");
  expect(paths().at(-1)).toBe("ctx/user/?_only=user_orders,user_profile&user_id=5");
  held.open();
  await quiet();
  expect(paths()).toHaveLength(3);
  expect(server.of("ctx/user/")[1]?.aborted).toBe(true);
});

test("a whole read under way stays one when a function is hit", async () => {
  user();
  await screen.findByText("name 1");
  const held = gate();
  const both = answer({ user_profile: { name: "new" }, user_orders: [] }, 9);
  server.on("ctx/user/", () => held.opened.then(() => both));
  void invalidate("user");
  await until(() => paths().length === 2);
  void invalidate(item("user_profile"));
  await until(() => paths().length === 3);
  held.open();
  await screen.findByText("new");
  await screen.findByText("0 orders");
  expect(paths()).toEqual(Array(3).fill("ctx/user/?user_id=5"));
});

test("what refuses a part is asked for the whole, and what breaks leaves the next read whole", async () => {
  user();
  await screen.findByText("name 1");
  server.on("ctx/user/", ({ path }) =>
    path.includes("_only")
      ? refused(422, "invalid_args")
      : answer({ user_profile: { name: "whole" }, user_orders: [] }, 9),
  );
  await touch(item("user_profile"));
  await screen.findByText("whole");
  await screen.findByText("0 orders");
  server.on("ctx/user/", () => ({
    ...refused(503, "unavailable"),
    headers: { "Retry-After": "60" },
  }));
  await touch(item("user_profile"));
  const failed = await screen.findByText("failed: unavailable");
  server.on("ctx/user/", () => answer({ user_profile: { name: "back" }, user_orders: [{}] }, 9));
  fireEvent.click(failed);
  await screen.findByText("back");
  await screen.findByText("1 orders");
  expect(paths().at(-1)).toBe("ctx/user/?user_id=5");
});

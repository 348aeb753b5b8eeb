// What a call's caller takes off the page with its result is not read again; what stays is (§13).
import { act, fireEvent, screen } from "@testing-library/react";
import { type ReactNode, Suspense, startTransition, useState } from "react";
import { expect, test } from "vitest";
import { answer, done, gate, quiet, refused } from "../../client/test/server.js";
import { invalidate, mizanCall } from "../src/index.js";
import { useArticlesPage, useUserProfile } from "./generated/index.js";
import { server, show } from "./page.js";

const Profile = () => <h1>{useUserProfile({ user_id: 5 }).name}</h1>;
const Articles = () => <p>{useArticlesPage({}).join()}</p>;

/** A user who can be removed, and articles that count how often they were read. */
function serve() {
  let there = true;
  let reads = 0;
  const name = { name: "Ada", bio: null };
  server.on("ctx/user/", () =>
    there ? answer({ user_profile: name, user_orders: [] }, 1) : refused(404, "not_found"),
  );
  server.on("ctx/articles/", () => answer({ articles_page: [`read ${++reads}`] }, 2));
  server.on("remove_user", () => {
    there = false;
    return done(null, [{ context: "user", params: { user_id: 5 } }, "articles"], 2);
  });
}

/** How a router shows another page. */
type Way = [string, (set: () => void) => void];
const at: Way = ["at once", (set) => set()];
const later: Way = ["in a transition", (set) => startTransition(set)];

interface PagesProps {
  as: (set: () => void) => void;
  /** What both pages have. */
  beside?: ReactNode;
  /** Whether a page stays, in a transition, until the next has what it waits for. */
  kept?: boolean;
}

function Pages({ as, beside, kept = false }: PagesProps) {
  const [place, go] = useState("user");
  const remove = () => void mizanCall("remove_user").then(() => as(() => go("articles")));
  return (
    <>
      <button type="button" onClick={remove}>
        remove
      </button>
      {beside}
      <Suspense key={kept ? "" : place} fallback="loading">
        {place === "user" ? <Profile /> : <Articles />}
      </Suspense>
    </>
  );
}

test.each([
  [...at, false],
  [...later, false],
  [...later, true],
] as const)("what the caller leaves %s is not read once more", async (_, as, kept) => {
  serve();
  show(<Pages as={as} kept={kept} />, { strict: true });
  await screen.findByText("Ada");
  fireEvent.click(screen.getByText("remove"));
  await screen.findByText("read 1");
  await quiet();
  expect(server.of("ctx/user/")).toHaveLength(1);
});

test.each([at, later])(
  "what stays on the page that is left %s is read again, once",
  async (_, as) => {
    serve();
    show(<Pages as={as} beside={<Articles />} />, { strict: true });
    await screen.findByText("read 1");
    fireEvent.click(screen.getByText("remove"));
    await screen.findAllByText("read 2");
    await quiet();
    expect(screen.getAllByText("read 2")).toHaveLength(2);
    expect(server.of("ctx/articles/")).toHaveLength(2);
    expect(server.of("ctx/user/")).toHaveLength(1);
  },
);

test("a page that is slow to leave does not keep what shows from being read again", async () => {
  serve();
  const held = gate();
  show(<Pages as={later[1]} beside={<Profile />} kept />);
  await screen.findAllByText("Ada");
  server.on("ctx/user/", () => answer({ user_profile: { name: "Grace" }, user_orders: [] }, 2));
  server.on("ctx/articles/", () => held.opened.then(() => answer({ articles_page: ["late"] }, 3)));
  fireEvent.click(screen.getByText("remove"));
  await expect.poll(() => server.of("ctx/articles/").length).toBe(1);
  await quiet();
  expect(server.of("ctx/user/")).toHaveLength(1);
  await expect.poll(() => server.of("ctx/user/").length, { timeout: 3000 }).toBe(2);
  await screen.findAllByText("Grace");
  held.open();
  await screen.findByText("late");
});

test("items that come before the page has taken them in are one read", async () => {
  serve();
  show(<Profile />);
  await screen.findByText("Ada");
  const item = (name: string) => ({ context: "user", function: name, params: { user_id: 5 } });
  const touch = (...items: string[]) =>
    act(async () => {
      for (const name of items) await invalidate(item(name));
    });
  await touch("user_profile");
  await quiet();
  await touch("user_profile", "user_orders");
  await quiet();
  const paths = server.of("ctx/user/").map(({ path }) => path);
  expect(paths.slice(1)).toEqual([
    "ctx/user/?_only=user_profile&user_id=5",
    "ctx/user/?_only=user_orders%2Cuser_profile&user_id=5",
  ]);
});

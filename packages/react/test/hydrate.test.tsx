import { act, render, screen } from "@testing-library/react";
import { Suspense } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { answer, done, quiet, version } from "../../client/test/server.js";
import { hydrateMizan, MizanProvider, mizanCall } from "../src/index.js";
import { useArticlesPage, useCurrentUser, useUserProfile } from "./generated/index.js";
import { server } from "./page.js";

afterEach(() => document.getElementById("__MIZAN_SSR_DATA__")?.remove());

const ada = { name: "Ada", bio: null };

/** Puts a script into the page as a server does. */
function script(text: string) {
  const element = document.createElement("script");
  element.id = "__MIZAN_SSR_DATA__";
  element.type = "application/json";
  element.textContent = text;
  document.body.append(element);
}

function data(step: number, as = "ada") {
  const contexts = [
    {
      context: "user",
      params: { user_id: 5 },
      data: { user_profile: ada, user_orders: [] },
      errors: {},
      version: version(step),
    },
    {
      context: "articles",
      params: { page: 1, tag: null },
      data: { articles_page: ["<b>"] },
      errors: {},
      version: version(step - 1),
    },
  ];
  script(JSON.stringify({ component: "Page", props: {}, contexts, revision: "0", as }));
}

function Page() {
  return (
    <p>
      {useUserProfile({ user_id: 5 }).name} {useArticlesPage({}).join()}
    </p>
  );
}

const User = () => <h1>{useCurrentUser()?.name ?? "nobody"}</h1>;

function show(page = <Page />) {
  const mizan = hydrateMizan({ baseUrl: server.baseUrl });
  return render(
    <MizanProvider mizan={mizan}>
      <Suspense fallback="loading">{page}</Suspense>
    </MizanProvider>,
  );
}

test("what came with the page is shown at once, is not read, and is read when it changes", async () => {
  data(3);
  const { container } = show();
  expect(container.textContent).toBe("Ada <b>");
  await quiet();
  expect(server.requests).toHaveLength(0);
  const user_profile = { name: "Lovelace", bio: null };
  server.on("ctx/user/", () => answer({ user_profile, user_orders: [] }, 4));
  server.on("rename", () => done(null, [{ context: "user", params: { user_id: 5 } }], 4));
  await act(() => mizanCall("rename"));
  await screen.findByText("Lovelace <b>");
  expect(server.of("rename")[0]?.headers["mizan-seen"]).toBe(version(3));
  expect(server.of("ctx/articles/")).toHaveLength(0);
});

test("a page out of the history does not repaint the past", async () => {
  sessionStorage.setItem(`mizan:${server.baseUrl}`, version(9));
  data(3);
  server.on("ctx/user/", () => answer({ user_profile: { name: "Now" }, user_orders: [] }, 9));
  server.on("ctx/articles/", () => answer({ articles_page: ["new"] }, 9));
  const { container } = show();
  expect(container.textContent).toBe("loading");
  await screen.findByText("Now new");
});

test("a page of somebody who has since left is emptied by the first answer", async () => {
  data(3, "ada");
  const headers = { "Mizan-As": "bob" };
  server.on("ctx/global/", () => ({ ...answer({ current_user: { name: "Bob" } }, 4), headers }));
  const user_profile = { name: "as Bob sees her", bio: null };
  server.on("ctx/user/", () => ({ ...answer({ user_profile, user_orders: [] }, 4), headers }));
  server.on("ctx/articles/", () => ({ ...answer({ articles_page: [] }, 4), headers }));
  show(
    <>
      <Page />
      <User />
    </>,
  );
  await screen.findByText("Bob");
  await screen.findByText("as Bob sees her");
});

test("a page without data, or with what is none, reads for itself", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  server.on("ctx/global/", () => answer({ current_user: null }, 1));
  for (const text of ["", "<", "{}", '{"contexts":5}', '{"contexts":[{"context":"global"}]}']) {
    script(text);
    const { unmount } = show(<User />);
    await screen.findByText("nobody");
    unmount();
    document.getElementById("__MIZAN_SSR_DATA__")?.remove();
  }
  expect(server.requests).toHaveLength(5);
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
});

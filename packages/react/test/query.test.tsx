import { fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { answer, gate, quiet, refused, until } from "../../client/test/server.js";
import {
  UserProvider,
  useArticlesPage,
  useCurrentUser,
  useUserOrders,
  useUserProfile,
  useUserProfileResult,
} from "./generated/index.js";
import { server, show } from "./page.js";

const ada = { user_profile: { name: "Ada", bio: null }, user_orders: [] };

function Profile({ user_id }: { user_id?: number }) {
  const profile = useUserProfile(user_id === undefined ? undefined : { user_id });
  return <h1>{profile.name}</h1>;
}

function Orders() {
  return <p>{useUserOrders().length} orders</p>;
}

test.each([false, true])(
  "a provider with two hooks makes one request (StrictMode: %s)",
  async (strict) => {
    server.on("ctx/user/", () => answer(ada, 1));
    show(
      <UserProvider user_id={5}>
        <Profile />
        <Orders />
      </UserProvider>,
      { strict },
    );
    expect(screen.getByText("loading")).toBeDefined();
    await screen.findByText("Ada");
    expect(screen.getByText("0 orders")).toBeDefined();
    await quiet();
    expect(server.requests.map(({ path }) => path)).toEqual(["ctx/user/?user_id=5"]);
  },
);

test("hooks outside a provider share a read with those inside", async () => {
  server.on("ctx/user/", () => answer(ada, 1));
  show(
    <>
      <Profile user_id={5} />
      <UserProvider user_id={5}>
        <Orders />
      </UserProvider>
    </>,
  );
  await screen.findByText("Ada");
  await quiet();
  expect(server.requests).toHaveLength(1);
});

test("contexts inside one another load side by side", async () => {
  const held = gate();
  server.on("ctx/user/", async () => {
    await held.opened;
    return answer(ada, 1);
  });
  show(
    <UserProvider user_id={5}>
      <UserProvider user_id={6}>
        <Profile />
      </UserProvider>
    </UserProvider>,
  );
  await until(() => server.requests.length === 2);
  held.open();
  await screen.findByText("Ada");
});

test("a hook without params and provider says what it needs", async () => {
  const { container } = show(<Profile />);
  expect(container.textContent).toContain('Read "user" inside its provider, or give { user_id }');
});

test("a context without params needs no provider", async () => {
  server.on("ctx/global/", () => answer({ current_user: null }, 1));
  const User = () => <p>{useCurrentUser()?.name ?? "nobody"}</p>;
  show(<User />);
  await screen.findByText("nobody");
});

test("other params are another read, and the old one is cancelled", async () => {
  const held = gate();
  server.on("ctx/user/", async ({ path }) => {
    if (path.endsWith("5")) await held.opened;
    return answer({ ...ada, user_profile: { name: path, bio: null } }, 1);
  });
  function Switch() {
    const [user_id, set] = useState(5);
    const { data, pending } = useUserProfileResult({ user_id });
    return (
      <button type="button" onClick={() => set(6)}>
        {pending ? "pending" : data?.name}
      </button>
    );
  }
  show(<Switch />);
  await until(() => server.requests.length === 1);
  fireEvent.click(screen.getByText("pending"));
  await screen.findByText("ctx/user/?user_id=6");
  await until(() => server.requests[0]?.aborted === true);
  held.open();
});

test("unmounting cancels the read", async () => {
  const held = gate();
  server.on("ctx/user/", async () => {
    await held.opened;
    return answer(ada, 1);
  });
  const Result = () => <p>{useUserProfileResult({ user_id: 5 }).data?.name}</p>;
  const { unmount } = show(<Result />);
  await until(() => server.requests.length === 1);
  unmount();
  await until(() => server.requests[0]?.aborted === true);
  held.open();
});

test("an absent param and its default are one read", async () => {
  server.on("ctx/articles/", () => answer({ articles_page: ["a"] }, 1));
  const List = ({ page }: { page?: number }) => {
    return <p>{useArticlesPage(page === undefined ? { tag: null } : { page }).join()}</p>;
  };
  show(
    <>
      <List />
      <List page={1} />
    </>,
  );
  await waitFor(() => expect(screen.getAllByText("a")).toHaveLength(2));
  expect(server.requests.map(({ path }) => path)).toEqual(["ctx/articles/?page=1"]);
});

test("a function that the answer lacks is an error, never undefined", async () => {
  server.on("ctx/user/", () => answer({ user_orders: [] }, 1));
  show(<Profile user_id={5} />);
  await screen.findByText("failed: malformed");
});

test("a failed read is a result's error", async () => {
  server.on("ctx/user/", () => refused(403, "forbidden"));
  function Result() {
    const { data, error, pending } = useUserProfileResult({ user_id: 5 });
    if (pending) return <p>pending</p>;
    return <p>{error ? error.code : data.name}</p>;
  }
  show(<Result />);
  expect(screen.getByText("pending")).toBeDefined();
  await screen.findByText("forbidden");
});

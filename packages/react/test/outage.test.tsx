// What a page says when what was invalidated cannot be read again: never that it is as it was.
import { act, fireEvent, screen } from "@testing-library/react";
import { type ReactNode, Suspense, useState } from "react";
import { expect, test } from "vitest";
import { answer, gate, quiet, refused } from "../../client/test/server.js";
import { invalidate, refreshContext } from "../src/index.js";
import {
  UserProvider,
  userContext,
  useUserOrders,
  useUserProfile,
  useUserProfileResult,
} from "./generated/index.js";
import { Boundary, server, show, visible } from "./page.js";

const Name = () => <h1>{useUserProfile({ user_id: 5 }).name}</h1>;
const Orders = () => <p>{useUserOrders({ user_id: 5 }).length} orders</p>;

function Result() {
  const { data, error } = useUserProfileResult({ user_id: 5 });
  return (
    <p>
      told {data?.name} {error?.code}
    </p>
  );
}

const Part = ({ children }: { children: ReactNode }) => (
  <Boundary>
    <Suspense fallback="loading">{children}</Suspense>
  </Boundary>
);

/** Has reads answered with this name from now on. */
function serve(name: string) {
  server.on("ctx/user/", () => answer({ user_profile: { name, bio: null }, user_orders: [] }, 1));
}

/** Has the server be away: no read is answered, nor repeated. */
function away() {
  server.on("ctx/user/", () => ({
    ...refused(503, "unavailable"),
    headers: { "Retry-After": "60" },
  }));
}

const item = (name: string) => ({ context: "user", function: name, params: { user_id: 5 } });

test("what is known to be old and cannot be read again is an error, and reads on a retry", async () => {
  serve("Ada");
  const { container } = show(
    <Part>
      <Name />
    </Part>,
  );
  await screen.findByText("Ada");
  away();
  await act(() => refreshContext(userContext));
  await screen.findByText("failed: unavailable");
  expect(screen.queryByText("Ada")).toBeNull();

  fireEvent.click(screen.getByText(/^failed/));
  await screen.findByText("loading");
  await screen.findByText("failed: unavailable");
  await quiet();
  expect(server.of("ctx/user/")).toHaveLength(3);

  const held = gate();
  server.on("ctx/user/", () =>
    held.opened.then(() => answer({ user_profile: { name: "Grace" }, user_orders: [] }, 2)),
  );
  fireEvent.click(screen.getByText(/^failed/));
  await screen.findByText("loading");
  expect(visible(container)).toBe("loading");
  held.open();
  await screen.findByText("Grace");
});

test("what tells of its error beside it keeps the data, and whoever suspends on the same read waits for another", async () => {
  serve("Ada");
  show(
    <UserProvider user_id={5}>
      <Result />
      <Part>
        <Name />
      </Part>
    </UserProvider>,
  );
  await screen.findByText("Ada");
  away();
  await act(() => invalidate("user"));
  await screen.findByText("failed: unavailable");
  await screen.findByText("told Ada unavailable");
  serve("Grace");
  fireEvent.click(screen.getByText(/^failed/));
  await screen.findByText("Grace");
  await screen.findByText("told Grace");
  expect(server.of("ctx/user/")).toHaveLength(3);
});

test("functions that were not named stay, and so does all that a reload of its own could not read", async () => {
  serve("Ada");
  function Page() {
    const [place, go] = useState(1);
    return (
      <UserProvider user_id={5}>
        <button type="button" onClick={() => go(place + 1)}>
          go
        </button>
        <Part>
          <Orders />
        </Part>
        <Boundary resetKey={place}>
          <Suspense fallback="loading">
            <Name />
          </Suspense>
        </Boundary>
      </UserProvider>
    );
  }
  show(<Page />);
  await screen.findByText("Ada");
  away();
  await act(() => invalidate(item("user_profile")));
  await screen.findByText("failed: unavailable");
  expect(screen.getByText("0 orders")).toBeDefined();
  serve("Grace");
  fireEvent.click(screen.getByText("go"));
  await screen.findByText("Grace");
  const paths = server.of("ctx/user/").map(({ path }) => path);
  expect(paths.slice(1)).toEqual(Array(2).fill("ctx/user/?_only=user_profile&user_id=5"));
});

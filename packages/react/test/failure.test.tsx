import { fireEvent, render, screen } from "@testing-library/react";
import { Component, type ReactNode, StrictMode, Suspense, useState } from "react";
import { expect, test } from "vitest";
import { answer, gate, quiet, refused, until } from "../../client/test/server.js";
import { type MizanError, MizanProvider, retryRead } from "../src/index.js";
import {
  UserProvider,
  useUserOrders,
  useUserProfile,
  useUserProfileResult,
} from "./generated/index.js";
import { Boundary, server, show } from "./page.js";

const ada = { user_profile: { name: "Ada", bio: null }, user_orders: [] };
const forbidden = { user_profile: { code: "forbidden", message: "Staff only" } };

const Profile = () => <h1>{useUserProfile({ user_id: 5 }).name}</h1>;
const Orders = () => <p>{useUserOrders({ user_id: 5 }).length} orders</p>;

/** Answers reads of users so from now on. */
function serve(reply: ReturnType<typeof answer>) {
  server.on("ctx/user/", () => reply);
}

/** Clicks "try again" and waits until the read that it made has failed or not. */
async function press(shown: string | RegExp) {
  fireEvent.click(screen.getByText(/^failed/));
  await screen.findByText("loading");
  await screen.findAllByText(shown);
  await quiet();
}

test.each([false, true])(
  "trying again reads once each time it is asked, at once (StrictMode: %s)",
  async (strict) => {
    serve(refused(404, "not_found"));
    show(<Profile />, { strict });
    await screen.findByText("failed: not_found");
    for (let presses = 1; presses <= 4; presses++) {
      await press("failed: not_found");
      expect(server.requests).toHaveLength(1 + presses);
    }
    serve(answer(ada, 1));
    await press("Ada");
    expect(server.requests).toHaveLength(6);
  },
);

test("a boundary inside the Suspense that its children wake neither storms nor hangs", async () => {
  serve(refused(404, "not_found"));
  show(
    <Suspense fallback="loading">
      <Boundary>
        <Profile />
      </Boundary>
    </Suspense>,
  );
  await screen.findByText("failed: not_found");
  await press("failed: not_found");
  expect(server.requests).toHaveLength(2);
  serve(answer(ada, 1));
  await press("Ada");
  expect(server.requests).toHaveLength(3);
});

test("pressing while it reads joins that read, and renders in between ask for nothing", async () => {
  const held = gate();
  serve(refused(404, "not_found"));
  function Page() {
    const [, again] = useState(0);
    return (
      <>
        <button type="button" onClick={() => again((n) => n + 1)}>
          render
        </button>
        <Boundary>
          <Suspense fallback="loading">
            <Profile />
          </Suspense>
        </Boundary>
      </>
    );
  }
  show(<Page />);
  const failed = await screen.findByText("failed: not_found");
  for (let renders = 0; renders < 10; renders++) fireEvent.click(screen.getByText("render"));
  await quiet();
  expect(server.requests).toHaveLength(1);
  server.on("ctx/user/", () => held.opened.then(() => answer(ada, 1)));
  fireEvent.click(failed);
  fireEvent.click(failed);
  for (let renders = 0; renders < 10; renders++) fireEvent.click(screen.getByText("render"));
  await quiet();
  expect(server.requests).toHaveLength(2);
  held.open();
  await screen.findByText("Ada");
});

test("a function's own error is its hook's alone, and trying again leaves the others as they are", async () => {
  const { user_orders } = ada;
  serve(answer({ user_orders }, 1, forbidden));
  function Result() {
    const { error, pending } = useUserProfileResult();
    return <p>{pending ? "pending" : `${error?.code}: ${error?.message}`}</p>;
  }
  show(
    <UserProvider user_id={5}>
      <Orders />
      <Result />
      <Boundary>
        <Suspense fallback="loading">
          <Profile />
        </Suspense>
      </Boundary>
    </UserProvider>,
  );
  await screen.findByText("0 orders");
  const orders = screen.getByText("0 orders");
  expect(screen.getByText("forbidden: Staff only")).toBeDefined();
  await press("failed: forbidden");
  await press("failed: forbidden");
  expect(server.requests).toHaveLength(3);
  serve(answer(ada, 1));
  await press("Ada");
  expect(server.requests).toHaveLength(4);
  expect(orders.isConnected).toBe(true);
});

test("what failed on a page that was left is read anew when it is shown again", async () => {
  serve(refused(404, "not_found"));
  function Pages() {
    const [page, go] = useState(1);
    return (
      <>
        <button type="button" onClick={() => go(page + 1)}>
          go
        </button>
        {page % 2 === 1 && (
          <Boundary>
            <Profile />
          </Boundary>
        )}
      </>
    );
  }
  show(<Pages />);
  await screen.findByText("failed: not_found");
  fireEvent.click(screen.getByText("go"));
  await quiet();
  expect(server.requests).toHaveLength(1);
  serve(answer(ada, 1));
  fireEvent.click(screen.getByText("go"));
  await screen.findByText("Ada");
  expect(server.requests).toHaveLength(2);
});

test("another resetKey asks anew, for a whole read and for a part of one", async () => {
  serve(answer({ user_orders: [] }, 1, forbidden));
  function Page() {
    const [place, go] = useState(1);
    return (
      <>
        <button type="button" onClick={() => go(place + 1)}>
          go
        </button>
        <Orders />
        <Boundary resetKey={place}>
          <Suspense fallback="loading">
            <Profile />
          </Suspense>
        </Boundary>
      </>
    );
  }
  show(<Page />);
  await screen.findByText("failed: forbidden");
  fireEvent.click(screen.getByText("go"));
  await screen.findByText("loading");
  await screen.findByText("failed: forbidden");
  await quiet();
  expect(server.requests).toHaveLength(2);
  serve(answer(ada, 1));
  fireEvent.click(screen.getByText("go"));
  await screen.findByText("Ada");
  expect(server.requests).toHaveLength(3);
});

/** Two reads that fail or not, each by itself, below one boundary. */
function Two() {
  const [place, go] = useState(1);
  const Name = ({ user_id }: { user_id: number }) => <p>{useUserProfile({ user_id }).name}</p>;
  return (
    <>
      <button type="button" onClick={() => go(place + 1)}>
        go
      </button>
      <Boundary resetKey={place}>
        <Suspense fallback="loading">
          {[5, 6].map((user_id) => (
            <Name key={user_id} user_id={user_id} />
          ))}
        </Suspense>
      </Boundary>
    </>
  );
}

const failures = [
  ["whole", refused(404, "not_found"), "failed: not_found"],
  ["in part", answer({ user_orders: [] }, 1, forbidden), "failed: forbidden"],
] as const;

test.each(failures)(
  "two reads that failed %s below one boundary need one retry",
  async (...row) => {
    const [, refusal, failed] = row;
    serve(refusal);
    show(<Two />);
    await screen.findByText(failed);
    await quiet();
    const before = server.requests.length;
    await press(failed);
    expect(server.requests.length).toBeLessThanOrEqual(before + 2);
    serve(answer(ada, 1));
    await press(/Ada/);
    await quiet();
    const users = server.requests.slice(before).map(({ path }) => /user_id=(\d)/.exec(path)?.[1]);
    expect(new Set(users.slice(-2))).toEqual(new Set(["5", "6"]));
    expect(users.length).toBeLessThanOrEqual(4);
    expect(screen.getAllByText("Ada")).toHaveLength(2);
  },
);

test.each(failures)("another resetKey asks anew for both that failed %s", async (...row) => {
  const [, refusal, failed] = row;
  serve(refusal);
  show(<Two />);
  await screen.findByText(failed);
  await quiet();
  serve(answer(ada, 1));
  fireEvent.click(screen.getByText("go"));
  await expect.poll(() => screen.queryAllByText("Ada").length).toBe(2);
});

/** An error boundary of somebody else's, which knows nothing of Mizan. */
class Foreign extends Component<{ children: ReactNode }, { error?: MizanError | undefined }> {
  override state: { error?: MizanError } = {};

  static getDerivedStateFromError(error: MizanError) {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    const again = () => {
      retryRead(error);
      this.setState({ error: undefined });
    };
    return (
      <button type="button" onClick={again}>
        failed: {error.code}
      </button>
    );
  }
}

test("any error boundary can try again with retryRead", async () => {
  serve(refused(404, "not_found"));
  const page = (
    <MizanProvider baseUrl={server.baseUrl}>
      <Suspense fallback="loading">
        <Foreign>
          <Profile />
        </Foreign>
      </Suspense>
    </MizanProvider>
  );
  render(<StrictMode>{page}</StrictMode>, { onCaughtError: () => {} });
  await screen.findByText("failed: not_found");
  await press("failed: not_found");
  expect(server.requests).toHaveLength(2);
  serve(answer(ada, 1));
  await press("Ada");
  retryRead(new Error("of nobody"));
  retryRead(undefined);
  await until(() => server.requests.length === 3);
});

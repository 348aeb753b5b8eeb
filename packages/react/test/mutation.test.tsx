import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { type ReactNode, useState } from "react";
import { expect, test } from "vitest";
import { answer, done, gate, quiet, refused, until, version } from "../../client/test/server.js";
import { invalidate, type MizanError } from "../src/index.js";
import {
  signOut,
  UserProvider,
  updateProfile,
  useArticlesPage,
  useCurrentUser,
  useSignOut,
  useUpdateProfile,
  useUserOrders,
  useUserProfile,
} from "./generated/index.js";
import { server, show, visible } from "./page.js";

/** A backend with users whose names can be changed, and a log. */
function users() {
  const names = new Map([
    [5, "Ada"],
    [6, "Grace"],
  ]);
  let step = 1;
  server.on("ctx/user/", ({ path }) => {
    const name = names.get(Number(path.split("=")[1]));
    return answer(
      { user_profile: { name, bio: null }, user_orders: [{ id: 1, total: "2" }] },
      step,
    );
  });
  server.on("update_profile", ({ body }) => {
    const { user_id, name } = body.args as { user_id: number; name: string };
    names.set(user_id, name);
    const profile = { name, bio: null };
    return done(profile, [{ context: "user", params: { user_id } }], ++step);
  });
  return names;
}

function Profile({ user_id }: { user_id: number }) {
  return <h1>{useUserProfile({ user_id }).name}</h1>;
}

function Rename({ user_id, name }: { user_id: number; name: string }) {
  const { mutate, pending, error, data } = useUpdateProfile();
  return (
    <button type="button" onClick={() => mutate({ user_id, name })}>
      {pending ? "renaming" : error ? `error: ${error.code}` : data ? "renamed" : "rename"}
    </button>
  );
}

test.each([false, true])(
  "a mutation refetches exactly what it affects, once each (StrictMode: %s)",
  async (strict) => {
    users();
    server.on("ctx/global/", () => answer({ current_user: null }, 1));
    const User = () => <p>{useCurrentUser()?.name ?? "nobody"}</p>;
    show(
      <>
        <User />
        <Profile user_id={5} />
        <Profile user_id={6} />
        <Rename user_id={5} name="Lovelace" />
      </>,
      { strict },
    );
    await screen.findByText("Ada");
    const before = server.requests.length;
    fireEvent.click(screen.getByText("rename"));
    await screen.findByText("Lovelace");
    await screen.findByText("renamed");
    await quiet();
    expect(server.requests.slice(before).map(({ path }) => path)).toEqual([
      "session/",
      "call/",
      "ctx/user/?user_id=5",
    ]);
    expect(server.requests.at(-1)?.headers["mizan-seen"]).toBe(version(2));
    expect(screen.getByText("Grace")).toBeDefined();
  },
);

test("a hook whose data did not change does not render again", async () => {
  users();
  let renders = 0;
  function Orders() {
    renders++;
    return <p>{useUserOrders().length} orders</p>;
  }
  const Name = () => <h1>{useUserProfile().name}</h1>;
  show(
    <UserProvider user_id={5}>
      <Name />
      <Orders />
    </UserProvider>,
  );
  await screen.findByText("Ada");
  await quiet();
  const before = renders;
  await act(() => updateProfile({ user_id: 5, name: "Lovelace" }));
  await screen.findByText("Lovelace");
  expect(renders).toBe(before);
});

test("two mutations at once refetch a read that both affect until it shows both", async () => {
  const names = users();
  show(<Profile user_id={5} />);
  await screen.findByText("Ada");
  await act(() =>
    Promise.all([
      updateProfile({ user_id: 5, name: "One" }),
      updateProfile({ user_id: 5, name: "Two" }),
    ]),
  );
  await screen.findByText(names.get(5) as string);
});

test("a read in flight when its item arrives is not painted", async () => {
  const names = users();
  const held = gate();
  const painted: string[] = [];
  let first = true;
  server.on("ctx/user/", async () => {
    const name = names.get(5);
    if (first) {
      first = false;
      await held.opened;
      return answer({ user_profile: { name, bio: null }, user_orders: [] }, 1);
    }
    return answer({ user_profile: { name, bio: null }, user_orders: [] }, 2);
  });
  function Painted() {
    const { name } = useUserProfile({ user_id: 5 });
    painted.push(name);
    return <h1>{name}</h1>;
  }
  show(<Painted />);
  await until(() => server.of("ctx/user/").length === 1);
  await act(() => updateProfile({ user_id: 5, name: "Lovelace" }));
  held.open();
  await screen.findByText("Lovelace");
  await quiet();
  expect(new Set(painted)).toEqual(new Set(["Lovelace"]));
  expect(server.of("ctx/user/")).toHaveLength(2);
});

test("items that keep arriving while a component suspends neither loop nor hang", async () => {
  users();
  show(<Profile user_id={5} />);
  for (let step = 1; step <= 20; step++) {
    void invalidate("user");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await screen.findByText("Ada");
  expect(server.of("ctx/user/").length).toBeLessThanOrEqual(22);
});

/** Shows its children until it is clicked, and again after the next click. */
function Toggle({ children }: { children: ReactNode }) {
  const [shown, set] = useState(true);
  return (
    <>
      <button type="button" onClick={() => set(!shown)}>
        toggle
      </button>
      {shown && children}
    </>
  );
}

test("data that was invalidated out of sight is never shown again", async () => {
  users();
  const { container } = show(
    <Toggle>
      <Profile user_id={5} />
    </Toggle>,
  );
  await screen.findByText("Ada");
  fireEvent.click(screen.getByText("toggle"));
  await act(() => updateProfile({ user_id: 5, name: "Lovelace" }));
  expect(server.of("ctx/user/")).toHaveLength(1);
  fireEvent.click(screen.getByText("toggle"));
  expect(container.textContent).not.toContain("Ada");
  await screen.findByText("Lovelace");
  expect(server.of("ctx/user/")).toHaveLength(2);
});

test("what went out of sight before it was read again is not shown again", async () => {
  const names = users();
  const { container } = show(
    <Toggle>
      <Profile user_id={5} />
    </Toggle>,
  );
  await screen.findByText("Ada");
  const held = gate();
  const serve = () => answer({ user_profile: { name: names.get(5) }, user_orders: [] }, 2);
  server.on("ctx/user/", () => held.opened.then(serve));
  await act(() => updateProfile({ user_id: 5, name: "Lovelace" }));
  await until(() => server.of("ctx/user/").length === 2);
  fireEvent.click(screen.getByText("toggle"));
  fireEvent.click(screen.getByText("toggle"));
  expect(container.textContent).not.toContain("Ada");
  held.open();
  await screen.findByText("Lovelace");
});

test("a failed mutation leaves its error in the hook and rejects", async () => {
  users();
  server.on("update_profile", () => refused(422, "validation_failed"));
  let rejected: MizanError | undefined;
  function Failing() {
    const { mutate, error, pending, reset } = useUpdateProfile();
    const run = () => {
      mutate({ user_id: 5, name: "" }).catch((failure: MizanError) => {
        rejected = failure;
      });
    };
    return (
      <button type="button" onClick={error ? reset : run}>
        {pending ? "pending" : (error?.code ?? "run")}
      </button>
    );
  }
  show(<Failing />);
  fireEvent.click(screen.getByText("run"));
  const failed = await screen.findByText("validation_failed");
  expect(rejected?.status).toBe(422);
  fireEvent.click(failed);
  await screen.findByText("run");
});

test("mutate may be left alone when it fails", async () => {
  server.on("sign_out", () => refused(500, "internal_error"));
  function SignOut() {
    const { mutate, error } = useSignOut();
    return (
      <button type="button" onClick={() => void mutate()}>
        {error?.code ?? "sign out"}
      </button>
    );
  }
  show(<SignOut />);
  fireEvent.click(screen.getByText("sign out"));
  await screen.findByText("internal_error");
});

test("plain calls go to the provider's server, and refetch what they invalidate", async () => {
  users();
  server.on("sign_out", () => done(null, ["*"], 2));
  show(<Profile user_id={5} />);
  await screen.findByText("Ada");
  expect(await signOut()).toBeNull();
  await until(() => server.of("ctx/user/").length === 2);
});

test("an unknown outcome has what the call affects read again", async () => {
  const names = users();
  server.on("update_profile", ({ body }) => {
    names.set(5, (body.args as { name: string }).name);
    return { drop: true };
  });
  show(<Profile user_id={5} />);
  await screen.findByText("Ada");
  await expect(updateProfile({ user_id: 5, name: "Lovelace" })).rejects.toMatchObject({
    code: "network",
    committed: null,
  });
  await screen.findByText("Lovelace");
});

test("another identity empties the page, and reads it again", async () => {
  let as = "ada";
  const mine = () => ({ headers: { "Mizan-As": as } });
  const held = gate();
  server.on("ctx/global/", async () => {
    if (as === "anon") await held.opened;
    return { ...answer({ current_user: { name: as } }, 1), ...mine() };
  });
  server.on("ctx/articles/", () => ({
    ...answer({ articles_page: [`${as}'s list`] }, 1),
    ...mine(),
  }));
  server.on("sign_out", () => {
    as = "anon";
    return { ...done(null, [], 2), ...mine() };
  });
  const User = () => <p>{useCurrentUser()?.name}</p>;
  const List = () => <p>{useArticlesPage({}).join()}</p>;
  const { container } = show(
    <>
      <User />
      <Toggle>
        <List />
      </Toggle>
    </>,
  );
  await screen.findByText("ada's list");
  fireEvent.click(screen.getByText("toggle"));
  await act(() => signOut());
  await waitFor(() => expect(visible(container)).toBe("loading"));
  held.open();
  await screen.findByText("anon");
  fireEvent.click(screen.getByText("toggle"));
  expect(visible(container)).not.toContain("ada");
  await screen.findByText("anon's list");
  expect(server.of("ctx/global/")).toHaveLength(2);
  expect(server.of("ctx/articles/")).toHaveLength(2);
});

import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { answer, done, gate, quiet, type Reply, refused, until } from "../../client/test/server.js";
import { invalidate, type Mutation, optimistic } from "../src/index.js";
import {
  type Profile,
  useArticlesPage,
  useUpdateProfile,
  useUserProfile,
} from "./generated/index.js";
import { server, show } from "./page.js";

type Rename = Mutation<{ user_id: number; name: string }, Profile>["mutate"];

/** A call that the server has got and not worked on. */
interface Held {
  /** Works on it: from here on its answer stands. Anything but a change is given as a reply. */
  work: (reply?: Reply) => void;
  /** Sends the answer. */
  send: () => void;
}

/** A user who is renamed as the test says; `painted` lists the names that were seen. */
function user() {
  let name = "Ada";
  let step = 1;
  const calls: Held[] = [];
  const read = () => answer({ user_profile: { name, bio: null }, user_orders: [] }, step);
  server.on("ctx/user/", read);
  server.on("update_profile", async ({ body }) => {
    const held = gate();
    let answered: Reply = {};
    const change = () => {
      name = String(body.args?.name);
      return done({ name, bio: null }, [{ context: "user", params: { user_id: 5 } }], ++step);
    };
    calls.push({
      work(reply) {
        answered = reply ?? change();
      },
      send: held.open,
    });
    await held.opened;
    return answered;
  });
  const painted: string[] = [];
  const page: { rename?: Rename } = {};
  function Shown() {
    const { name: now } = useUserProfile({ user_id: 5 });
    if (painted.at(-1) !== now) painted.push(now);
    const { mutate, error } = useUpdateProfile(
      optimistic(({ user_id, name: next }, change) => {
        change(useUserProfile, { user_id }, (profile) => ({ ...profile, name: next }));
      }),
    );
    page.rename = mutate;
    const outcome = error?.committed === null ? "unknown" : error?.code;
    return (
      <h1>
        {now} {outcome}
      </h1>
    );
  }
  show(<Shown />);
  /** Begins to rename, and waits until the server has the call. */
  const rename = async (next: string) => {
    const before = calls.length;
    const outcome = page.rename?.({ user_id: 5, name: next }) as Promise<Profile>;
    await act(() => until(() => calls.length > before));
    return { ...(calls[before] as Held), outcome };
  };
  const set = (next: string) => {
    name = next;
  };
  return { rename, painted, set };
}

/** Lets everything that is on its way arrive. */
const arrive = () => act(() => quiet());

test("a change shows before the server answers, and stays without a gap", async () => {
  const { rename, painted } = user();
  await screen.findByText("Ada");
  const { work, send } = await rename("Lovelace");
  expect(painted).toEqual(["Ada", "Lovelace"]);
  work();
  send();
  await act(() => until(() => server.of("ctx/user/").length === 2));
  await arrive();
  expect(painted).toEqual(["Ada", "Lovelace"]);
  expect(server.of("ctx/user/")).toHaveLength(2);
});

test("a refusal takes its own change back, and no other", async () => {
  const { rename, painted } = user();
  await screen.findByText("Ada");
  const first = await rename("One");
  const second = await rename("Two");
  second.work(refused(422, "validation_failed"));
  second.send();
  await screen.findByText("One validation_failed");
  first.work(refused(403, "forbidden"));
  first.send();
  await screen.findByText("Ada validation_failed");
  expect(painted).toEqual(["Ada", "One", "Two", "One", "Ada"]);
  await arrive();
  expect(server.of("ctx/user/")).toHaveLength(1);
});

test("d18_of_mutations_that_cross_the_servers_last_version_wins", async () => {
  const { rename, painted } = user();
  await screen.findByText("Ada");
  const one = await rename("One");
  const two = await rename("Two");
  // The server works on them in order; their answers arrive the other way round.
  one.work();
  two.work();
  two.send();
  await act(() => two.outcome);
  one.send();
  await act(() => one.outcome);
  await arrive();
  expect(painted).toEqual(["Ada", "One", "Two"]);
  // And now the server takes the later one first: what it says counts, not who was asked last.
  const three = await rename("Three");
  const four = await rename("Four");
  four.work();
  three.work();
  four.send();
  three.send();
  const all = ["Ada", "One", "Two", "Three", "Four", "Three"];
  await waitFor(() => expect(painted).toEqual(all));
  await arrive();
  expect(painted).toEqual(all);
});

test("d15_an_unknown_outcome_is_told_and_what_it_may_have_changed_is_read_again", async () => {
  const { rename, painted, set } = user();
  await screen.findByText("Ada");
  const lost = await rename("Lovelace");
  // The call takes effect at last, long after its connection broke.
  lost.work({ drop: true });
  set("Lovelace");
  lost.send();
  await expect(lost.outcome).rejects.toMatchObject({ code: "network", committed: null });
  await screen.findByText("Lovelace unknown");
  await arrive();
  const never = await rename("Nobody");
  never.work({ drop: true });
  never.send();
  await screen.findByText("Lovelace unknown");
  await arrive();
  expect(painted).toEqual(["Ada", "Lovelace", "Nobody", "Lovelace"]);
  expect(server.of("update_profile")).toHaveLength(2);
  expect(server.of("ctx/user/")).toHaveLength(3);
});

test("what the server says meanwhile is below the change, and is there when it goes", async () => {
  const { rename, painted, set } = user();
  await screen.findByText("Ada");
  const { work, send } = await rename("Lovelace");
  set("Countess");
  await act(() => invalidate("user"));
  await arrive();
  expect(painted).toEqual(["Ada", "Lovelace"]);
  work(refused(422, "validation_failed"));
  send();
  await screen.findByText("Countess validation_failed");
});

test("a read that the mutation does not affect shows its own again when the call ends", async () => {
  server.on("ctx/articles/", ({ path }) => answer({ articles_page: [path.slice(-1)] }, 1));
  server.on("update_profile", () => done({ name: "x", bio: null }, [], 2));
  function Lists() {
    const lists = [useArticlesPage({ page: 1 }), useArticlesPage({ page: 2 })];
    const { mutate, data } = useUpdateProfile(
      optimistic(({ name }, change) =>
        change(useArticlesPage, {}, (list, { page }) => [...list, `${name} ${page}`]),
      ),
    );
    return (
      <button type="button" onClick={() => mutate({ user_id: 5, name: "new" })}>
        {lists.join("; ")}
        {data && " done"}
      </button>
    );
  }
  show(<Lists />);
  fireEvent.click(await screen.findByText("1; 2"));
  await screen.findByText("1,new 1; 2,new 2");
  await screen.findByText("1; 2 done");
  expect(server.of("ctx/articles/")).toHaveLength(2);
});

test("a recipe that throws rejects, and sends nothing", async () => {
  const { painted } = user();
  function Broken() {
    const { mutate, error } = useUpdateProfile(
      optimistic((_args, change) => {
        change(useUserProfile, {}, () => {
          throw new RangeError("no recipe");
        });
      }),
    );
    return (
      <button type="button" onClick={() => mutate({ user_id: 5, name: "x" })}>
        {error?.message ?? "break"}
      </button>
    );
  }
  const Name = () => <h1>{useUserProfile({ user_id: 5 }).name}</h1>;
  show(
    <>
      <Name />
      <Broken />
    </>,
  );
  await waitFor(() => expect(screen.getAllByText("Ada")).toHaveLength(2));
  fireEvent.click(screen.getByText("break"));
  await screen.findByText("no recipe");
  expect(server.of("update_profile")).toHaveLength(0);
  expect(painted).toEqual(["Ada"]);
});

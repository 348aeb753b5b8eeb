import { fireEvent, render, screen } from "@testing-library/react";
import { Suspense } from "react";
import { expect, test } from "vitest";
import { MizanError, MizanProvider } from "../src/index.js";
import { createMizanMock } from "../src/mock.js";
import {
  signOut,
  UserProvider,
  updateProfile,
  useUpdateProfile,
  useUserOrders,
  useUserProfile,
} from "./generated/index.js";
import { Boundary } from "./page.js";

function ProfilePage() {
  const { name } = useUserProfile();
  const { mutate } = useUpdateProfile();
  return (
    <button type="button" onClick={() => mutate({ user_id: 5, name: "Lovelace" })}>
      {name}
    </button>
  );
}

const Orders = () => <p>{useUserOrders().length} orders</p>;

function page(mock: ReturnType<typeof createMizanMock>) {
  const root = (
    <MizanProvider mizan={mock.mizan}>
      <Suspense fallback="loading">
        <UserProvider user_id={5}>
          <ProfilePage />
          <Boundary>
            <Orders />
          </Boundary>
        </UserProvider>
      </Suspense>
    </MizanProvider>
  );
  return render(root, { onCaughtError: () => {} });
}

test("a component is tested with answers alone, its mutations and what they change included", async () => {
  const mock = createMizanMock();
  let name = "Ada";
  mock.query(useUserProfile, () => ({ name, bio: null }));
  mock.query(useUserOrders, () => {
    throw new MizanError(403, { code: "forbidden" });
  });
  mock.call(updateProfile, (args) => {
    name = args.name;
    return { name, bio: null };
  });
  page(mock);
  await screen.findByText("failed: forbidden");
  fireEvent.click(screen.getByText("Ada"));
  await screen.findByText("Lovelace");
  expect(mock.asked(updateProfile)).toEqual([{ user_id: 5, name: "Lovelace" }]);
  expect(mock.asked(useUserProfile)).toEqual([{ user_id: 5 }, { user_id: 5 }]);
});

test("an answer may wait, and calls outside of components are answered too", async () => {
  const mock = createMizanMock();
  let arrive = (_: { name: string; bio: null }) => {};
  mock.query(useUserProfile, () => new Promise((resolve) => (arrive = resolve)));
  mock.query(useUserOrders, []);
  mock.call(signOut, null);
  page(mock);
  await screen.findByText("loading");
  expect(await signOut()).toBeNull();
  arrive({ name: "Ada", bio: null });
  await screen.findByText("Ada");
});

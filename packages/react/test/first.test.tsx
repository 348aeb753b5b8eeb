// What a person does first: the smallest page, and a double click.
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { answer, done, quiet, until } from "../../client/test/server.js";
import { MizanProvider } from "../src/index.js";
import { UserProvider, useUpdateProfile, useUserProfile } from "./generated/index.js";
import { server, show } from "./page.js";

function Profile() {
  const profile = useUserProfile();
  return <h1>{profile.name}</h1>;
}

test.each([1, 2])("a page without a Suspense boundary reads once and shows (page %s)", async () => {
  server.on("ctx/user/", () =>
    answer({ user_profile: { name: "Ada", bio: null }, user_orders: [] }, 1),
  );
  const page = (
    <MizanProvider baseUrl={server.baseUrl}>
      <UserProvider user_id={5}>
        <Profile />
      </UserProvider>
    </MizanProvider>
  );
  render(page);
  await screen.findByText("Ada");
  await quiet();
  expect(server.requests).toHaveLength(1);
});

function Rename() {
  const { mutate, pending } = useUpdateProfile();
  return (
    <button type="button" disabled={pending} onClick={() => mutate({ user_id: 5, name: "Ada" })}>
      rename
    </button>
  );
}

test("a double click calls once where the button is disabled while a call is pending", async () => {
  server.on("update_profile", () => done({ name: "Ada", bio: null }, [], 2));
  show(<Rename />);
  const button = screen.getByText("rename");
  fireEvent.click(button);
  fireEvent.click(button);
  await until(() => server.of("update_profile").length > 0);
  await quiet();
  expect(server.of("update_profile")).toHaveLength(1);
});

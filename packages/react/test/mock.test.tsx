import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { Suspense } from "react";
import { expect, test } from "vitest";
import { contactForm, useContactForm } from "../../../tests/golden/forms/out/contact_form.js";
import { Errors, Label } from "../src/form.js";
import { MizanError, MizanProvider } from "../src/index.js";
import { createMizanMock } from "../src/mock.js";
import { defineUpload } from "../src/upload.js";
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

test("forms are answered, with their files, and refused", async () => {
  const mock = createMizanMock();
  mock.form(contactForm, ({ email }) => {
    if (email.endsWith("@example.org")) return { sent: true };
    const fields = { email: [{ code: "blocked", message: "is blocked" }] };
    throw new MizanError(422, { code: "validation_failed", fields });
  });
  const sent: (boolean | undefined)[] = [];
  function Page() {
    const form = useContactForm({
      initial: { name: "Ada", message: "Hello, world" },
      onSuccess: (result) => sent.push(result.sent),
    });
    return (
      <form {...form.props}>
        <Label form={form} name="email" />
        <input {...form.field("email")} />
        <Errors form={form} name="email" />
        <button type="submit">Send</button>
      </form>
    );
  }
  render(
    <MizanProvider mizan={mock.mizan}>
      <Page />
    </MizanProvider>,
  );
  const typeAndSend = (value: string) => {
    fireEvent.change(screen.getByLabelText("E-mail"), { target: { value } });
    fireEvent.click(screen.getByText("Send"));
  };
  typeAndSend("ada@example.com");
  await screen.findByText("is blocked");
  typeAndSend("ada@example.org");
  await waitFor(() => expect(sent).toEqual([true]));
  expect(mock.asked(contactForm).map(({ email }) => email)).toEqual([
    "ada@example.com",
    "ada@example.org",
  ]);
  const setPicture = defineUpload<{ picture: Blob }, number>("set_picture");
  mock.call(setPicture, ({ picture }) => picture.size);
  expect(await setPicture({ picture: new Blob(["four"]) })).toBe(4);
});

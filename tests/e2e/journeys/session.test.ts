import { expect, test } from "../src/journey";
import { newAccount, type Person } from "../src/person";

const ERRORS = "ul.error-messages li";

async function expectSignedIn(person: Person, username: string): Promise<void> {
  await expect
    .poll(() => person.texts(`nav.navbar a.nav-link[href="/profile/${username}"]`))
    .toEqual([username]);
  expect(await person.find('nav.navbar a.nav-link[href="/settings"]').count()).toBe(1);
  expect(await person.find('nav.navbar a.nav-link[href="/login"]').count()).toBe(0);
}

async function expectSignedOut(person: Person): Promise<void> {
  await expect.poll(() => person.find('nav.navbar a.nav-link[href="/login"]').count()).toBe(1);
  expect(await person.find('nav.navbar a.nav-link[href^="/profile/"]').count()).toBe(0);
}

test("signing up leads home, signed in, and a reload remembers it", async ({ arrive }) => {
  const person = await arrive();
  const account = newAccount();
  await person.open("/");
  await person.find('nav.navbar a.nav-link[href="/register"]').click();
  expect(person.path).toBe("/register");
  await person.fillAndSubmit({ ...account });
  await person.page.waitForURL(`${person.server.origin}/`);
  await expectSignedIn(person, account.username);
  await person.reload();
  await expectSignedIn(person, account.username);
});

test("what is taken is said at sign-up, field by field, and the words stay", async ({ arrive }) => {
  const account = newAccount();
  const first = await arrive();
  await first.signUp(account);

  const second = await arrive();
  await second.open("/register");
  await second.fillAndSubmit({ ...newAccount(), email: account.email });
  await expect.poll(() => second.texts(ERRORS)).toEqual(["email has already been taken"]);
  expect(second.path).toBe("/register");
  await second.fillAndSubmit({ ...newAccount(), username: account.username });
  await expect.poll(() => second.texts(ERRORS)).toEqual(["username has already been taken"]);
  expect(await second.find('input[name="username"]').inputValue()).toBe(account.username);
  await second.fillAndSubmit({ ...account });
  await expect
    .poll(async () => (await second.texts(ERRORS)).sort())
    .toEqual(["email has already been taken", "username has already been taken"]);
  await expectSignedOut(second);
});

test("an empty sign-up is refused by the server with a line for each field", async ({ arrive }) => {
  const person = await arrive();
  await person.open("/register");
  await person.find('.auth-page button[type="submit"]').click();
  await expect.poll(async () => (await person.texts(ERRORS)).length).toBeGreaterThanOrEqual(3);
  const fields = (await person.texts(ERRORS)).map((line) => line.split(" ")[0]);
  expect(new Set(fields)).toEqual(new Set(["username", "email", "password"]));
  expect(person.path).toBe("/register");
});

test("a wrong password is one message, and the right one leads home", async ({ arrive }) => {
  const account = newAccount();
  const writer = await arrive();
  await writer.signUp(account);

  const person = await arrive();
  await person.open("/login");
  await person.fillAndSubmit({ email: account.email, password: "not the password" });
  await expect.poll(() => person.texts(ERRORS)).toEqual(["email or password is invalid"]);
  await person.fillAndSubmit({ email: "nobody@example.com", password: account.password });
  await expect.poll(() => person.texts(ERRORS)).toEqual(["email or password is invalid"]);
  expect(person.path).toBe("/login");
  await person.fillAndSubmit({ email: account.email, password: account.password });
  await person.page.waitForURL(`${person.server.origin}/`);
  await expectSignedIn(person, account.username);
});

test("signing out ends it here, and what was private to the reader is gone", async ({ arrive }) => {
  const person = await arrive();
  const account = newAccount();
  await person.signUp(account);
  const heart = person.find(".article-preview").first().locator("button");
  await heart.click();
  await expect.poll(() => heart.getAttribute("class")).toContain("btn-primary");

  await person.signOut();
  await expectSignedOut(person);
  await expect.poll(() => heart.getAttribute("class")).toContain("btn-outline-primary");
  await person.reload();
  await expectSignedOut(person);

  await person.signIn(account);
  await expectSignedIn(person, account.username);
  await expect.poll(() => heart.getAttribute("class")).not.toContain("btn-outline-primary");
});

test("signed out, the settings are somewhere else", async ({ arrive }) => {
  const person = await arrive();
  await person.open("/settings");
  await expect.poll(() => person.path).not.toBe("/settings");
  await expectSignedOut(person);
});

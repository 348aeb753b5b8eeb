import { expect, test } from "../src/journey";
import { newAccount, textOf } from "../src/person";
import { changeSettings, write } from "../src/writer";

const ERRORS = "ul.error-messages li";

test("the settings begin with what is there", async ({ arrive }) => {
  const person = await arrive();
  const account = newAccount();
  await person.signUp(account);
  await person.find('nav.navbar a.nav-link[href="/settings"]').click();
  const value = (name: string) => person.find(`.settings-page [name="${name}"]`).inputValue();
  expect(await value("username")).toBe(account.username);
  expect(await value("email")).toBe(account.email);
  for (const name of ["image", "bio", "password"]) expect(await value(name), name).toBe("");
});

test("a new name, picture and bio show everywhere at once, and to others", async ({ arrive }) => {
  const [person, reader] = [await arrive(), await arrive()];
  const account = newAccount("author");
  await person.signUp(account);
  const old = `/profile/${account.username}`;
  // The old profile and an article with a comment are read before the name changes.
  const article = await write(person, { title: "Before", description: "d", body: "b", tags: [] });
  await person.comment("signed with the old name");
  await person.card("signed with the old name").waitFor();
  await person.find(`nav.navbar a[href="${old}"]`).click();
  await expect.poll(() => person.find(".article-preview").count()).toBe(1);
  await person.find(".user-info a[href='/settings']").click();

  const username = `${account.username} & <b>co</b>`;
  const home = `/profile/${encodeURIComponent(username)}`;
  const image = `${person.server.origin}/favicon.svg`;
  await changeSettings(person, { image, username, bio: "<i>Hello</i>\nthere" });
  await expect.poll(() => person.path).toBe(home);
  await expect.poll(() => person.texts(".user-info h4")).toEqual([username]);
  expect(await person.texts(".user-info p")).toEqual(["<i>Hello</i>\nthere"]);
  expect(await person.find(".user-info img.user-img").getAttribute("src")).toBe(image);
  expect(await person.texts(`nav.navbar a[href="${home}"]`)).toEqual([username]);
  expect(await person.find("nav.navbar img.user-pic").getAttribute("src")).toBe(image);
  await expect.poll(() => person.texts(".article-preview a.author")).toEqual([username]);

  await person.find(".article-preview a.preview-link").click();
  await expect
    .poll(() => person.texts(".article-page .article-meta a.author"))
    .toEqual([username, username]);
  await expect.poll(() => person.texts(".card a.comment-author")).toEqual([username]);

  await reader.open(article);
  expect(await reader.texts(".card a.comment-author")).toEqual([username]);
  await reader.find(".card a.comment-author").click();
  await expect.poll(() => reader.texts(".user-info h4")).toEqual([username]);
  await reader.open(old);
  expect(await textOf(reader.find("main h1"))).toBe("There is nothing here");
});

test("what cannot be is said field by field and changes nothing", async ({ arrive }) => {
  const person = await arrive();
  const account = newAccount();
  await person.signUp(account);
  await person.open("/settings");
  await changeSettings(person, { username: "", email: "", password: "short" });
  await expect
    .poll(async () => (await person.texts(ERRORS)).sort())
    .toEqual([
      "email can't be blank",
      "password is too short (minimum is 8 characters)",
      "username can't be blank",
    ]);
  await changeSettings(person, {
    image: "javascript:alert(1)",
    username: "mira",
    email: account.email,
    password: "",
  });
  await expect.poll(() => person.texts(ERRORS)).toEqual(["image is invalid"]);
  await changeSettings(person, { image: "" });
  await expect.poll(() => person.texts(ERRORS)).toEqual(["username has already been taken"]);
  expect(person.path).toBe("/settings");
  await person.reload();
  expect(await person.find('.settings-page [name="username"]').inputValue()).toBe(account.username);
});

test("an empty password stays as it is, and a new one signs in", async ({ arrive }) => {
  const person = await arrive();
  const account = newAccount();
  await person.signUp(account);
  await person.open("/settings");
  await changeSettings(person, { bio: "Still me." });
  await expect.poll(() => person.path).toBe(`/profile/${account.username}`);
  await person.signOut();
  await person.signIn(account);
  await person.open("/settings");
  await changeSettings(person, { password: "a brand new password" });
  await expect.poll(() => person.path).toBe(`/profile/${account.username}`);
  await person.signOut();
  await person.open("/login");
  await person.fillAndSubmit({ email: account.email, password: account.password });
  await expect.poll(() => person.texts(ERRORS)).toEqual(["email or password is invalid"]);
  await person.signIn({ ...account, password: "a brand new password" });
});

test("a picture that does not load leaves the default one", async ({ arrive }) => {
  const person = await arrive();
  const account = newAccount();
  await person.signUp(account);
  await person.open("/settings");
  await changeSettings(person, { image: `${person.server.origin}/api/no-such-picture.png` });
  await expect
    .poll(() => person.find("nav.navbar img.user-pic").getAttribute("src"))
    .toBe("/default-avatar.svg");
});

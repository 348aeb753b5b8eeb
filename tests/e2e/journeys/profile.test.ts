import { expect, test } from "../src/journey";
import { newAccount, textOf } from "../src/person";
import { write } from "../src/writer";

const TABS = ".articles-toggle a.nav-link";
const TITLES = ".article-preview h1";
const ACTION = ".profile-page button.action-btn";

test("a profile opens from its address with what its user wrote and likes", async ({ arrive }) => {
  const person = await arrive();
  await person.open("/profile/mira");
  expect(await person.texts(".profile-page .user-info h4")).toEqual(["mira"]);
  expect(await person.find(".profile-page .user-info img.user-img").count()).toBe(1);
  expect(await person.texts(".profile-page .user-info p")).toEqual([
    "Writes programs in Rust and letters on paper.",
  ]);
  expect(await person.texts(TABS)).toEqual(["My Articles", "Favorited Articles"]);
  expect(await person.texts(`${TABS}.active`)).toEqual(["My Articles"]);
  expect(new Set(await person.texts(".article-preview a.author"))).toEqual(new Set(["mira"]));
  expect((await person.traffic.recorded()).map((line) => line.split("?")[0]).sort()).toEqual([
    "GET ctx/articles/",
    "GET ctx/global/",
    "GET ctx/profile/",
  ]);
  await person.find(TABS).nth(1).click();
  await expect.poll(() => person.path).toBe("/profile/mira/favorites");
  await person.settle();
  const liked = await person.texts(TITLES);

  const other = await arrive();
  await other.open("/profile/mira/favorites");
  expect(await other.texts(`${TABS}.active`)).toEqual(["Favorited Articles"]);
  expect(await other.texts(TITLES)).toEqual(liked);
});

test("a reader follows and unfollows with one call, and another is not told", async ({
  arrive,
}) => {
  const [person, other] = [await arrive(), await arrive()];
  await person.signUp(newAccount());
  await other.signUp(newAccount());
  await person.open("/profile/teodor");
  expect(await person.texts(ACTION)).toEqual(["Follow teodor"]);
  await person.traffic.restart();
  await person.find(ACTION).click();
  await expect.poll(() => person.texts(ACTION)).toEqual(["Unfollow teodor"]);
  const asked = (await person.traffic.recorded()).filter((line) => line.startsWith("POST"));
  expect(asked).toEqual(["POST call/ follow_user"]);
  await person.reload();
  expect(await person.texts(ACTION)).toEqual(["Unfollow teodor"]);
  await other.open("/profile/teodor");
  expect(await other.texts(ACTION)).toEqual(["Follow teodor"]);
  await person.find(ACTION).click();
  await expect.poll(() => person.texts(ACTION)).toEqual(["Follow teodor"]);
});

test("signed out, following leads to signing in", async ({ arrive }) => {
  const person = await arrive();
  for (const address of ["/profile/teodor", "/article/slow-cameras"]) {
    await person.open(address);
    await person.find("button.action-btn").first().click();
    await expect.poll(() => person.path).toBe("/login");
  }
});

test("one's own profile leads to the settings and gains what one writes and likes", async ({
  arrive,
}) => {
  const person = await arrive();
  const account = newAccount("author");
  await person.signUp(account);
  const heart = person.find(".article-preview").first().locator("button");
  const liked = await textOf(person.find(TITLES).first());
  await heart.click();
  await expect.poll(() => heart.getAttribute("class")).toContain("btn-primary");
  await person.find(`nav.navbar a[href="/profile/${account.username}"]`).click();
  await expect.poll(() => person.find(".empty-feed-message").count()).toBe(1);
  expect(await person.find(ACTION).count()).toBe(0);
  expect(await person.texts('.user-info a[href="/settings"]')).toEqual(["Edit Profile Settings"]);
  await write(person, { title: "My first words", description: "d", body: "b", tags: [] });
  await person.find(`nav.navbar a[href="/profile/${account.username}"]`).click();
  await expect.poll(() => person.texts(TITLES)).toEqual(["My first words"]);
  await person.find(TABS).nth(1).click();
  await expect.poll(() => person.texts(TITLES)).toEqual([liked]);
  await person.find(".article-preview button").click();
  await expect.poll(() => person.find(".empty-feed-message").count()).toBe(1);
});

test("a user who does not exist is said to be nobody, and the page stays alive", async ({
  arrive,
}) => {
  const person = await arrive();
  await person.open("/profile/nobody-at-all");
  expect(await textOf(person.find("main h1"))).toBe("There is nothing here");
  await person.find("nav.navbar a.navbar-brand").click();
  await expect.poll(() => person.find(".article-preview").count()).toBe(10);
});

import { expect, test } from "../src/journey";
import { newAccount, type Person, textOf } from "../src/person";

const TABS = ".feed-toggle a.nav-link";
const TITLES = ".article-preview h1";

async function follow(person: Person, ...names: string[]): Promise<void> {
  for (const username of names) {
    expect((await person.call("follow_user", { username, following: true })).status).toBe(200);
  }
}

test("an empty feed says so and shows the way to the articles of everyone", async ({ arrive }) => {
  const person = await arrive();
  await person.signUp(newAccount());
  expect(await person.texts(TABS)).toEqual(["Your Feed", "Global Feed"]);
  expect(await person.texts(`${TABS}.active`)).toEqual(["Global Feed"]);
  await person.find(`${TABS}[href="/?feed=following"]`).click();
  await expect
    .poll(() => person.texts(".empty-feed-message"))
    .toEqual([expect.stringContaining("Your feed is empty")]);
  expect(person.path).toBe("/?feed=following");
  expect(await person.texts(`${TABS}.active`)).toEqual(["Your Feed"]);
  await person.find('.empty-feed-message a[href="/"]').click();
  await expect.poll(() => person.find(".article-preview").count()).toBe(10);
  expect(person.path).toBe("/");
});

test("following fills the feed at once, and no longer following empties it", async ({ arrive }) => {
  const person = await arrive();
  await person.signUp(newAccount());
  await person.open("/?feed=following");
  expect(await person.find(".article-preview").count()).toBe(0);
  await person.find("nav.navbar a.navbar-brand").click();
  const preview = person.find(".article-preview").first();
  const author = await textOf(preview.locator("a.author"));
  await preview.locator("a.preview-link").click();
  const follow = ".article-page .article-meta button.action-btn";
  await expect.poll(() => person.texts(follow)).toEqual([`Follow ${author}`, `Follow ${author}`]);
  await person.find(follow).first().click();
  await expect
    .poll(() => person.texts(follow))
    .toEqual([`Unfollow ${author}`, `Unfollow ${author}`]);
  await person.find("nav.navbar a.navbar-brand").click();
  await person.find(`${TABS}[href="/?feed=following"]`).click();
  await expect.poll(() => person.find(".article-preview").count()).toBeGreaterThan(0);
  expect(new Set(await person.texts(".article-preview a.author"))).toEqual(new Set([author]));

  await person.find(".article-preview a.author").first().click();
  await person.find(".profile-page button.action-btn").click();
  await expect
    .poll(() => person.texts(".profile-page button.action-btn"))
    .toEqual([`Follow ${author}`]);
  await person.page.goBack();
  await expect.poll(() => person.find(".empty-feed-message").count()).toBe(1);
});

test("the page stands beside the feed in the address, and goes when the tab changes", async ({
  arrive,
}) => {
  const person = await arrive();
  await person.signUp(newAccount());
  await follow(person, "mira", "jonas", "aiko");
  await person.open("/?feed=following");
  const first = await person.texts(TITLES);
  expect(first).toHaveLength(10);
  await person.find("button.page-link").filter({ hasText: /^2$/ }).click();
  await expect.poll(() => person.path).toBe("/?feed=following&page=2");
  await expect.poll(() => person.texts("li.page-item.active")).toEqual(["2"]);
  await person.settle();
  const second = await person.texts(TITLES);
  expect(second.length).toBeGreaterThan(0);
  expect(second.filter((title) => first.includes(title))).toEqual([]);
  await person.reload();
  expect(await person.texts(TITLES)).toEqual(second);

  await person.find(`${TABS}[href="/"]`).click();
  await expect.poll(() => person.texts(`${TABS}.active`)).toEqual(["Global Feed"]);
  expect(person.path).toBe("/");
  await expect.poll(() => person.texts("li.page-item.active")).toEqual(["1"]);
  await person.find("button.page-link").filter({ hasText: /^3$/ }).click();
  await expect.poll(() => person.path).toBe("/?page=3");
  await person.find(`${TABS}[href="/?feed=following"]`).click();
  await expect.poll(() => person.path).toBe("/?feed=following");
  await expect.poll(() => person.texts(TITLES)).toEqual(first);
});

test("one reader's feed is not another's", async ({ arrive }) => {
  const [one, other] = [await arrive(), await arrive()];
  await one.signUp(newAccount());
  await other.signUp(newAccount());
  await follow(one, "mira");
  await follow(other, "salma");
  for (const [person, author] of [
    [one, "mira"],
    [other, "salma"],
  ] as const) {
    await person.open("/?feed=following");
    expect(new Set(await person.texts(".article-preview a.author"))).toEqual(new Set([author]));
  }
});

test("signed out, one's feed leads to signing in and asks for nothing", async ({ arrive }) => {
  const person = await arrive();
  await person.open("/?feed=following");
  await expect.poll(() => person.path).toBe("/login");
  const asked = await person.traffic.recorded();
  expect(asked.filter((line) => line.includes("ctx/feed"))).toEqual([]);
});

import { expect, test } from "../src/journey";
import { type Person, textOf } from "../src/person";

const TITLES = ".article-preview a.preview-link h1";

test("home shows articles, tags and paging, with one read of each context", async ({ arrive }) => {
  const person = await arrive();
  await person.open("/");
  expect(await person.traffic.recorded()).toHaveLength(3);
  expect((await person.traffic.recorded()).map((line) => line.split("?")[0]).sort()).toEqual([
    "GET ctx/articles/",
    "GET ctx/global/",
    "GET ctx/tags/",
  ]);
  expect(await person.texts(".home-page .banner h1.logo-font")).toEqual(["conduit"]);
  expect(await person.texts(".feed-toggle ul.nav.nav-pills a.nav-link")).toEqual(["Global Feed"]);
  expect(await person.texts(".feed-toggle a.nav-link.active")).toEqual(["Global Feed"]);
  expect(await person.find(".article-preview").count()).toBe(10);
  for (const part of [
    ".article-meta a img",
    ".article-meta a.author",
    ".article-meta span.date",
    "button.btn-outline-primary i.ion-heart",
    "a.preview-link h1",
    "a.preview-link p",
  ]) {
    expect(await person.find(`.article-preview ${part}`).count(), part).toBe(10);
  }
  expect(new Set(await person.texts(".article-preview a.preview-link > span"))).toEqual(
    new Set(["Read more..."]),
  );
  expect(
    await person.find(".article-preview ul.tag-list li.tag-default.tag-pill").count(),
  ).toBeGreaterThan(5);
  expect(await person.find(".sidebar .tag-list a.tag-pill.tag-default").count()).toBeGreaterThan(3);
  const pages = await person.texts("ul.pagination li.page-item button.page-link");
  expect(pages.slice(0, 2)).toEqual(["1", "2"]);
  expect(await person.texts("ul.pagination li.page-item.active")).toEqual(["1"]);
});

test("articles come newest first", async ({ arrive }) => {
  const person = await arrive();
  await person.open("/");
  const days = (await person.texts(".article-meta span.date")).map((text) => Date.parse(text));
  expect(days.every(Number.isFinite)).toBe(true);
  expect(days).toEqual([...days].sort((a, b) => b - a));
});

test("signed out, the header offers what a stranger needs and marks where one is", async ({
  arrive,
}) => {
  const person = await arrive();
  await person.open("/");
  expect(await person.texts("nav.navbar a.navbar-brand[href='/']")).toEqual(["conduit"]);
  const links = await person
    .find("nav.navbar a.nav-link")
    .evaluateAll((all) => all.map((link) => [link.textContent?.trim(), link.getAttribute("href")]));
  expect(links).toEqual([
    ["Home", "/"],
    ["Sign in", "/login"],
    ["Sign up", "/register"],
  ]);
  expect(await person.texts("nav.navbar a.nav-link.active")).toEqual(["Home"]);
  await person.find("nav.navbar a.nav-link[href='/login']").click();
  expect(person.path).toBe("/login");
  expect(await person.texts("nav.navbar a.nav-link.active")).toEqual(["Sign in"]);
});

test("pages follow each other, and the first has no number in its address", async ({ arrive }) => {
  const person = await arrive();
  await person.open("/");
  const first = await person.texts(TITLES);
  await person.find("button.page-link").filter({ hasText: /^2$/ }).click();
  await person.page.waitForURL("**/?page=2");
  await expect.poll(() => person.texts("li.page-item.active")).toEqual(["2"]);
  await expect.poll(() => person.texts(TITLES)).not.toEqual(first);
  const second = await person.texts(TITLES);
  expect(second.length).toBeGreaterThan(0);
  expect(second.filter((title) => first.includes(title))).toEqual([]);
  await person.find("button.page-link").filter({ hasText: /^1$/ }).click();
  await expect.poll(() => person.texts(TITLES)).toEqual(first);
  expect(person.path).toBe("/");

  const other = await arrive();
  await other.open("/?page=2");
  expect(await other.texts(TITLES)).toEqual(second);
});

test("a tag has a page of its own", async ({ arrive }) => {
  const person = await arrive();
  await person.open("/?page=2");
  const tag = person.find(".sidebar .tag-list a.tag-pill").first();
  const name = await textOf(tag);
  expect(await tag.getAttribute("href")).toBe(`/tag/${name}`);
  await tag.click();
  await expect.poll(() => person.texts(".feed-toggle a.nav-link.active")).toEqual([name]);
  expect(person.path).toBe(`/tag/${name}`);
  await person.settle();
  await expectAllTagged(person, name);
  const titles = await person.texts(TITLES);

  const other = await arrive();
  await other.open(`/tag/${name}`);
  expect(await other.texts(TITLES)).toEqual(titles);
  expect(await other.texts(".feed-toggle a.nav-link")).toEqual(["Global Feed", name]);
});

test("an article opens from its preview and from its address", async ({ arrive }) => {
  const person = await arrive();
  await person.open("/");
  const title = (await person.texts(TITLES))[0] ?? "";
  const address = await person.openArticle(0);
  expect(person.path).toBe(address);
  expect(await person.texts(".article-page .banner h1")).toEqual([title]);
  expect(await person.find(".article-page .article-meta").count()).toBe(2);
  expect(await person.find(".article-content :is(p, h2, ul, pre)").count()).toBeGreaterThan(0);

  const other = await arrive();
  await other.open(address);
  expect(await other.texts(".article-page .banner h1")).toEqual([title]);
  expect((await other.traffic.recorded()).map((line) => line.split("?")[0]).sort()).toEqual([
    "GET ctx/article/",
    "GET ctx/comments/",
    "GET ctx/global/",
  ]);
  expect(await other.find("p a[href='/login']").count()).toBe(1);
  expect(await other.find("p a[href='/register']").count()).toBe(1);
  expect(await other.find("form.comment-form").count()).toBe(0);
});

test("an article that does not exist says so and leaves the page alive", async ({ arrive }) => {
  const person = await arrive();
  await person.open("/article/no-such-article");
  expect(await person.find(".article-content").count()).toBe(0);
  expect(await textOf(person.find("main"))).toMatch(
    /not (be )?found|does not exist|no such|nothing/i,
  );
  await person.find("nav.navbar a.navbar-brand").click();
  await expect.poll(() => person.find(".article-preview").count()).toBe(10);
});

async function expectAllTagged(person: Person, name: string): Promise<void> {
  const lists = await person
    .find(".article-preview ul.tag-list")
    .evaluateAll((all) =>
      all.map((list) => [...list.children].map((tag) => tag.textContent?.trim())),
    );
  expect(lists.length).toBeGreaterThan(0);
  for (const tags of lists) expect(tags).toContain(name);
}

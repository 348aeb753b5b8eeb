import { changesOf, watchChanges } from "../src/change";
import { expect, test } from "../src/journey";
import { newAccount, type Person, textOf } from "../src/person";

const PREVIEW = ".article-preview";
/** Everything on the page that is not inside a button. */
const PARTS =
  "nav.navbar *, .banner *, .sidebar *, .feed-toggle *, .article-preview, .article-preview *, .article-content *, .comments *, .article-meta *";

/** Fetches the session, which a page does once and lazily (docs/protocol.md §13), so that what is counted is the click. */
async function warmUp(person: Person, button: string): Promise<void> {
  for (const _ of [1, 2]) {
    await person.find(button).first().click();
    await person.settle();
  }
}

test("on home a favourite changes its own button, with one call and one read", async ({
  arrive,
}) => {
  const person = await arrive();
  await person.signUp(newAccount());
  await person.open("/");
  await warmUp(person, `${PREVIEW} >> nth=1 >> button`);
  const button = person.find(PREVIEW).nth(2).locator("button");
  const before = Number(await textOf(button));
  await person
    .find(PREVIEW)
    .nth(2)
    .evaluate((preview) => preview.setAttribute("data-mark", "clicked"));

  await person.traffic.restart();
  await watchChanges(person.page, '[data-mark="clicked"] .article-meta button', PARTS);
  await button.click();
  await expect.poll(() => textOf(button)).toBe(String(before + 1));
  expect(await person.traffic.recorded()).toEqual([
    "POST call/ favorite_article",
    "GET ctx/articles/?page=1",
  ]);
  const changes = await changesOf(person.page);
  expect(changes.elsewhere).toEqual([]);
  expect(changes.gone).toEqual([]);
  expect(changes.inside).toBeGreaterThan(0);
  expect(await button.getAttribute("class")).toMatch(/(^| )btn-primary( |$)/);

  await person.traffic.restart();
  await button.click();
  await expect.poll(() => textOf(button)).toBe(String(before));
  expect(await person.traffic.recorded()).toEqual([
    "POST call/ favorite_article",
    "GET ctx/articles/?page=1",
  ]);
});

test("the first favourite of a page asks for the session once and no more", async ({ arrive }) => {
  const person = await arrive();
  await person.signUp(newAccount());
  await person.open("/");
  await person.traffic.restart();
  await person.find(`${PREVIEW} button`).first().click();
  expect(await person.traffic.recorded()).toEqual([
    "GET session/",
    "POST call/ favorite_article",
    "GET ctx/articles/?page=1",
  ]);
});

test("on an article a favourite changes its two buttons, with one call and one read", async ({
  arrive,
}) => {
  const person = await arrive();
  await person.signUp(newAccount());
  const address = await person.openArticle(3);
  const slug = address.replace("/article/", "");
  const button = ".article-page .article-meta .favorite button";
  await warmUp(person, button);
  expect(await person.texts(button)).toEqual([
    expect.stringMatching(/^Favorite Article \(\d+\)$/),
    expect.stringMatching(/^Favorite Article \(\d+\)$/),
  ]);

  await person.traffic.restart();
  await watchChanges(person.page, button, PARTS);
  await person.find(button).first().click();
  await expect
    .poll(() => person.texts(button))
    .toEqual([
      expect.stringMatching(/^Unfavorite Article/),
      expect.stringMatching(/^Unfavorite Article/),
    ]);
  expect(await person.traffic.recorded()).toEqual([
    "POST call/ favorite_article",
    `GET ctx/article/?slug=${slug}`,
  ]);
  const changes = await changesOf(person.page);
  expect(changes.elsewhere).toEqual([]);
  expect(changes.gone).toEqual([]);
  expect(
    await person.find(".article-page .article-meta .favorite button.btn-primary").count(),
  ).toBe(2);
});

test("a favourite made on the article shows on home without a reload", async ({ arrive }) => {
  const person = await arrive();
  await person.signUp(newAccount());
  await person.openArticle(1);
  await person.find(".article-page .article-meta .favorite button").first().click();
  await person.find(".article-page .article-meta .favorite button.btn-primary").first().waitFor();
  await person.find("nav.navbar a.navbar-brand").click();
  const button = person.find(PREVIEW).nth(1).locator("button");
  await expect.poll(() => button.getAttribute("class")).toMatch(/(^| )btn-primary( |$)/);
});

test("a second reader sees the count and not the heart of the first", async ({ arrive }) => {
  const first = await arrive();
  await first.signUp(newAccount());
  const button = first.find(PREVIEW).nth(4).locator("button");
  const before = Number(await textOf(button));
  await button.click();
  await expect.poll(() => textOf(button)).toBe(String(before + 1));

  const second = await arrive();
  await second.signUp(newAccount());
  const seen = second.find(PREVIEW).nth(4).locator("button");
  expect(await textOf(seen)).toBe(String(before + 1));
  expect(await seen.getAttribute("class")).toContain("btn-outline-primary");
});

test("signed out, the heart leads to signing in and calls nothing", async ({ arrive }) => {
  const person = await arrive();
  await person.open("/");
  await person.traffic.restart();
  await person.find(`${PREVIEW} button`).first().click();
  await expect.poll(() => person.path).toBe("/login");
  expect((await person.traffic.recorded()).filter((line) => line.startsWith("POST"))).toEqual([]);

  await person.openArticle(0);
  await person.find(".article-page .article-meta .favorite button").first().click();
  await expect.poll(() => person.path).toBe("/login");
});

import { expect, test } from "../src/journey";
import { newAccount, textOf } from "../src/person";
import { wasSeen, watchFor } from "../src/sight";
import { editorTags, fillEditor, pressPublish, write } from "../src/writer";

const HEADING = ".article-page .banner h1";
const ERRORS = "ul.error-messages li";
const HOSTILE = `<img src=x onerror="window.hit=1"><script>window.hit=1</script> & "quotes"`;

test("an article is written, edited and deleted, and another reader sees each", async ({
  arrive,
}) => {
  const [author, reader] = [await arrive(), await arrive()];
  const account = newAccount("author");
  await author.signUp(account);
  const address = await write(author, {
    title: "A walk along the canal",
    description: "Four locks and a heron.",
    body: "It was **cold**, and worth it.",
    tags: ["walking", "birds"],
  });
  expect(address).toBe("/article/a-walk-along-the-canal");
  expect(await author.texts(HEADING)).toEqual(["A walk along the canal"]);
  expect(await author.texts(".article-content strong")).toEqual(["cold"]);
  expect(await author.texts(".article-content .tag-list .tag-default")).toEqual([
    "walking",
    "birds",
  ]);
  expect(await author.find(`a[href="/editor/a-walk-along-the-canal"]`).count()).toBe(2);
  expect(await author.page.getByRole("button", { name: /^(Follow|Favorite)/ }).count()).toBe(0);

  await author.find("nav.navbar a.navbar-brand").click();
  await expect
    .poll(async () => (await author.texts(".article-preview h1"))[0])
    .toBe("A walk along the canal");

  await reader.signUp(newAccount());
  await reader.open(address);
  expect(await reader.texts(HEADING)).toEqual(["A walk along the canal"]);
  expect(await reader.page.getByText("Edit Article").count()).toBe(0);
  expect(await reader.page.getByText("Delete Article").count()).toBe(0);
  expect(
    await reader.page.getByRole("button", { name: `Follow ${account.username}` }).count(),
  ).toBe(2);

  await author.open(address);
  await author.page.getByRole("link", { name: "Edit Article" }).first().click();
  await author.page.waitForURL("**/editor/a-walk-along-the-canal");
  await expect
    .poll(() => author.find('input[name="title"]').inputValue())
    .toBe("A walk along the canal");
  expect(await author.find('textarea[name="body"]').inputValue()).toBe(
    "It was **cold**, and worth it.",
  );
  await editorTags(author).first().locator("i.ion-close-round").click();
  await expect.poll(() => editorTags(author).allInnerTexts()).toEqual(["birds"]);
  await fillEditor(author, { title: "A walk along two canals", tags: ["water"] });
  await pressPublish(author);
  await expect.poll(() => author.texts(HEADING)).toEqual(["A walk along two canals"]);
  expect(author.path).toBe(address);
  expect(await author.texts(".article-content .tag-list .tag-default")).toEqual(["birds", "water"]);
  await reader.open(address);
  expect(await reader.texts(HEADING)).toEqual(["A walk along two canals"]);

  await watchFor(author, "There is nothing here");
  await author.traffic.restart();
  await author.page.getByRole("button", { name: "Delete Article" }).first().click();
  await author.page.waitForURL(`${author.server.origin}/`);
  await author.settle();
  expect(await wasSeen(author), "the article was said to be missing on the way home").toBe(false);
  const asked = (await author.traffic.recorded()).filter((line) => line.includes("slug="));
  expect(asked, "what went with the article was read once more").toEqual([]);
  await expect
    .poll(() => author.texts(".article-preview h1"))
    .not.toContain("A walk along two canals");
  await author.page.goBack();
  await expect.poll(() => author.texts("main h1")).toEqual(["There is nothing here"]);
  await reader.reload();
  expect(await textOf(reader.find("main h1"))).toBe("There is nothing here");
});

test("what an article lacks is said, and what was typed stays", async ({ arrive }) => {
  const person = await arrive();
  await person.signUp(newAccount("author"));
  await person.open("/editor");
  await fillEditor(person, { title: "Half an article", tags: ["half"] });
  await pressPublish(person);
  await expect
    .poll(async () => (await person.texts(ERRORS)).sort())
    .toEqual(["body can't be blank", "description can't be blank"]);
  expect(person.path).toBe("/editor");
  expect(await person.find('input[name="title"]').inputValue()).toBe("Half an article");
  expect(await editorTags(person).allInnerTexts()).toEqual(["half"]);
  await fillEditor(person, { description: "now whole", body: "Text." });
  await pressPublish(person);
  await expect.poll(() => person.path).toBe("/article/half-an-article");
});

test("Enter adds a tag once, and sends nothing", async ({ arrive }) => {
  const person = await arrive();
  await person.signUp(newAccount("author"));
  await person.open("/editor");
  await person.traffic.restart();
  await fillEditor(person, { tags: ["one", "two", " one ", "  "] });
  expect(await editorTags(person).allInnerTexts()).toEqual(["one", "two"]);
  expect(await person.find('input[placeholder="Enter tags"]').inputValue()).toBe("");
  expect(await person.traffic.recorded()).toEqual([]);
  expect(person.path).toBe("/editor");
});

test("hostile text is shown as text, wherever an article is shown", async ({ arrive }) => {
  const person = await arrive();
  await person.signUp(newAccount("author"));
  const address = await write(person, {
    title: HOSTILE,
    description: HOSTILE,
    body: `${HOSTILE}\n\n[link](javascript:window.hit=1) and *words*`,
    tags: ["<b>tag</b>"],
  });
  expect(await person.texts(HEADING)).toEqual([HOSTILE]);
  expect(await person.texts(".article-content .tag-list li")).toEqual(["<b>tag</b>"]);
  expect(await person.texts(".article-content em")).toEqual(["words"]);
  expect(await person.find('.article-content :is(script, [onerror], [href^="java"])').count()).toBe(
    0,
  );
  await person.open("/");
  expect((await person.texts(".article-preview h1"))[0]).toBe(HOSTILE);
  expect((await person.texts(".article-preview p"))[0]).toBe(HOSTILE);
  await person.open("/tag/%3Cb%3Etag%3C%2Fb%3E");
  expect(await person.texts(".feed-toggle a.nav-link.active")).toEqual(["<b>tag</b>"]);
  expect(await person.texts(".article-preview h1")).toEqual([HOSTILE]);
  await person.open(address.replace("/article/", "/editor/"));
  expect(await person.find('input[name="title"]').inputValue()).toBe(HOSTILE);
  expect(await person.page.evaluate(() => "hit" in window)).toBe(false);
});

test("another's article is not edited, by its page or past it", async ({ arrive }) => {
  const person = await arrive();
  await person.signUp(newAccount());
  await person.open("/editor/slow-cameras");
  await expect.poll(() => person.path).toBe("/article/slow-cameras");
  const draft = { title: "Mine", description: "d", body: "b", tags: [] };
  expect(await person.call("editor.submit", { data: { slug: "slow-cameras", ...draft } })).toEqual({
    status: 403,
    code: "forbidden",
  });
  expect(await person.call("delete_article", { slug: "slow-cameras" })).toEqual({
    status: 403,
    code: "forbidden",
  });
  await person.reload();
  expect(await person.texts(HEADING)).toEqual(["Slow cameras"]);
});

test("signed out, the editor is somewhere else", async ({ arrive }) => {
  const person = await arrive();
  for (const address of ["/editor", "/editor/slow-cameras"]) {
    await person.open(address);
    await expect.poll(() => person.path).toBe("/login");
  }
});

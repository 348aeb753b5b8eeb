import { changesOf, watchChanges } from "../src/change";
import { expect, test } from "../src/journey";
import { newAccount, type Person, textOf } from "../src/person";

const CARD = ".card:not(.comment-form)";
/** Posting may touch the form, which is emptied, and brings a card; deleting takes one card away. */
const FORM = "form.card.comment-form";
const REST = "nav.navbar *, .article-page .banner *, .article-content *, .tag-list *";
/** The cards that were there before, which must not be touched. */
const OLD = `${CARD}[data-mark], ${CARD}[data-mark] *`;

async function markCards(person: Person): Promise<void> {
  await person.find(CARD).evaluateAll((cards) => {
    for (const card of cards) card.setAttribute("data-mark", "old");
  });
}

/** A reader on an article, who has posted once, so that the session is there and what is counted is the click. */
async function readerOnArticle(person: Person, place: number): Promise<string> {
  await person.signUp(newAccount("writer"));
  const address = await person.openArticle(place);
  await person.comment("the first word");
  await person.card("the first word").waitFor();
  return address.replace("/article/", "");
}

test("a comment is posted with one call and one read, and nothing else moves", async ({
  arrive,
}) => {
  const person = await arrive();
  const slug = await readerOnArticle(person, 2);
  const before = await person.find(CARD).count();

  await person.traffic.restart();
  await person.find(`${FORM} textarea`).fill("a second word");
  await markCards(person);
  await watchChanges(person.page, `${FORM}, ${CARD}:not([data-mark])`, `${REST}, ${FORM}, ${OLD}`);
  await person.page.getByRole("button", { name: "Post Comment" }).click();
  await person.card("a second word").waitFor();
  expect(await person.traffic.recorded()).toEqual([
    "POST call/ comment.submit",
    `GET ctx/comments/?slug=${slug}`,
  ]);
  const changes = await changesOf(person.page);
  expect(changes.elsewhere).toEqual([]);
  expect(changes.gone).toEqual([]);
  expect(await person.find(CARD).count()).toBe(before + 1);
  expect(await person.find(`${FORM} textarea`).inputValue()).toBe("");
  const card = person.card("a second word");
  expect(await textOf(card.locator(".card-block p.card-text"))).toBe("a second word");
  expect(await card.locator(".card-footer span.mod-options i.ion-trash-a").count()).toBe(1);
  expect((await person.texts(`${CARD} p.card-text`))[0]).toBe("a second word");
});

test("a comment is deleted with one call and one read, and the others stay the same nodes", async ({
  arrive,
}) => {
  const person = await arrive();
  const slug = await readerOnArticle(person, 3);
  await person.comment("to be deleted");
  await person.card("to be deleted").waitFor();
  await person.settle();
  const before = await person.find(CARD).count();
  await markCards(person);
  await person.card("to be deleted").evaluate((card) => card.removeAttribute("data-mark"));

  await person.traffic.restart();
  await watchChanges(
    person.page,
    `${CARD}:not([data-mark])`,
    `${REST}, ${FORM}, ${FORM} *, ${OLD}`,
  );
  await person.card("to be deleted").locator(".mod-options i.ion-trash-a").click();
  await expect.poll(() => person.card("to be deleted").count()).toBe(0);
  expect(await person.traffic.recorded()).toEqual([
    "POST call/ delete_comment",
    `GET ctx/comments/?slug=${slug}`,
  ]);
  const changes = await changesOf(person.page);
  expect(changes.elsewhere).toEqual([]);
  expect(changes.gone).toEqual([]);
  expect(await person.find(CARD).count()).toBe(before - 1);
});

test("another reader sees a comment after a reload and cannot delete it", async ({ arrive }) => {
  const writer = await arrive();
  const reader = await arrive();
  await reader.signUp(newAccount());
  const slug = await readerOnArticle(writer, 5);
  await reader.open(`/article/${slug}`);
  await writer.comment("for everyone to read");
  await writer.card("for everyone to read").waitFor();

  await reader.reload();
  const card = reader.card("for everyone to read");
  expect(await card.count()).toBe(1);
  expect(await card.locator(".mod-options i.ion-trash-a").count()).toBe(0);

  const id = await idOf(reader, slug, "for everyone to read");
  expect(await reader.call("delete_comment", { slug, id })).toEqual({
    status: 403,
    code: "forbidden",
  });
  await reader.reload();
  expect(await card.count()).toBe(1);
});

test("a stranger reads comments, and a call by one is refused", async ({ arrive }) => {
  const writer = await arrive();
  const slug = await readerOnArticle(writer, 6);
  const stranger = await arrive();
  await stranger.open(`/article/${slug}`);
  expect(await stranger.card("the first word").count()).toBe(1);
  expect(await stranger.find(".mod-options i.ion-trash-a").count()).toBe(0);
  expect(await stranger.call("comment.submit", { data: { slug, body: "unseen" } })).toEqual({
    status: 401,
    code: "unauthenticated",
  });
  await stranger.reload();
  expect(await stranger.card("unseen").count()).toBe(0);
});

test("hostile words are shown as words", async ({ arrive }) => {
  const person = await arrive();
  await readerOnArticle(person, 7);
  const words = `<img src=x onerror="document.title='taken'"> & </p><script>1</script> "quoted" ${"long".repeat(60)}`;
  await person.comment(words);
  await person.card("quoted").waitFor();
  expect(await textOf(person.card("quoted").locator("p.card-text"))).toBe(words);
  expect(await person.card("quoted").locator("p.card-text *").count()).toBe(0);
  expect(await person.page.title()).not.toBe("taken");
});

test("an empty comment is refused with a message, and none appears", async ({ arrive }) => {
  const person = await arrive();
  await readerOnArticle(person, 8);
  const before = await person.find(CARD).count();
  await person.comment("   ");
  await person.find(`${FORM} .error-messages li`).first().waitFor();
  expect(await person.find(CARD).count()).toBe(before);
});

async function idOf(person: Person, slug: string, text: string): Promise<number> {
  const response = await person.page.request.get(
    `${person.server.origin}/api/mizan/ctx/comments/?slug=${slug}`,
  );
  const body: { data: { comment_list: { id: number; body: string }[] } } = await response.json();
  const comment = body.data.comment_list.find((comment) => comment.body === text);
  if (!comment) throw new Error(`no comment says ${text}`);
  return comment.id;
}

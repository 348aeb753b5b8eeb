import { changesOf, watchChanges } from "../src/change";
import { expect, test } from "../src/journey";

const PAGE = `<main><p id="a" class="one">first</p><p id="b" class="two">second</p></main>`;

test("the witness of changes tells a touched part, a re-made node and one that came", async ({
  arrive,
}) => {
  const { page } = await arrive();
  await page.setContent(PAGE);
  await watchChanges(page, "#b", "p");
  await page.evaluate(() => {
    const b = document.querySelector("#b");
    if (b) b.textContent = "changed where it may";
  });
  expect(await changesOf(page)).toEqual({ elsewhere: [], inside: 1, gone: [] });

  await watchChanges(page, "#b", "p");
  await page.evaluate(() => {
    const a = document.querySelector("#a");
    a?.setAttribute("title", "changed where it may not");
    a?.replaceWith(a.cloneNode(true));
  });
  const changes = await changesOf(page);
  expect(changes.elsewhere).toEqual(["attributes title in p.one", "childList  in main.null"]);
  expect(changes.gone).toEqual(["p.one"]);
  expect(changes.inside).toBe(0);
});

test("the witness of requests to other hosts reports them", async ({ arrive }) => {
  const person = await arrive();
  // A page without the server's content security policy, which would refuse before the witness can see.
  await person.page.setContent(PAGE);
  await person.page.evaluate(() => fetch("http://127.0.0.1:1/elsewhere").catch(() => {}));
  expect(person.problems.splice(0)).toEqual(["asked another host: http://127.0.0.1:1/elsewhere"]);
});

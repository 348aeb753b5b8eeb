import { expect, test } from "../src/journey";
import { wasSeen, watchFor } from "../src/sight";

test("the witness of words sees those that were on the page for a moment", async ({ arrive }) => {
  const person = await arrive();
  await person.page.setContent("<main><p>first</p></main>");
  await watchFor(person, "second");
  const change = (text: string) =>
    person.page.evaluate((text) => {
      const paragraph = document.querySelector("p");
      if (paragraph) paragraph.textContent = text;
    }, text);
  await change("third");
  expect(await wasSeen(person)).toBe(false);
  await change("the second");
  await change("first");
  expect(await wasSeen(person)).toBe(true);
});

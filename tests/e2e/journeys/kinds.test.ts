/** The example with a field of every kind, with JavaScript and without it. */
import { obstaclesOf } from "../src/access";
import { picture, value } from "../src/form";
import { test as base, expect } from "../src/journey";
import type { Person } from "../src/person";
import { type Server, startServer } from "../src/server";

const test = base.extend<{ server: Server }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs.
    async ({}, use) => {
      const server = await startServer("forms");
      await use(server);
      await server.stop();
    },
    { scope: "file" },
  ],
});

async function open(person: Person): Promise<void> {
  await person.page.goto(`${person.server.origin}/`);
  await person.find('main [name="name"]').waitFor();
}

/** Fills a field of every kind. */
async function fill(person: Person): Promise<void> {
  const texts = {
    name: "Ada",
    email: "ada@example.org",
    telephone: "+44 20 7946 0000",
    website: "https://example.org/ada",
    word: "analytical",
    plan: "An **engine**.",
    seats: "2",
    practice: "7",
    height: "1.65",
    fee: "12.50",
    arrival: "2026-12-10",
    time: "09:30",
    call: "2026-12-01T18:00",
    stay: "PT8H",
    voucher: "0195a3f0-7c1e-7000-8000-00000000abcd",
    colour: "#12502f",
    keywords: "cards\nloops",
    "address.city": "London",
    "address.country": "United Kingdom",
    "guests.0.name": "Charles",
    "guests.0.age": "40",
  };
  for (const [name, text] of Object.entries(texts)) {
    await person.find(`main [name="${name}"]`).fill(text);
  }
  await person.find('main select[name="meal"]').selectOption("vegetarian");
  await person.find('main select[name="languages"]').selectOption(["english", "french"]);
  await person.find('main [name="level"][value="teacher"]').check();
  for (const day of ["friday", "sunday"]) {
    await person.find(`main [name="days"][value="${day}"]`).check();
  }
  await person.find('main [name="portrait"]').setInputFiles(picture());
  const paper = { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("Notes") };
  await person.find('main [name="papers"]').setInputFiles([paper, { ...paper, name: "b.txt" }]);
  await person.find('main [name="rules"]').check();
}

test("every kind of field is filled, sent and understood", async ({ arrive }) => {
  for (const width of [1280, 390]) {
    const person = await arrive({ width });
    await open(person);
    await person.page.getByRole("button", { name: "Bring somebody" }).click();
    await fill(person);
    expect(await obstaclesOf(person), `${width} px`).toEqual([]);
    if (width === 390) await person.photograph("every kind of field");
    await person.find('main button[type="submit"]').click();
    await person.find('[role="status"]').waitFor();
    expect(await person.texts('[role="status"] li')).toEqual([
      "2 seats from 2026-12-10 on.",
      "Charles comes along.",
      "me.png: 70 bytes.",
      "plan.txt: 5 bytes.",
      "b.txt: 5 bytes.",
    ]);
  }
});

test("what is missing is told at its field, and the first has the focus", async ({ arrive }) => {
  const person = await arrive();
  await open(person);
  await person.find('main button[type="submit"]').click();
  await expect.poll(() => person.find(".error-messages li").count()).toBeGreaterThan(5);
  expect(await person.page.evaluate("document.activeElement.name")).toBe("name");
  expect(await obstaclesOf(person)).toEqual([]);
});

test("without JavaScript every kind of field arrives too", async ({ arrive }) => {
  const person = await arrive({ javaScript: false });
  await open(person);
  await fill(person);
  await person.find('main [name="seats"]').fill("3");
  await person.find('main button[type="submit"]').click();
  await person.page.waitForLoadState();
  expect((await person.texts(".error-messages li")).join()).toContain("need 2 seats");
  expect(await value(person, "arrival")).toBe("2026-12-10");
  expect(await value(person, "address.city")).toBe("London");
  expect(await value(person, "guests.0.name")).toBe("Charles");
  expect(await person.find('main [name="level"][value="teacher"]').isChecked()).toBe(true);
  expect(await person.find('main [name="days"]:checked').count()).toBe(2);

  await person.find('main [name="word"]').fill("analytical");
  await person.find('main [name="seats"]').fill("2");
  await person.find('main button[type="submit"]').click();
  await person.page.waitForURL("**/thanks");
  expect(await person.page.getByText("We have understood").count()).toBe(1);
});

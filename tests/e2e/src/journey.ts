/** The test function of the journeys: a server and a browser for each file, and people who come and go with each test. */
import { type Browser, chromium } from "playwright-core";
import { test as base, expect } from "vitest";
import { type Arrival, Person } from "./person";
import { type Server, startServer } from "./server";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** Quiet, and no network but the server's. The profile is a new folder, which Playwright removes. */
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

interface Stage {
  server: Server;
  browser: Browser;
  /** Lets another person come, with cookies of their own. */
  arrive: (how?: Arrival) => Promise<Person>;
}

export const test = base.extend<Stage>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs.
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: "file" },
  ],
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs.
    async ({}, use) => {
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
      await use(browser);
      await browser.close();
    },
    { scope: "file" },
  ],
  arrive: async ({ server, browser, task, onTestFailed }, use) => {
    const people: Person[] = [];
    onTestFailed(() => {
      if (server.log()) console.error(`the server said:\n${server.log().slice(-4000)}`);
    });
    await use(async (how) => {
      const person = await Person.arrive(browser, server, how);
      people.push(person);
      return person;
    });
    const failed = task.result?.state === "fail";
    for (const [at, person] of people.entries()) {
      if (failed || person.problems.length > 0) await person.photograph(`${task.name}-${at + 1}`);
      await person.leave();
    }
    expect(people.flatMap((person) => person.problems)).toEqual([]);
  },
});

export { expect };

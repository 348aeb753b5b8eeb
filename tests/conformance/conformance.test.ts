/**
 * Conduit over HTTP, one table for every backend: equal requests have equal answers.
 *
 * `BACKEND` names the backend. `MIZAN_BLESS=1` writes the answers into the table, to be read.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Server, startServer } from "../e2e/src/server";
import { normal } from "./src/normal";
import { Person } from "./src/person";
import { type Case, tables, write } from "./src/table";

const BLESS = process.env.MIZAN_BLESS === "1";

for (const table of tables()) {
  describe(table.name, () => {
    let server: Server;
    const people = new Map<string, Person>();

    beforeAll(async () => {
      server = await startServer();
    });
    afterAll(async () => {
      await server.stop();
      if (BLESS) write(table);
    });

    /** Nobody has no cookies from one case to the next. */
    async function whoAsks({ as: name }: Case): Promise<Person> {
      if (name === undefined) return new Person(server.origin);
      const known = people.get(name);
      if (known !== undefined) return known;
      const person = new Person(server.origin);
      await person.signIn(name);
      people.set(name, person);
      return person;
    }

    for (const one of table.cases) {
      test(one.name, async () => {
        const person = await whoAsks(one);
        const answer = normal(await person.ask(one.ask), server.origin);
        if (BLESS) one.answer = answer;
        expect(answer).toEqual(one.answer);
      });
    }

    test("each case has a name of its own", () => {
      const names = table.cases.map((one) => one.name);
      expect(new Set(names).size).toBe(names.length);
    });
  });
}

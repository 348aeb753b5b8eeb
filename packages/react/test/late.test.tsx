// No answer overwrites what was typed after its question, in whatever order answers come.

import { createForm } from "@mizan/client/form";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { everythingForm } from "../../../tests/golden/forms/out/everything_form.js";
import { rulesForm } from "../../../tests/golden/rules/out/rules_form.js";
import { createClient } from "../src/index.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What somebody does, or what befalls the network. */
const step = fc.oneof(
  fc.record({ do: fc.constant("type" as const), text: fc.stringMatching(/^[a-c]{2,4}$/) }),
  fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 700 }) }),
  fc.record({ do: fc.constant("answer" as const), which: fc.nat(5) }),
);

interface Question {
  title: string;
  answer: () => void;
}

/** A server that finds fault with every text, in words that say which, whenever it is told to answer. */
function slowServer() {
  const open: Question[] = [];
  const fetch: typeof globalThis.fetch = (_, init) =>
    new Promise((resolve) => {
      const { title } = JSON.parse(String(init?.body)).args.data;
      const errors = { title: [{ code: "odd", message: title }] };
      const answer = () => resolve(Response.json({ result: { valid: false, errors } }));
      open.push({ title, answer });
    });
  return { open, fetch };
}

it("an answer about an older text never shows beside a newer one", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { open, fetch } = slowServer();
      const client = createClient({ fetch, csrf: false, crossTab: false });
      const form = createForm(everythingForm, { client });
      let text = "";
      const check = () => {
        for (const { message } of form.state().errors.fields.title ?? [])
          expect(message).toBe(text);
      };
      for (const next of steps) {
        if (next.do === "type") {
          text = next.text;
          form.setValue("title", text);
          expect(form.state().errors.fields.title ?? []).toEqual([]);
        } else if (next.do === "wait") {
          await vi.advanceTimersByTimeAsync(next.ms);
        } else {
          open.splice(next.which % (open.length || 1), 1)[0]?.answer();
          await vi.advanceTimersByTimeAsync(0);
        }
        check();
      }
      // In the end the latest question is answered, and that is what stands.
      await vi.advanceTimersByTimeAsync(1000);
      for (const { answer } of open.reverse()) answer();
      await vi.advanceTimersByTimeAsync(1000);
      check();
      if (text)
        expect((form.state().errors.fields.title ?? []).map(({ message }) => message)).toEqual([
          text,
        ]);
    }),
    { numRuns: process.env.MIZAN_FULL ? 2000 : 200 },
  );
});

it("what a form answers has its wide integers", async () => {
  const fetch = async () => Response.json({ result: { id: "9007199254740993" } });
  const client = createClient({ fetch, csrf: false, crossTab: false });
  const schema = { "~standard": { validate: (value: unknown) => ({ value }) } };
  const form = createForm({ ...rulesForm, schema }, { client });
  expect(await form.submit()).toEqual({ id: 9007199254740993n });
});

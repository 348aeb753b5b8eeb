// What forms weigh in a page, minified and gzipped.
import { readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, it } from "vitest";

/** The page's code when it uses this of the client, without what is outside. */
async function bundle(code: string, outside = ["react", "@tanstack/react-query"]) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: out },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    conditions: ["@mizan/source"],
    external: outside,
  });
  return outputFiles[0]?.text ?? "";
}

const out = new URL("./many/out", import.meta.url).pathname;
const weigh = (code: string) => gzipSync(code, { level: 9 }).length;

it("a form of fifteen fields weighs at most 1 kB, even compressed by itself", async () => {
  const files = readdirSync(out).filter((file) => file.endsWith("_form.ts"));
  const weights = files.map(async (file) =>
    weigh(await bundle(`export * from "./${file}";`, ["@mizan/*", "zod"])),
  );
  const all = await Promise.all(weights);
  const together = weigh(await bundle('export * from "./index";', ["@mizan/*", "zod"])) / 20;
  console.log(`alone: at most ${Math.max(...all)} bytes; of twenty: ${Math.round(together)} each`);
  expect(all).toHaveLength(20);
  expect(Math.max(...all)).toBeLessThanOrEqual(1000);
  expect(together).toBeGreaterThan(100);
});

it("a form that is not used weighs nothing", async () => {
  const one = await bundle('export { usePaymentForm } from "./index";');
  expect(one).toContain("payment_number");
  expect(one).not.toMatch(/booking_number|ticket_number/);
  expect(await bundle('import "./index";')).toBe("");
});

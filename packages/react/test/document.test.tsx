// @vitest-environment node
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";

// Inside the package, for the samples to find what it finds; git leaves it alone.
const folder = join(import.meta.dirname, "../dist/document");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The samples of a document, in order. */
function samples(name: string): string[] {
  const text = readFileSync(join(import.meta.dirname, "../../../docs", name), "utf8");
  return [...text.matchAll(/^```tsx\n(.*?)^```$/gms)].map(([, sample = ""]) => sample);
}

test("every sample of docs/client.md and docs/forms.md passes the compiler, strict", () => {
  const all = ["client.md", "forms.md"].flatMap(samples);
  expect(all.length).toBeGreaterThan(20);
  mkdirSync(folder, { recursive: true });
  for (const [index, sample] of all.entries()) {
    writeFileSync(join(folder, `sample_${index}.tsx`), sample);
    if (sample.includes("function RouteError")) writeFileSync(join(folder, "error.tsx"), sample);
  }
  writeFileSync(join(folder, "mizan.ts"), 'export * from "../../test/document/mizan.js";');
  const config = {
    extends: "../../tsconfig.test.json",
    compilerOptions: {
      paths: {
        "@mizan/react": ["../../src/index.ts"],
        "@mizan/react/*": ["../../src/*.ts"],
      },
    },
    include: ["*.ts", "*.tsx"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
  const tsc = join(dirname(compiler), "bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
}, 60_000);

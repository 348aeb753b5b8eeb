import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["journeys/**/*.test.ts"],
    // Its example has one backend.
    exclude: process.env.BACKEND === "django" ? ["journeys/kinds.test.ts"] : [],
    // A journey waits for a real browser on a machine that may have two cores.
    testTimeout: 45_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    fileParallelism: false,
  },
});

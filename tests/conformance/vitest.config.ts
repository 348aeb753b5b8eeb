import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    // Cases follow upon one another: what one posts, a later one reads.
    sequence: { concurrent: false, shuffle: false },
  },
});

import react from "@vitejs/plugin-react";
import { defaultClientConditions } from "vite";
import { defineConfig } from "vitest/config";

const conditions = ["@mizan/source", ...defaultClientConditions];

const source = (name: string) => `${new URL("./src", import.meta.url).pathname}/${name}.ts`;

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: [
      { find: /^@mizan\/react$/, replacement: source("index") },
      { find: /^@mizan\/react\/(.+)$/, replacement: source("$1") },
    ],
    conditions,
  },
  ssr: { resolve: { conditions } },
  test: {
    environment: "jsdom",
    include: ["test/**/*.test.tsx"],
    setupFiles: ["test/setup.ts"],
  },
});

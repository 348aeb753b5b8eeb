import react from "@vitejs/plugin-react";
import { defaultClientConditions } from "vite";
import { defineConfig } from "vitest/config";

const conditions = ["@mizan/source", ...defaultClientConditions];

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: { "@mizan/react": new URL("./src/index.ts", import.meta.url).pathname },
    conditions,
  },
  ssr: { resolve: { conditions } },
  test: {
    environment: "jsdom",
    include: ["test/**/*.test.tsx"],
    setupFiles: ["test/setup.ts"],
  },
});

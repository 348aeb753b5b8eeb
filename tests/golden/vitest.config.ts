import { defaultClientConditions } from "vite";
import { defineConfig } from "vitest/config";

const conditions = ["@mizan/source", ...defaultClientConditions];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ["*/*.test.ts", "*.test.ts"] },
});

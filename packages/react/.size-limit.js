// What a page pays for calls, queries, mutations and invalidation: all that generated code uses.
const entry = (name, limit, external) => ({
  name,
  limit,
  path: "src/index.ts",
  import:
    "{ MizanProvider, defineContext, defineProvider, defineQuery, defineQueryResult, defineCall, defineMutation }",
  gzip: true,
  modifyEsbuildConfig: (config) => ({ ...config, conditions: ["@mizan/source"], external }),
});

export default [
  entry("@mizan/react with @mizan/client", "6 kB", ["react", "@tanstack/react-query"]),
  entry("the same with TanStack Query", "16.5 kB", ["react"]),
];

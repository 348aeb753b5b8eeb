// What a page pays for calls, queries, mutations and invalidation: all that generated code uses.
const entry = {
  path: "src/index.ts",
  import:
    "{ MizanProvider, defineContext, defineProvider, defineQuery, defineQueryResult, defineCall, defineMutation }",
  gzip: true,
  modifyEsbuildConfig: (config) => ({ ...config, conditions: ["@mizan/source"] }),
};

export default [
  {
    ...entry,
    name: "@mizan/react with @mizan/client",
    ignore: ["react", "react-dom", "@tanstack/react-query"],
    limit: "6 kB",
  },
  {
    ...entry,
    name: "the same with TanStack Query",
    ignore: ["react", "react-dom"],
    limit: "16.5 kB",
  },
];

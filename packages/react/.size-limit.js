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

// What a page pays for its first form beside that: the engine, and nothing that the page has already.
const beside = {
  name: "beside",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^(?:@mizan\/client|\.\/provider\.js|react|zod\/mini)$/ }, ({ path }) => ({
      path,
      external: true,
    })),
};
const added = (name, limit, path, imported) => ({
  ...entry(name, limit, []),
  path,
  import: imported,
  modifyEsbuildConfig: (config) => ({
    ...config,
    conditions: ["@mizan/source"],
    plugins: [beside, ...(config.plugins ?? [])],
  }),
});

export default [
  added("@mizan/react/form", "3 kB", "src/form.ts", "{ defineForm, defineFormHook }"),
  entry("@mizan/react with @mizan/client", "6 kB", ["react", "@tanstack/react-query"]),
  entry("the same with TanStack Query", "16.5 kB", ["react"]),
];

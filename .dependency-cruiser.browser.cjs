// What components reach when they run: types are gone by then, so a type taken from the contract brings no zod along.
module.exports = {
  forbidden: [
    {
      name: "zod stays on the server",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "node_modules/zod/", reachable: true },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: false,
    doNotFollow: { path: "node_modules" },
  },
};

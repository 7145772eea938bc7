// The house's directions, from one map: each part may import the parts named beside it, and nothing else of ours.
const MAY_IMPORT = require("./scripts/directions.json");
const OURS = "^(app|components|lib|db)/";

const directions = Object.entries(MAY_IMPORT).map(([part, allowed]) => ({
  name: `${part} imports only ${allowed.join(", ") || "itself"}`,
  severity: "error",
  from: { path: `^${part}[/.]` },
  to: { path: OURS, pathNot: [part, ...allowed].map((name) => `^${name}[/.]`) },
}));

module.exports = {
  forbidden: [
    ...directions,
    { name: "no cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "domain imports only zod",
      severity: "error",
      from: { path: "^lib/domain/" },
      to: { dependencyTypes: ["npm", "npm-dev", "core"], pathNot: "node_modules/zod/" },
    },
    {
      name: "zod stays on the server",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "node_modules/zod/" },
    },
    {
      name: "only the spreadsheet module reads and writes workbooks",
      severity: "error",
      from: { path: OURS, pathNot: "^lib/server/spreadsheet/" },
      to: { path: "node_modules/(xlsx|write-excel-file)/" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
  },
};

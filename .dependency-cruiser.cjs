// The house's directions, from one map: each part may import the parts named beside it, and nothing else of ours.
// The rooms of a part stand in order: each may import those before it.
const { parts, rooms } = require("./scripts/directions.json");
const OURS = "^(app|components|lib|db)/";

const directions = Object.entries(parts).map(([part, allowed]) => ({
  name: `${part} imports only ${allowed.join(", ") || "itself"}`,
  severity: "error",
  from: { path: `^${part}[/.]` },
  to: { path: OURS, pathNot: [part, ...allowed].map((name) => `^${name}[/.]`) },
}));

const downwards = Object.entries(rooms).flatMap(([part, names]) =>
  names.slice(0, -1).map((name, i) => ({
    name: `${part}/${name} imports no room after it`,
    severity: "error",
    from: { path: `^${part}/${name}/` },
    to: { path: names.slice(i + 1).map((later) => `^${part}/${later}/`) },
  })),
);

module.exports = {
  forbidden: [
    ...directions,
    ...downwards,
    { name: "no cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "domain imports no library",
      severity: "error",
      from: { path: "^lib/domain/" },
      to: { dependencyTypes: ["npm", "npm-dev", "core"] },
    },
    {
      name: "contract imports only zod",
      severity: "error",
      from: { path: "^lib/contract/" },
      to: { dependencyTypes: ["npm", "npm-dev", "core"], pathNot: "node_modules/zod/" },
    },
    {
      name: "the rules stay on the server",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^lib/domain/actions/(rules|decide|offers|needs-action)[.]ts$", reachable: true },
    },
    {
      name: "components take types alone from the contract",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^lib/contract/", dependencyTypesNot: ["type-only"] },
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

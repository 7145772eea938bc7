/** What docs/operations shows and warns of is measured, under the same names. */
import { load } from "js-yaml";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { collectDefaultMetrics, Registry } from "prom-client";

const ROOT = join(__dirname, "../..");
const textOf = (path: string) => readFileSync(join(ROOT, path), "utf8");
const ALERTS = "docs/operations/alerts.yml";

const measured = () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const sources = ["lib/front/metrics.mjs", "lib/server/operating/gauges.ts"].map(textOf).join("\n");
  const own = [...sources.matchAll(/"(projekter_[a-z_]+)"/g)].map(([, name = ""]) => name);
  return new Set([...own, ...registry.getMetricsAsArray().map(({ name }) => name)]);
};

type Alerts = { groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[] };
const rules = (load(textOf(ALERTS)) as Alerts).groups.flatMap((group) => group.rules);
type Dashboard = { panels: { title: string; targets: { expr: string }[] }[] };
const { panels } = JSON.parse(textOf("docs/operations/dashboard.json")) as Dashboard;

test.each([
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
])("%s asks for what is measured", (_, expr) => {
  const names = [...expr.matchAll(/\b((?:projekter|nodejs|process)_[a-z0-9_]+)/g)].map(([, name = ""]) =>
    name.replace(/_(bucket|count|sum)$/, ""),
  );
  const known = measured();
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});

test("each warning says what to do", () => {
  for (const { alert, annotations } of rules)
    expect([alert, Object.keys(annotations)]).toEqual([alert, ["summary", "action"]]);
});

const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;
// Debian's package »prometheus« has it.
(hasPromtool ? test : test.skip)("promtool finds no fault in the rules", () => {
  const { status, stderr } = spawnSync("promtool", ["check", "rules", join(ROOT, ALERTS)], {
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
});

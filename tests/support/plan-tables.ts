import { sql } from "drizzle-orm";
import { rowsOf } from "@/lib/server/kernel/sql";
import { testDb } from "./database";

type Plan = { Plans?: Plan[] } & Partial<
  Record<"Node Type" | "Alias" | "Relation Name" | "Parent Relationship", string>
>;

const LARGE = ["cases", "groups", "history_events", "operations", "projects"];
const TENANT = ["owner_id", "dso_id", "project_id"];

/** The plan of a statement, made for whatever values it may be given. */
async function planOf(statement: string): Promise<Plan> {
  const count = Math.max(0, ...[...statement.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));
  const values = count > 0 ? `(${Array(count).fill("null").join(", ")})` : "";
  return testDb().transaction(async (tx) => {
    await tx.execute(sql`set local plan_cache_mode = force_generic_plan`);
    await tx.execute(sql.raw(`prepare planned as ${statement}`));
    const explain = sql.raw(`explain (format json, verbose, costs off) execute planned${values}`);
    const [row] = await rowsOf<{ "QUERY PLAN": [{ Plan: Plan }] }>(tx, explain);
    await tx.execute(sql`deallocate planned`);
    if (!row) throw new Error("no plan");
    return row["QUERY PLAN"][0].Plan;
  });
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** The scan whose rows a subquery passes on, if they are of one table. */
function scanIn(plan: Plan): Plan | undefined {
  if (plan["Relation Name"]) return plan;
  const inner = plan.Plans?.filter((one) => /^(Outer|Subquery)$/.test(one["Parent Relationship"] ?? ""));
  return inner?.length === 1 && inner[0] ? scanIn(inner[0]) : undefined;
}

/** The parts of a condition that must all hold: those between ANDs outside of parentheses. */
function partsOf(condition: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const piece of condition.replace(/^\((.*)\)$/, "$1").split(/([()]| AND )/)) {
    if (piece === "(") depth += 1;
    if (piece === ")") depth -= 1;
    if (piece === " AND " && depth === 0) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.replace(/^\((.*)\)$/, "$1"));
}

const EQUALITY = /^(\w+\.\w+) = (?:ANY \()?(\$\d+|'[^']*'|\w+\.\w+)(?:::[\w[\] ]+)?\)?$/;

/** The two sides of each equality that the rows of a plan must fulfil. */
const equalitiesOf = (nodes: Plan[]): [string, string][] =>
  nodes
    .flatMap((node) => Object.entries(node).filter(([name]) => /(Cond|Filter)$/.test(name)))
    .flatMap(([, condition]) => partsOf(String(condition)))
    .flatMap((part) => {
      const [, left, right] = EQUALITY.exec(part) ?? [];
      return left && right ? [[left, right] as [string, string], [right, left] as [string, string]] : [];
    });

/**
 * The large tables that a statement scans without a tenant column equal to a given value or to the tenant column of a
 * table that has one. What functions and triggers read does not stand in a plan.
 */
export async function tablesOfAllTenants(statement: string): Promise<string[]> {
  if (!/^\s*(with|select|insert|update|delete)\b/i.test(statement)) return [];
  const nodes = nodesOf(await planOf(statement));
  const scans = nodes.filter((node) => / Scan$/.test(node["Node Type"] ?? ""));
  const tables = new Map<string, string>();
  for (const scan of scans) {
    const table = scan["Relation Name"] ?? "";
    if (LARGE.includes(table)) tables.set(scan.Alias ?? "", table);
  }
  const passedOn = new Map(scans.map((scan) => [scan.Alias, scanIn(scan)?.Alias]));
  const aliasOf = (column: string) => {
    const [alias = ""] = column.split(".");
    return passedOn.get(alias) ?? alias;
  };
  const isTenant = (column: string) => {
    const name = column.split(".")[1] ?? "";
    return TENANT.includes(name) || (name === "id" && tables.get(aliasOf(column)) === "projects");
  };
  const equalities = equalitiesOf(nodes).filter(([column]) => isTenant(column));
  const bound = new Set<string>();
  const isGiven = (value: string) => /^[$']/.test(value) || (isTenant(value) && bound.has(aliasOf(value)));
  for (let before = -1; before < bound.size; ) {
    before = bound.size;
    for (const [column, value] of equalities) if (isGiven(value)) bound.add(aliasOf(column));
  }
  return [...tables].filter(([alias]) => !bound.has(alias)).map(([, table]) => table);
}

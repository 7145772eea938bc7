import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");
const sources = ["lib", "app", "components"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file))
    .map((file) => join(folder, file).replaceAll("\\", "/")),
);

/** Through drizzle, or in SQL, where a table is its name or the schema's own object. */
const writesTo = (table: string, object: string) => {
  const named = `(\\$\\{${object}\\}|"?${table}"?)`;
  return new RegExp(
    `\\.(insert|update|delete)\\(\\s*${object}\\s*\\)|\\b(insert\\s+into|merge\\s+into|update|delete\\s+from|truncate)\\s+(only\\s+|table\\s+)?${named}(?![\\w])`,
    "i",
  );
};
const writers = (pattern: RegExp) =>
  sources.filter((file) => pattern.test(readFileSync(join(ROOT, file), "utf8"))).sort();

test("cases are written by three modules alone, and by the doctor in a transaction that it rolls back", () => {
  expect(writers(writesTo("cases", "cases"))).toEqual([
    "lib/server/cases/case-insert.ts",
    "lib/server/cases/case-update.ts",
    "lib/server/cases/system-changes.ts",
    "lib/server/operating/speed.ts",
  ]);
});

test("each of them writes history by the same part of a statement, and nobody else writes any of cases", () => {
  expect(writers(writesTo("history_events", "historyEvents"))).toEqual([
    "lib/server/cases/case-events.ts",
    "lib/server/kernel/history.ts",
  ]);
  expect(writers(/caseEvents\(/)).toEqual([
    "lib/server/cases/case-insert.ts",
    "lib/server/cases/case-update.ts",
    "lib/server/cases/system-changes.ts",
  ]);
});

test.each([
  "await tx.update(cases).set({})",
  "sql`update cases c set x`",
  "sql`update ${cases} set x`",
  "sql`with a as (delete from cases where true)`",
  "sql`INSERT INTO ${cases} (id)`",
  "tx.delete(cases).where(x)",
])("the pattern finds %s", (source) => {
  expect(source).toMatch(writesTo("cases", "cases"));
  expect(source.replace("cases", "casesToPrint")).not.toMatch(writesTo("cases", "cases"));
});

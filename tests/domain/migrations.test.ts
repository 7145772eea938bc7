/** A migration takes nothing away that the release before it still uses: an instance of that may not have stopped yet. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = "db/migrations";
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith(".sql"));

/** What takes something away, or gives it another name or type, in SQL without its comments. */
const TAKING =
  /\bdrop\s+(column|table|type|view|schema|sequence)\b|\bdrop\s+(if\s+exists\s+)?"|\brename\b|\balter\s+type\b|\bset\s+data\s+type\b|\balter\s+(column\s+)?"?\w+"?\s+type\b/i;
const withoutComments = (text: string) => text.replaceAll(/--.*$/gm, "").replaceAll(/\/\*[\s\S]*?\*\//g, "");
const takes = (text: string) => TAKING.test(withoutComments(text));

/**
 * Migrations that may, and why: the code that used it was gone a release earlier, or there was none. What goes is taken
 * out of the code in one release, and out of the database in a later one.
 */
const ALLOWED: Record<string, string> = {
  "0006_operation_details.sql": "no version had been released",
  "0007_areas_of_operations.sql": "no version had been released",
  "0012_kept_outcomes.sql": "no version had been released",
  "0018_sessions.sql": "no version had been released",
  "0021_faster_search_text.sql":
    "the column is made again in the same statement, and no version had been released",
  "0038_cheaper_writes.sql": "the column is made again in the same statement, with the same values",
};

test.each([
  'alter table "cases" drop column "reference"',
  'ALTER TABLE "cases" DROP "reference"',
  "alter table cases\n  drop\n  column reference",
  'DROP TABLE "sessions" CASCADE',
  'alter table "cases" rename column "street" to "road"',
  'alter table "cases" rename to "reports"',
  'ALTER TABLE "cases" ALTER COLUMN "ampere" SET DATA TYPE text',
  "alter table cases alter ampere type text",
  "alter type role rename value 'dso' to 'grid'",
  "/* a reason */ drop view told",
])("what takes something away is seen: %s", (text) => {
  expect(takes(text)).toBe(true);
});

test.each([
  'alter table "cases" drop constraint "cases_number"',
  'drop index "cases_place"',
  'alter table "cases" alter column "ampere" drop not null',
  "drop function told(uuid)",
  "-- the column to drop column by column later\nselect 1",
  'alter table "cases" add column "type" text',
  'create policy "a" on "cases" for select using (true)',
])("what takes nothing away from the code is let through: %s", (text) => {
  expect(takes(text)).toBe(false);
});

test("no migration takes away what the release before it may still use", () => {
  const taking = NAMES.filter((name) => takes(readFileSync(join(FOLDER, name), "utf8")));
  expect(taking).toEqual(Object.keys(ALLOWED));
});

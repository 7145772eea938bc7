/** A migration takes nothing away that the release before it still uses, and refuses nothing that it writes: an instance of that may not have stopped yet. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { effectsOf, takesAway } from "@/db/migration-effects";

const FOLDER = "db/migrations";
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith(".sql"));

/**
 * Migrations that may, and why: the code that used it was gone a release earlier, or there was none. What goes is taken
 * out of the code in one release, and out of the database in a later one.
 */
const ALLOWED: Record<string, string> = {
  "0003_tokens_end_with_sessions.sql": "no version had been released",
  "0006_operation_details.sql": "no version had been released",
  "0007_areas_of_operations.sql": "no version had been released",
  "0011_archived_handlers.sql": "no version had been released",
  "0012_kept_outcomes.sql": "no version had been released",
  "0014_search_and_updates.sql": "no version had been released",
  "0018_sessions.sql": "no version had been released",
};

test.each([
  'alter table "cases" drop column "reference"',
  'ALTER TABLE "cases" DROP "reference"',
  'alter table "cases" drop column "key", add column "keys" text',
  "alter table cases\n  drop\n  column reference",
  'DROP TABLE "sessions" CASCADE',
  'alter table "cases" rename column "street" to "road"',
  'alter table "cases" rename to "reports"',
  'ALTER TABLE "cases" ALTER COLUMN "ampere" SET DATA TYPE text',
  "alter table cases alter ampere type text",
  "alter type role rename value 'dso' to 'grid'",
  "/* a reason */ drop view told",
  'ALTER TABLE "cases" ALTER COLUMN "ampere" SET NOT NULL',
  "alter table cases alter ampere set not null",
  'ALTER TABLE "cases" ADD COLUMN "due" date NOT NULL',
  'ALTER TABLE "cases" ADD COLUMN "due" date;ALTER TABLE "cases" ALTER COLUMN "due" SET NOT NULL',
  `ALTER TABLE "cases" ADD CONSTRAINT "cases_state" CHECK ("cases"."state" in ('submitted'))`,
  "alter table only cases add check (ampere > 0)",
  "alter table cases add column a text, add constraint c unique (a, b)",
  'ALTER TABLE "cases" ADD CONSTRAINT "fk" FOREIGN KEY ("handler_id") REFERENCES "public"."users"("id")',
  'alter table "cases" drop constraint "c";alter table "cases" add constraint "c" check ("state" <> \'x\')',
  'CREATE UNIQUE INDEX "one" ON "cases" USING btree (lower("street"))',
  'create table "news" (id uuid);alter table "cases" alter column "ampere" set not null',
])("what takes something away is seen: %s", (text) => {
  expect(takesAway(text)).toBe(true);
});

test.each([
  'alter table "cases" drop constraint "cases_number"',
  'drop index "cases_place"',
  'alter table "cases" alter column "ampere" drop not null',
  "drop function told(uuid)",
  "-- the column to drop column by column later\nselect 1",
  'alter table "cases" add column "type" text',
  'create policy "a" on "cases" for select using (true)',
  'alter table "cases" drop column "key", add column "key" text generated always as (a) stored',
  `ALTER TABLE "cases" ADD COLUMN "due" text DEFAULT '' NOT NULL`,
  'ALTER TABLE "cases" ADD COLUMN "due" date GENERATED ALWAYS AS (x) STORED NOT NULL',
  `ALTER TABLE "cases" ADD COLUMN "due" text DEFAULT 'a' NOT NULL;ALTER TABLE "cases" ADD CONSTRAINT "c" CHECK ("cases"."due" in ('a', 'b'))`,
  'ALTER TABLE "cases" ADD COLUMN "news" uuid;ALTER TABLE "cases" ADD CONSTRAINT "fk" FOREIGN KEY ("news") REFERENCES "public"."news"("id")',
  'CREATE TABLE "news" ("id" uuid);ALTER TABLE "news" ADD CONSTRAINT "c" CHECK ("id" is not null);CREATE UNIQUE INDEX "n" ON "news" ("id")',
  'CREATE INDEX "one" ON "cases" ("street")',
])("what takes nothing away from the code is let through: %s", (text) => {
  expect(takesAway(text)).toBe(false);
});

test("no migration takes away what the release before it may still use, or refuses what it may write", () => {
  const taking = NAMES.filter((name) => takesAway(readFileSync(join(FOLDER, name), "utf8")));
  expect(taking).toEqual(Object.keys(ALLOWED));
});

test.each<[string, string[], string[]]>([
  ['ALTER TABLE "cases" ADD COLUMN "due" date GENERATED ALWAYS AS (x) STORED;', ["cases"], []],
  [
    "alter table cases add column a date;\nalter table users alter column b set data type text;",
    ["users"],
    [],
  ],
  ["update outbox set a = 1 where b", ["outbox"], []],
  ["update only cases c set a = 1", ["cases"], []],
  ['CREATE UNIQUE INDEX "a" ON "cases" USING btree ("b");', [], ["cases"]],
  ["create index concurrently a on cases (b)", [], []],
  ["create function f() returns void language sql as $$ update cases set a = 1 $$", [], []],
  ['ALTER TABLE "cases" ADD COLUMN "a" text;', [], []],
  ["-- update cases set a = 1\nselect 1", [], []],
])("what a migration goes through is read from it: %s", (text, rewritten, indexed) => {
  expect(effectsOf(text)).toEqual({ rewritten, indexed });
});

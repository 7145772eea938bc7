CREATE TABLE "operation_details" (
	"operation_id" uuid PRIMARY KEY NOT NULL,
	"blocked" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"missing" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"unchanged" jsonb DEFAULT '[]'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "skipped_rows" (
	"operation_id" uuid NOT NULL,
	"row" integer NOT NULL,
	"values" jsonb NOT NULL,
	"problems" jsonb NOT NULL,
	CONSTRAINT "skipped_rows_operation_id_row_pk" PRIMARY KEY("operation_id","row")
);
--> statement-breakpoint
ALTER TABLE "operations" ADD COLUMN "blocked_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "operations" ADD COLUMN "missing_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "operations" ADD COLUMN "left_out_rows" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "operation_details" ADD CONSTRAINT "operation_details_operation_id_operations_id_fk" FOREIGN KEY ("operation_id") REFERENCES "public"."operations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "skipped_rows" ADD CONSTRAINT "skipped_rows_operation_id_operations_id_fk" FOREIGN KEY ("operation_id") REFERENCES "public"."operations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
UPDATE "operations" SET "blocked_count" = jsonb_array_length("blocked"), "missing_count" = jsonb_array_length("missing"),
  "left_out_rows" = coalesce(jsonb_array_length("left_out"->'rows'), 0)
  WHERE "blocked" <> '[]' OR "missing" <> '[]' OR "left_out" IS NOT NULL;--> statement-breakpoint
INSERT INTO "operation_details" ("operation_id", "blocked", "missing", "unchanged")
  SELECT "id", "blocked", "missing", coalesce("left_out"->'unchanged', '[]') FROM "operations"
  WHERE "blocked" <> '[]' OR "missing" <> '[]' OR "left_out" ? 'unchanged';--> statement-breakpoint
INSERT INTO "skipped_rows" ("operation_id", "row", "values", "problems")
  SELECT coalesce(r."id", p."id"), coalesce(r."row", p."row"), coalesce(r."values", '{}'), coalesce(p."problems", '[]')
  FROM (
    SELECT o."id", (e->>'row')::int AS "row", e->'values' AS "values"
    FROM "operations" o, jsonb_array_elements(o."left_out"->'rows') e
  ) r FULL JOIN (
    SELECT o."id", coalesce((e.value->>'row')::int, 0) AS "row", jsonb_agg(e.value ORDER BY e.ordinality) AS "problems"
    FROM "operations" o, jsonb_array_elements(o."left_out"->'problems') WITH ORDINALITY e GROUP BY 1, 2
  ) p ON p."id" = r."id" AND p."row" = r."row";--> statement-breakpoint
ALTER TABLE "operations" DROP COLUMN "blocked";--> statement-breakpoint
ALTER TABLE "operations" DROP COLUMN "missing";--> statement-breakpoint
ALTER TABLE "operations" DROP COLUMN "left_out";
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
ALTER TABLE "operations" DROP COLUMN "blocked";--> statement-breakpoint
ALTER TABLE "operations" DROP COLUMN "missing";--> statement-breakpoint
ALTER TABLE "operations" DROP COLUMN "left_out";
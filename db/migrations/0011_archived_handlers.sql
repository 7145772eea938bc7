ALTER TABLE "cases" DROP CONSTRAINT "cases_handler_fk";
--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "handler_dso_id" uuid GENERATED ALWAYS AS (case when state <> 'archived' then dso_id end) STORED;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_handler_dso_fk" FOREIGN KEY ("handler_id","handler_dso_id") REFERENCES "public"."users"("id","organisation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_handler_fk" FOREIGN KEY ("handler_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
CREATE TABLE "views" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"organisation_id" uuid,
	"name" text NOT NULL,
	"is_shared" boolean NOT NULL,
	"filter" jsonb NOT NULL,
	"sort" text,
	"columns" jsonb,
	"grouping" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "views" ADD CONSTRAINT "views_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "views" ADD CONSTRAINT "views_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "views_own_name" ON "views" USING btree ("user_id",coalesce("organisation_id", '00000000-0000-0000-0000-000000000000'),lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "views_shared_name" ON "views" USING btree (coalesce("organisation_id", '00000000-0000-0000-0000-000000000000'),lower("name")) WHERE "views"."is_shared";--> statement-breakpoint
CREATE INDEX "views_company" ON "views" USING btree ("organisation_id") WHERE "views"."is_shared";--> statement-breakpoint
alter table views enable row level security, force row level security;
--> statement-breakpoint
create policy admin on views to projekter_admin using (true);
--> statement-breakpoint
-- Whoever made it does with it what they like, and the company reads what is shared.
create policy own on views to projekter_installer, projekter_dso using (
  user_id = (select asking_user()) and organisation_id = (select asking_company()));
--> statement-breakpoint
create policy shared on views for select to projekter_installer, projekter_dso using (
  is_shared and organisation_id = (select asking_company()));

CREATE TABLE "case_reads" (
	"subject" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"actor_id" uuid NOT NULL,
	"actor_name" text NOT NULL,
	"organisation_id" uuid,
	"way" text NOT NULL,
	"day" date NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"times" integer DEFAULT 1 NOT NULL,
	"cases" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "case_reads_subject_id_actor_id_way_day_pk" PRIMARY KEY("subject_id","actor_id","way","day")
);
--> statement-breakpoint
CREATE INDEX "case_reads_day_index" ON "case_reads" USING btree ("day");--> statement-breakpoint
-- A row counts on while its day lasts, and says nothing else than it did; what is older than a year may be deleted.
create function refuse_early_removal() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.last_at < now() - interval '1 year' then
      return old;
    end if;
  end if;
  raise exception '% is kept for a year', tg_table_name using errcode = 'insufficient_privilege';
end $$;
--> statement-breakpoint
create trigger case_reads_kept
  before delete on case_reads
  for each row execute function refuse_early_removal();
--> statement-breakpoint
create trigger case_reads_no_truncate
  before truncate on case_reads
  for each statement execute function refuse_early_removal();
--> statement-breakpoint
alter table case_reads enable row level security, force row level security;
--> statement-breakpoint
revoke update, delete on case_reads from projekter_app;
--> statement-breakpoint
grant update (last_at, times, cases) on case_reads to projekter_app;
--> statement-breakpoint
grant delete on case_reads to projekter_admin;
--> statement-breakpoint
-- Administrators read all and remove what is old; each person writes in their own name alone.
create policy admin on case_reads to projekter_admin using (true) with check (actor_id = (select asking_user()));
--> statement-breakpoint
create policy own on case_reads to projekter_installer, projekter_dso using (actor_id = (select asking_user()));

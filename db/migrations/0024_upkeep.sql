CREATE TABLE "upkeep" (
	"id" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"started_at" timestamp with time zone,
	CONSTRAINT "upkeep_one_row" CHECK ("upkeep"."id")
);
--> statement-breakpoint
insert into upkeep default values;
--> statement-breakpoint
revoke insert, update, delete on upkeep from projekter_app;
--> statement-breakpoint
grant update on upkeep to projekter_admin;
--> statement-breakpoint
-- The trigger of the table refuses what is younger than a year.
grant delete on audit_events to projekter_admin;
--> statement-breakpoint
-- Deletes up to `most` rows that imports left out before a time, which is at least 90 days ago, and gives their number.
create function forget_skipped_rows(before timestamptz, most int) returns int language sql security definer
  set search_path = public
  as $$
    with gone as (
      delete from skipped_rows where ctid = any(array(
        select s.ctid from operations o join skipped_rows s on s.operation_id = o.id
        where o.left_out_rows > 0 and o.at < least(before, now() - interval '90 days') limit most for update of s skip locked))
      returning 1
    ) select count(*)::int from gone
  $$;
--> statement-breakpoint
revoke execute on function forget_skipped_rows(timestamptz, int) from public;
--> statement-breakpoint
grant execute on function forget_skipped_rows(timestamptz, int) to projekter_admin;

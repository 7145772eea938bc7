CREATE TABLE "case_counts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "case_counts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"project_id" uuid NOT NULL,
	"group_id" uuid NOT NULL,
	"state" text NOT NULL,
	"n" integer NOT NULL,
	"completed" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "case_counts" ADD CONSTRAINT "case_counts_group_id_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "case_counts_project" ON "case_counts" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "case_counts_group" ON "case_counts" USING btree ("group_id");--> statement-breakpoint
-- What each statement adds and takes away. Many rows of a group are folded into few; rows that somebody else is
-- folding are left to them, so nobody waits here.
create function keep_case_counts() returns trigger language plpgsql as $$
declare
  touched uuid[];
begin
  if tg_op = 'INSERT' then
    with change as (
      insert into case_counts (project_id, group_id, state, n, completed)
      select project_id, group_id, state, count(*), count(*) filter (where was_completed(state, fields))
      from added group by 1, 2, 3 returning group_id
    ) select array_agg(distinct group_id) into touched from change;
  elsif tg_op = 'DELETE' then
    with change as (
      insert into case_counts (project_id, group_id, state, n, completed)
      select project_id, group_id, state, -count(*), -count(*) filter (where was_completed(state, fields))
      from gone group by 1, 2, 3 returning group_id
    ) select array_agg(distinct group_id) into touched from change;
  else
    with change as (
      insert into case_counts (project_id, group_id, state, n, completed)
      select project_id, group_id, state, sum(n), sum(completed) from (
        select project_id, group_id, state, 1 as n, was_completed(state, fields)::int as completed from added
        union all select project_id, group_id, state, -1, -was_completed(state, fields)::int from gone
      ) moved group by 1, 2, 3 having sum(n) <> 0 or sum(completed) <> 0 returning group_id
    ) select array_agg(distinct group_id) into touched from change;
  end if;
  if touched is not null then
    with many as (
      select group_id from case_counts where group_id = any(touched) group by 1 having count(*) > 40
    ), old as (
      delete from case_counts where id in (
        select id from case_counts where group_id in (select group_id from many) for update skip locked
      ) returning project_id, group_id, state, n, completed
    )
    insert into case_counts (project_id, group_id, state, n, completed)
    select project_id, group_id, state, sum(n), sum(completed) from old
    group by 1, 2, 3 having sum(n) <> 0 or sum(completed) <> 0;
  end if;
  return null;
end $$;
--> statement-breakpoint
-- The archive holds rejected and cancelled cases, too; only a completed one has its date.
create function was_completed(state text, fields jsonb) returns boolean language sql immutable as $$
  select state = 'completed' or (state = 'archived' and fields->>'completedOn' is not null)
$$;
--> statement-breakpoint
lock table cases in share row exclusive mode;
--> statement-breakpoint
insert into case_counts (project_id, group_id, state, n, completed)
select project_id, group_id, state, count(*), count(*) filter (where was_completed(state, fields))
from cases group by 1, 2, 3;
--> statement-breakpoint
create trigger cases_counted_added after insert on cases
  referencing new table as added for each statement execute function keep_case_counts();
--> statement-breakpoint
create trigger cases_counted_changed after update on cases
  referencing old table as gone new table as added for each statement execute function keep_case_counts();
--> statement-breakpoint
create trigger cases_counted_removed after delete on cases
  referencing old table as gone for each statement execute function keep_case_counts();

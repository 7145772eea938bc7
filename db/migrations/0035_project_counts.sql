CREATE TABLE "project_counts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "project_counts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"project_id" uuid NOT NULL,
	"counted" text NOT NULL,
	"person_id" uuid,
	"state" text NOT NULL,
	"due_on" date,
	"n" integer NOT NULL,
	"completed" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "project_counts_all" ON "project_counts" USING btree ("project_id","state","due_on","n") WHERE "project_counts"."counted" = 'all';--> statement-breakpoint
CREATE INDEX "project_counts_project" ON "project_counts" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "project_counts_person" ON "project_counts" USING btree ("person_id","counted","project_id","state","due_on","n") WHERE "project_counts"."person_id" is not null;--> statement-breakpoint
alter table project_counts enable row level security, force row level security;
--> statement-breakpoint
create policy admin on project_counts to projekter_admin using (true);
--> statement-breakpoint
create policy of_project on project_counts to projekter_installer, projekter_dso using (
  exists (select from projects p where p.id = project_id));
--> statement-breakpoint
-- How many cases more or fewer there are of a kind.
create type counted_cases as (project_id uuid, group_id uuid, installer_id uuid, handler_id uuid, state text, due_on date,
  n int, completed int);
--> statement-breakpoint
-- As before, and by project and person as well. What a statement added and took away is counted once for both tables.
create or replace function keep_case_counts() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  change counted_cases[];
begin
  if tg_op = 'INSERT' then
    select array_agg(c) into change from (
      select project_id, group_id, installer_id, handler_id, state, due_on, count(*)::int,
        count(*) filter (where was_completed(state, fields))::int
      from added group by 1, 2, 3, 4, 5, 6) c;
  elsif tg_op = 'DELETE' then
    select array_agg(c) into change from (
      select project_id, group_id, installer_id, handler_id, state, due_on, -count(*)::int,
        -count(*) filter (where was_completed(state, fields))::int
      from gone group by 1, 2, 3, 4, 5, 6) c;
  else
    select array_agg(c) into change from (
      select project_id, group_id, installer_id, handler_id, state, due_on, sum(n)::int, sum(completed)::int from (
        select project_id, group_id, installer_id, handler_id, state, due_on, 1 as n,
          was_completed(state, fields)::int as completed from added
        union all select project_id, group_id, installer_id, handler_id, state, due_on, -1,
          -was_completed(state, fields)::int from gone
      ) moved group by 1, 2, 3, 4, 5, 6 having sum(n) <> 0 or sum(completed) <> 0) c;
  end if;
  if change is null then return null; end if;

  insert into case_counts (project_id, group_id, state, due_on, n, completed)
  select project_id, group_id, state, due_on, sum(n), sum(completed) from unnest(change)
  group by 1, 2, 3, 4 having sum(n) <> 0 or sum(completed) <> 0;
  insert into project_counts (project_id, counted, person_id, state, due_on, n, completed)
  select project_id, counted, person_id, state, due_on, sum(n), sum(completed) from unnest(change),
    lateral (values ('all', null), ('installer', installer_id), ('handler', handler_id)) whose (counted, person_id)
  group by 1, 2, 3, 4, 5 having sum(n) <> 0 or sum(completed) <> 0;

  with many as (
    select group_id from case_counts where group_id in (select group_id from unnest(change)) group by 1
    having count(*) > 40 and count(*) > 40 + count(distinct (state, due_on))
  ), old as (
    delete from case_counts where id in (
      select id from case_counts where group_id in (select group_id from many) for update skip locked
    ) returning project_id, group_id, state, due_on, n, completed
  )
  insert into case_counts (project_id, group_id, state, due_on, n, completed)
  select project_id, group_id, state, due_on, sum(n), sum(completed) from old
  group by 1, 2, 3, 4 having sum(n) <> 0 or sum(completed) <> 0;
  with many as (
    select project_id from project_counts where project_id in (select project_id from unnest(change)) group by 1
    having count(*) > 40 and count(*) > 40 + count(distinct (counted, person_id, state, due_on))
  ), old as (
    delete from project_counts where id in (
      select id from project_counts where project_id in (select project_id from many) for update skip locked
    ) returning project_id, counted, person_id, state, due_on, n, completed
  )
  insert into project_counts (project_id, counted, person_id, state, due_on, n, completed)
  select project_id, counted, person_id, state, due_on, sum(n), sum(completed) from old
  group by 1, 2, 3, 4, 5 having sum(n) <> 0 or sum(completed) <> 0;
  return null;
end $$;
--> statement-breakpoint
create function remove_project_counts() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from project_counts where project_id in (select id from gone);
  return null;
end $$;
--> statement-breakpoint
create trigger projects_counts_removed after delete on projects
  referencing old table as gone for each statement execute function remove_project_counts();
--> statement-breakpoint
lock table cases in share row exclusive mode;
--> statement-breakpoint
-- The owner of the tables is behind their policies as well.
alter table cases no force row level security;
--> statement-breakpoint
alter table project_counts no force row level security;
--> statement-breakpoint
insert into project_counts (project_id, counted, person_id, state, due_on, n, completed)
select project_id, counted, person_id, state, due_on, count(*), count(*) filter (where was_completed(state, fields))
from cases, lateral (values ('all', null), ('installer', installer_id), ('handler', handler_id)) whose (counted, person_id)
group by 1, 2, 3, 4, 5;
--> statement-breakpoint
alter table cases force row level security;
--> statement-breakpoint
alter table project_counts force row level security;

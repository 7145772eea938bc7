ALTER TABLE "organisations" ADD COLUMN "answer_days" integer DEFAULT 15 NOT NULL;--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "meter_days" integer DEFAULT 5 NOT NULL;--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "works_december24" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "works_december31" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "visited_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "visited_before" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "case_counts" ADD COLUMN "due_on" date;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "answer_due" date;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "meter_due" date;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "due_on" date GENERATED ALWAYS AS (case state when 'submitted' then answer_due when 'ready_for_meter' then meter_due end) STORED;--> statement-breakpoint
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_days_check" CHECK ("organisations"."answer_days" between 1 and 60 and "organisations"."meter_days" between 1 and 60);--> statement-breakpoint
-- `isWorkingDay` (lib/domain/working-days.ts); tests/server/due-dates.test.ts compares the two over 20 years.
create function is_working_day(day date, works_december24 boolean, works_december31 boolean) returns boolean
  language plpgsql immutable parallel safe set search_path = public, pg_temp as $$
declare
  y int := extract(year from day);
  a int := y % 19;
  b int := y / 100;
  c int := y % 100;
  h int := (19 * a + b - b / 4 - (8 * b + 13) / 25 + 15) % 30;
  l int := (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  m int := (a + 11 * h + 19 * l) / 433;
  easter_month int := (h + l - 7 * m + 90) / 25;
  easter date := make_date(y, easter_month, (h + l - 7 * m + 33 * easter_month + 19) % 32);
begin
  if extract(isodow from day) > 5 then return false; end if;
  case to_char(day, 'MM-DD')
    when '12-24' then return works_december24;
    when '12-31' then return works_december31;
    when '01-01', '06-05', '12-25', '12-26' then return false;
    else null;
  end case;
  -- Great Prayer Day was abolished from 2024.
  return day - easter not in (-3, -2, 1, 39, 50) and not (day - easter = 26 and y < 2024);
end $$;
--> statement-breakpoint
-- `addWorkingDays`.
create function add_working_days(from_day date, days int, works_december24 boolean, works_december31 boolean) returns date
  language plpgsql immutable parallel safe set search_path = public, pg_temp as $$
declare
  day date := from_day;
  remaining int := days;
begin
  while remaining > 0 loop
    day := day + 1;
    if is_working_day(day, works_december24, works_december31) then remaining := remaining - 1; end if;
  end loop;
  return day;
end $$;
--> statement-breakpoint
-- As before, but by the day on which cases are due as well; a group folds when it has forty rows more than it needs.
create or replace function keep_case_counts() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  touched uuid[];
begin
  if tg_op = 'INSERT' then
    with change as (
      insert into case_counts (project_id, group_id, state, due_on, n, completed)
      select project_id, group_id, state, due_on, count(*), count(*) filter (where was_completed(state, fields))
      from added group by 1, 2, 3, 4 returning group_id
    ) select array_agg(distinct group_id) into touched from change;
  elsif tg_op = 'DELETE' then
    with change as (
      insert into case_counts (project_id, group_id, state, due_on, n, completed)
      select project_id, group_id, state, due_on, -count(*), -count(*) filter (where was_completed(state, fields))
      from gone group by 1, 2, 3, 4 returning group_id
    ) select array_agg(distinct group_id) into touched from change;
  else
    with change as (
      insert into case_counts (project_id, group_id, state, due_on, n, completed)
      select project_id, group_id, state, due_on, sum(n), sum(completed) from (
        select project_id, group_id, state, due_on, 1 as n, was_completed(state, fields)::int as completed from added
        union all select project_id, group_id, state, due_on, -1, -was_completed(state, fields)::int from gone
      ) moved group by 1, 2, 3, 4 having sum(n) <> 0 or sum(completed) <> 0 returning group_id
    ) select array_agg(distinct group_id) into touched from change;
  end if;
  if touched is not null then
    with many as (
      select group_id from case_counts where group_id = any(touched) group by 1
      having count(*) > 40 and count(*) > 40 + count(distinct (state, due_on))
    ), old as (
      delete from case_counts where id in (
        select id from case_counts where group_id in (select group_id from many) for update skip locked
      ) returning project_id, group_id, state, due_on, n, completed
    )
    insert into case_counts (project_id, group_id, state, due_on, n, completed)
    select project_id, group_id, state, due_on, sum(n), sum(completed) from old
    group by 1, 2, 3, 4 having sum(n) <> 0 or sum(completed) <> 0;
  end if;
  return null;
end $$;
--> statement-breakpoint
-- The open cases get the days that most grid companies promise, from the last notification and the wished day. The owner
-- of the tables is behind their policies as well.
alter table cases no force row level security;
--> statement-breakpoint
alter table history_events no force row level security;
--> statement-breakpoint
with submitted as (
  select c.id, (coalesce(
      (select max(e.at) from history_events e where e.subject_id = c.id::text and e.action = 'resubmit'), c.created_at
    ) at time zone 'Europe/Copenhagen')::date as day
  from cases c where c.state = 'submitted'
), days as (
  select day, add_working_days(day, 15, false, false) as due from (select distinct day from submitted) d
)
update cases set answer_due = days.due from submitted join days using (day) where cases.id = submitted.id;
--> statement-breakpoint
with wished as (
  select id, (fields->>'meterDate')::date as day from cases where state = 'ready_for_meter' and fields->>'meterDate' ~ '^\d{4}-\d\d-\d\d$'
), days as (
  select day, add_working_days(day, 5, false, false) as due from (select distinct day from wished) d
)
update cases set meter_due = days.due from wished join days using (day) where cases.id = wished.id;
--> statement-breakpoint
alter table cases force row level security;
--> statement-breakpoint
alter table history_events force row level security;

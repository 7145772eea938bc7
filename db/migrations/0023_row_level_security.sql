-- The second fence (docs/adr/0020): whoever asks gets and changes rows of what is theirs alone, whatever a statement says.
-- Roles belong to the whole server, so another database's migration may have made them, or be making them now.
do $$ declare
  name text;
begin
  foreach name in array array['projekter_app', 'projekter_installer', 'projekter_dso', 'projekter_admin'] loop
    begin
      if not exists (select from pg_roles where rolname = name) then
        execute format('create role %I nologin', name);
        if name <> 'projekter_app' then execute format('grant projekter_app to %I', name); end if;
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
    if not pg_has_role(name, 'member') then execute format('grant %I to %I', name, current_user); end if;
  end loop;
end $$;
--> statement-breakpoint
grant usage on schema public, drizzle to projekter_app;
--> statement-breakpoint
-- At its start a program compares the migrations with its own.
grant select on drizzle.__drizzle_migrations to projekter_app;
--> statement-breakpoint
grant select, insert, update, delete on all tables in schema public to projekter_app;
--> statement-breakpoint
grant usage on all sequences in schema public to projekter_app;
--> statement-breakpoint
alter default privileges in schema public grant select, insert, update, delete on tables to projekter_app;
--> statement-breakpoint
alter default privileges in schema public grant usage on sequences to projekter_app;
--> statement-breakpoint
-- History is only added to, and of an operation nothing changes but what took it back.
revoke update, delete on history_events, operations, operation_details, skipped_rows, audit_events from projekter_app;
--> statement-breakpoint
grant update (undone_by) on operations to projekter_app;
--> statement-breakpoint
-- Who asks; null when it was not told. In a subselect they are read once a statement.
create function asking_user() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('projekter.user_id', true), '')::uuid $$;
--> statement-breakpoint
create function asking_company() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('projekter.company_id', true), '')::uuid $$;
--> statement-breakpoint
do $$ declare
  fenced text;
begin
  foreach fenced in array array['projects', 'groups', 'cases', 'case_counts', 'search_terms', 'operations',
    'operation_details', 'skipped_rows', 'history_events', 'audit_events'] loop
    execute format('alter table %I enable row level security, force row level security', fenced);
    execute format('create policy admin on %I to projekter_admin using (true)', fenced);
  end loop;
end $$;
--> statement-breakpoint
create policy owner on projects to projekter_installer using (owner_id = (select asking_company()));
--> statement-breakpoint
create policy dso on projects to projekter_dso using (dso_id = (select asking_company()));
--> statement-breakpoint
create policy owner on cases to projekter_installer using (owner_id = (select asking_company()));
--> statement-breakpoint
create policy dso on cases to projekter_dso using (dso_id = (select asking_company()));
--> statement-breakpoint
create policy of_project on groups to projekter_installer, projekter_dso using (
  exists (select from projects p where p.id = project_id));
--> statement-breakpoint
create policy of_project on case_counts to projekter_installer, projekter_dso using (
  exists (select from projects p where p.id = project_id));
--> statement-breakpoint
create policy of_project on search_terms to projekter_installer, projekter_dso using (
  exists (select from projects p where p.id = project_id));
--> statement-breakpoint
-- An operation is seen by those who now see everything that it touched; when it found nothing, by those who asked.
do $$ declare
  found_nothing text := '(organisation_id = (select asking_company()) and requested > 0 and requested = missing_count)';
  areas text := '(array(select code::text from grid_areas a where a.dso_id = (select asking_company())))';
  verb text;
begin
  foreach verb in array array['select', 'update'] loop
    execute format('create policy owner_%s on operations for %1$s to projekter_installer using (owner_id = (select asking_company()) or %s)',
      verb, found_nothing);
    execute format('create policy dso_%s on operations for %1$s to projekter_dso using ((grid_areas && %s and grid_areas <@ %2$s) or %s)',
      verb, areas, found_nothing);
  end loop;
end $$;
--> statement-breakpoint
create policy own on operations for insert to projekter_installer, projekter_dso with check (actor_id = (select asking_user()));
--> statement-breakpoint
-- OFFSET 0 keeps these at the index: otherwise all operations, and below all cases, might be read for one of them.
create policy of_operation on operation_details for select to projekter_installer, projekter_dso using (
  exists (select from operations o where o.id = operation_id offset 0));
--> statement-breakpoint
create policy of_operation on skipped_rows for select to projekter_installer, projekter_dso using (
  exists (select from operations o where o.id = operation_id offset 0));
--> statement-breakpoint
-- Written in the transaction of their operation, which the asker may not see when it touched nothing.
create function is_own_operation(id uuid) returns boolean language sql stable security definer set search_path = public
  as $$ select exists (select from operations o where o.id = is_own_operation.id and o.actor_id = asking_user()) $$;
--> statement-breakpoint
create policy own on operation_details for insert to projekter_installer, projekter_dso with check (is_own_operation(operation_id));
--> statement-breakpoint
create policy own on skipped_rows for insert to projekter_installer, projekter_dso with check (is_own_operation(operation_id));
--> statement-breakpoint
-- A condition that may fail, as reading an id from a text may, uses no index where a policy stands in front; so the id is
-- read apart. Also what the own company did to a case that has left it, as an undo must know of it.
create policy of_subject on history_events for select to projekter_installer, projekter_dso using (
  organisation_id = (select asking_company())
  or case subject
    when 'case' then exists (
      select from (select subject_id::uuid as id offset 0) subject join cases c on c.id = subject.id)
    when 'project' then exists (
      select from (select subject_id::uuid as id offset 0) subject join projects p on p.id = subject.id)
    when 'group' then exists (
      select from (select subject_id::uuid as id offset 0) subject join groups g on g.id = subject.id)
    else subject_id = (select asking_user())::text
  end);
--> statement-breakpoint
create policy own on history_events for insert to projekter_installer, projekter_dso with check (actor_id = (select asking_user()));
--> statement-breakpoint
-- Each writes what was done or refused by their own name; at a log-in nobody is known yet.
create policy written on audit_events for insert to projekter_app with check (
  (select asking_user()) is null or actor_id = (select asking_user()));
--> statement-breakpoint
create policy own on audit_events for select to projekter_installer, projekter_dso using (actor_id = (select asking_user()));
--> statement-breakpoint
-- What those who see one case of an operation may know of it when it touched others too: why, and whether it holds.
create function operations_told(ids uuid[]) returns table (id uuid, undone_by uuid, params jsonb)
  language sql stable security definer set search_path = public
  as $$
    select o.id, o.undone_by, coalesce((
      select jsonb_object_agg(key, value) from jsonb_each(o.params) where key in ('reason', 'action')), '{}')
    from operations o where o.id = any(ids)
  $$;
--> statement-breakpoint
-- The owner of the terms is not held by their policies: »like« might tell of rows that nobody may see, so it uses the index
-- only where no policy stands in front.
alter table search_terms no force row level security;
--> statement-breakpoint
create function terms_like(pattern text) returns setof search_terms language sql stable security definer rows 100
  set search_path = public
  as $$ select * from search_terms where term like pattern $$;
--> statement-breakpoint
-- These give no more than the ids of projects, or keep what follows from cases that the asker has written.
alter function projects_with_number(text) security definer set search_path = public;
--> statement-breakpoint
alter function keep_case_counts() security definer set search_path = public;
--> statement-breakpoint
alter function keep_search_terms() security definer set search_path = public;
--> statement-breakpoint
alter function remove_search_terms() security definer set search_path = public;

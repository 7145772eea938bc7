ALTER TABLE "cases" ADD COLUMN "anonymised_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "upkeep" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "upkeep" ADD COLUMN "removed" jsonb;--> statement-breakpoint
ALTER TABLE "upkeep" ADD COLUMN "anonymise_after_months" integer;--> statement-breakpoint
ALTER TABLE "upkeep" ADD COLUMN "looked_through_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "upkeep" ADD CONSTRAINT "upkeep_months" CHECK ("upkeep"."anonymise_after_months" between 6 and 240);
--> statement-breakpoint
-- The fields that are `personal` in lib/domain/fields/fields.ts.
create function personal_fields() returns text[] language sql immutable parallel safe as $$
  select array['reference', 'customerName', 'customerCvr', 'customerEmail', 'customerPhone', 'payerName', 'payerEmail',
    'payerEan', 'remarks']
$$;
--> statement-breakpoint
-- The changes of an event whose case is anonymised: that there was a change of such a field is kept, its values are not.
create function without_personal(changes jsonb) returns jsonb language sql immutable parallel safe
  set search_path = public, pg_temp
  as $$
    select jsonb_object_agg(key, case when key = any(personal_fields()) then '[null, null]'::jsonb else value end)
    from jsonb_each(changes)
  $$;
--> statement-breakpoint
-- History is only added to; of an anonymised case alone the personal values become empty, all at once, and nothing else.
create or replace function refuse_history_change() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    if old.subject = 'case' and to_jsonb(new) - 'changes' = to_jsonb(old) - 'changes'
      and new.changes = without_personal(old.changes)
      and exists (select from cases c where c.id = old.subject_id::uuid and c.anonymised_at is not null) then
      return new;
    end if;
  end if;
  raise exception 'history_events is append-only' using errcode = 'insufficient_privilege';
end $$;
--> statement-breakpoint
-- Who adds references holds one half of this lock until the end, who removes terms the other: a term that was found to be
-- there already is not removed behind the back of the case that has it.
create function reference_lock(project uuid) returns bigint language sql immutable parallel safe
  as $$ select hashtextextended('references ' || project, 0) $$;
--> statement-breakpoint
-- As before, but for that lock.
create or replace function keep_search_terms() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock_shared(reference_lock(project_id))
    from (select distinct project_id from added where reference_key <> '') projects;
  if tg_op = 'INSERT' then
    insert into search_terms (project_id, term, street_key, is_reference)
    select * from (
      select distinct project_id, search_term(part) as term, part_key as street_key, false as is_reference from (
        select distinct project_id, street, postcode, city, door, case when address_sort like E'%\t%\t%'
          then split_part(address_sort, E'\t', 1) || E'\t' || split_part(address_sort, E'\t', 2) end as street_key
        from added
      ) places cross join lateral
        (values (street, street_key), (postcode::text, null), (city, null), (door, null)) parts (part, part_key)
      where part <> ''
      union all select distinct project_id, reference_key, null, true from added where reference_key <> ''
    ) found
    where not exists (
      select from search_terms t where t.project_id = found.project_id and t.term = found.term
        and t.is_reference = found.is_reference and t.street_key is not distinct from found.street_key offset 0
    );
  else
    insert into search_terms (project_id, term, is_reference)
    select * from (
      select distinct a.project_id, a.reference_key as term, true from added a join gone g using (id)
      where a.reference_key <> '' and a.reference_key is distinct from g.reference_key
    ) found
    where not exists (
      select from search_terms t where t.project_id = found.project_id and t.term = found.term and t.is_reference offset 0
    );
  end if;
  return null;
end $$;
--> statement-breakpoint
-- Empties the personal fields of up to `most` cases of a project that have been archived for as long as `upkeep` says, and
-- every copy of them that is kept longer than they may be. Gives the number of cases; 0 when it is switched off. An
-- archived case does not change, so its last change is when it was archived.
create function anonymise_cases(of_project uuid, at timestamptz, most int) returns int language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  before timestamptz := (select least(at, now()) - make_interval(months => anonymise_after_months) from upkeep);
  operation uuid := gen_random_uuid();
  chosen uuid[];
  -- The same ids as text.
  named text[];
  -- The operations that may hold something of these cases.
  about uuid[];
begin
  if before is null then return 0; end if;
  -- Before a case is held: whoever holds the other half may wait for one.
  perform pg_advisory_xact_lock(reference_lock(of_project));
  select array_agg(id), array_agg(id::text) into chosen, named from (
    select id from cases
    where project_id = of_project and state = 'archived' and anonymised_at is null and updated_at < before
    order by id limit most for update skip locked) due;
  if chosen is null then return 0; end if;

  with done as (
    update cases set fields = fields - personal_fields(), anonymised_at = now(), updated_at = now(), version = version + 1
    where id = any(chosen) returning id, state, version)
  insert into history_events (operation_id, subject, subject_id, action, actor_name, from_state, to_state, version, at)
    select operation, 'case', id::text, 'anonymise', 'Projekter', state, state, version, now() from done;
  insert into operations (id, action, actor_name, project_id, owner_id, grid_areas, requested, done, at)
    select operation, 'anonymise', 'Projekter', id, owner_id, array[grid_area::text], cardinality(chosen), cardinality(chosen), now()
    from projects where id = of_project;
  update history_events set changes = without_personal(changes)
    where subject = 'case' and subject_id = any(named) and changes ?| personal_fields()
      and changes <> without_personal(changes);

  about := array(
    select o.id from operations o where o.project_id = of_project
    union select o.id from operations o where o.project_id is null
      and o.grid_areas && array(select p.grid_area::text from projects p where p.id = of_project)
    union select e.operation_id from history_events e where e.subject = 'case' and e.subject_id = any(named));
  -- What an operation gave to one case goes with that case.
  update operations o set params = o.params || jsonb_build_object('perCase', (o.params->'perCase') || single.emptied)
    from (
      select given.id, jsonb_object_agg(n.id, (given.by_case->n.id) - personal_fields()) as emptied
      from (select id, params->'perCase' as by_case from operations where id = any(about) and params ? 'perCase' offset 0) given
        cross join unnest(named) n(id)
      where given.by_case->n.id ?| personal_fields() group by given.id) single
    where o.id = single.id;
  update operation_details d set blocked = told.blocked
    from (
      select x.operation_id, jsonb_agg(case when entry->>'caseId' = any(named) and entry ? 'problems'
          then entry || jsonb_build_object('problems', (
            select jsonb_agg(case when problem->>'field' = any(personal_fields()) and problem->>'value' is not null
              then problem || '{"value": "…"}' else problem end order by m)
            from jsonb_array_elements(entry->'problems') with ordinality p(problem, m)))
          else entry end order by n) as blocked
      from operation_details x cross join jsonb_array_elements(x.blocked) with ordinality e(entry, n)
      where x.operation_id = any(about) and exists (
        select from jsonb_array_elements(x.blocked) e(entry), jsonb_array_elements(entry->'problems') problem
        where entry->>'caseId' = any(named) and problem->>'field' = any(personal_fields()) and problem->>'value' <> '…')
      group by x.operation_id) told
    where d.operation_id = told.operation_id;
  -- What it gave to all of its cases goes with the last of them.
  update operations o set params = o.params - array['reason', 'fileName']
      || case when o.params ? 'set' then jsonb_build_object('set', (o.params->'set') - personal_fields()) else '{}' end
      || case when o.params ? 'fields' then jsonb_build_object('fields', (o.params->'fields') - personal_fields()) else '{}' end
    where o.id = any(about)
      and (o.params ?| array['reason', 'fileName'] or o.params->'set' ?| personal_fields() or o.params->'fields' ?| personal_fields())
      and (select coalesce(bool_and(c.anonymised_at is not null), o.at < before) from (
          select e.subject_id::uuid as id from history_events e where e.operation_id = o.id and e.subject = 'case'
          union all select (b->>'caseId')::uuid from operation_details d, jsonb_array_elements(d.blocked) b where d.operation_id = o.id
          union all select u::uuid from operation_details d, jsonb_array_elements_text(d.unchanged) u where d.operation_id = o.id
        ) touched join cases c on c.id = touched.id);
  delete from search_terms t where t.project_id = of_project and t.is_reference
    and not exists (select from cases c where c.project_id = of_project and c.reference_key = t.term);
  return cardinality(chosen);
end $$;
--> statement-breakpoint
revoke execute on function anonymise_cases(uuid, timestamptz, int) from public;
--> statement-breakpoint
grant execute on function anonymise_cases(uuid, timestamptz, int) to projekter_admin;

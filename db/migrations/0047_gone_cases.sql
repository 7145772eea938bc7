-- The parameters of an operation without what names the customers of its cases, as `anonymise_cases` leaves them.
create function params_without_personal(params jsonb) returns jsonb language sql immutable parallel safe
  set search_path = public, pg_temp
  as $$
    select params - array['reason', 'fileName'] || coalesce((
      select jsonb_object_agg(key, case when key = 'perCase'
          then (select coalesce(jsonb_object_agg(id, given - personal_fields()), '{}') from jsonb_each(value) each(id, given))
          else value - personal_fields() end)
      from jsonb_each(params) where key in ('set', 'fields', 'perCase') and jsonb_typeof(value) = 'object'), '{}')
  $$;
--> statement-breakpoint
-- The refused cases of an operation without the personal values that were refused.
create function blocked_without_personal(blocked jsonb) returns jsonb language sql immutable parallel safe
  set search_path = public, pg_temp
  as $$
    select coalesce(jsonb_agg(case when entry ? 'problems' then entry || jsonb_build_object('problems', (
        select coalesce(jsonb_agg(case when problem->>'field' = any(personal_fields()) and problem->>'value' is not null
          then problem || '{"value": "…"}' else problem end order by m), '[]')
        from jsonb_array_elements(entry->'problems') with ordinality p(problem, m)))
      else entry end order by n), '[]')
    from jsonb_array_elements(blocked) with ordinality e(entry, n)
  $$;
--> statement-breakpoint
-- Empties the personal values of up to `most` operations that are older than `upkeep` says and have no case left that still
-- holds its own: it was deleted or anonymised, or never came to be. Gives their number; 0 when it is switched off.
create function anonymise_operations(at timestamptz, most int) returns int language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  before timestamptz := (select least(at, now()) - make_interval(months => anonymise_after_months) from upkeep);
  chosen uuid[];
begin
  if before is null then return 0; end if;
  -- A part has its events and refusals under the whole. `offset 0`: operation by operation, and by the index of the cases'
  -- ids, which a condition that may fail would not use before a table with a policy.
  chosen := array(
    select o.id from operations o
    where o.at < before and o.params ?| array['reason', 'fileName', 'set', 'fields', 'perCase']
      and (o.params <> params_without_personal(o.params) or exists (
        select from operation_details d where d.operation_id = o.id and d.blocked <> blocked_without_personal(d.blocked) offset 0))
      and not exists (
        select from history_events e cross join lateral (select e.subject_id::uuid as id offset 0) subject
          join cases c on c.id = subject.id
        where e.operation_id = coalesce(o.part_of, o.id) and e.subject = 'case' and c.anonymised_at is null offset 0)
      and not exists (
        select from operation_details d
          cross join lateral (
            select (b->>'caseId')::uuid as id from jsonb_array_elements(d.blocked) b
            union all select u::uuid from jsonb_array_elements_text(d.unchanged) u offset 0) asked
          join cases c on c.id = asked.id
        where d.operation_id = coalesce(o.part_of, o.id) and c.anonymised_at is null offset 0)
    limit most for update of o skip locked);
  update operations set params = params_without_personal(params) where id = any(chosen);
  update operation_details set blocked = blocked_without_personal(blocked)
    where operation_id = any(chosen) and blocked <> blocked_without_personal(blocked);
  return cardinality(chosen);
end $$;
--> statement-breakpoint
revoke execute on function anonymise_operations(timestamptz, int) from public;
--> statement-breakpoint
grant execute on function anonymise_operations(timestamptz, int) to projekter_admin;

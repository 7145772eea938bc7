// What the lean table asks of PostgreSQL, the same for the floor (`floor.ts`) and for the bare Next app (`next-floor/`).

/** The columns of an address in the order in which `CREATE` takes them, each as an array of this type. */
export const ADDRESS = {
  street: "text",
  house_no: "text",
  floor: "text",
  door: "text",
  postcode: "text",
  city: "text",
  amp: "int",
  desired_date: "date",
  remarks: "text",
};
const columns = Object.keys(ADDRESS);
const arrays = Object.values(ADDRESS).map((type, i) => `$${i + 4}::${type}[]`);

/** $1 project, $2 group, $3 person, and then the arrays of `ADDRESS`. */
export const CREATE = `
  with made as (
    insert into lean.cases (project_id, group_id, installer_id, state, ${columns})
    select $1::int, $2::int, $3::int, 'submitted', given.* from unnest(${arrays}) as given returning id
  )
  insert into lean.history (case_id, person_id, action, after) select id, $3, 'create', 'submitted' from made`;

const IS_MEMBER =
  "and exists (select from lean.members m where m.person_id = $3 and m.project_id = cases.project_id)";

/** $1 ids, $2 the new value, $3 person. */
const change = (column, type, condition) => `
  with old as (
    select id, ${column} as was from lean.cases where id = any($1::bigint[]) ${condition} for update
  ), done as (
    update lean.cases c set ${column} = $2::${type}, updated_at = now() from old
    where c.id = old.id returning c.id, old.was
  )
  insert into lean.history (case_id, person_id, action, before, after)
  select id, $3::int, '${column}', was::text, $2::text from done`;

/** The changes; `isMember` lets them touch only cases of the person's projects. */
export const changes = (isMember) => {
  const fence = isMember ? IS_MEMBER : "";
  return {
    state: change("state", "text", `and state = 'submitted' ${fence}`),
    assign: change("handler_id", "int", fence),
    edit: change("amp", "int", fence),
  };
};

/** $1 project, $2 states. */
export const LIST = `
  select c.id, c.street, c.house_no, c.floor, c.door, c.postcode, c.city, c.state, c.amp, c.desired_date::text, c.remarks,
    g.name as "group", h.name as handler
  from lean.cases c join lean.groups g on g.id = c.group_id left join lean.people h on h.id = c.handler_id
  where c.project_id = $1 and c.state = any($2::text[]) order by c.street, c.id limit 50`;
export const COUNTS = "select state, count(*)::int as n from lean.cases where project_id = $1 group by state";

/** $1 ids: what must be read to tell which actions they have in common. */
export const STATES_OF = "select id, state from lean.cases where id = any($1::bigint[])";
/** $1 project. */
export const STATES_IN = "select id, state from lean.cases where project_id = $1";

/**
 * With the ids at hand the planner may join 10,000 of them to a scan of the whole table; a generic plan goes by the
 * primary key at any size.
 */
export const OPTIONS = "-c plan_cache_mode=force_generic_plan";

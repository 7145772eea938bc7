import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases, organisations, projects } from "@/db/schema";
import type { SearchHits } from "@/lib/contract/answers/search";
import { SearchInput } from "@/lib/contract/inputs/cases";
import { CASE_NUMBERS, comparable } from "@/lib/domain/fields/case-numbers";
import { caseNumberIn, parseSearch, searchMatcher, termsOf } from "@/lib/domain/search";
import { visibleCases, visibleProjects } from "@/lib/server/kernel/access";
import type { Ctx } from "@/lib/server/kernel/context";
import { parseInput } from "@/lib/server/kernel/mutate";
import { containingFolded, limited, rowsOf } from "@/lib/server/kernel/sql";
import { type CaseHit, findCases, type HitRow, hitColumns, toHit } from "./matching-cases";

type Hit = CaseHit & Pick<SearchHits["cases"][number], "matched">;

/** So many cases, and so many projects. */
const SHOWN = 8;

/**
 * The first cases and projects that a text names, for a field that asks while it is typed. A case number, meter number or
 * metering point that is exactly the text leads. »tv« or »12«, which any project may have, is looked
 * for in the last changed projects only.
 */
export async function searchEverything(ctx: Ctx, input: unknown): Promise<SearchHits> {
  const { q } = parseInput(SearchInput, input);
  const [exact, found, named] = await Promise.all([
    casesNumbered(ctx, q),
    findCases(ctx, q, SHOWN + 1, true),
    projectsNamed(ctx, q),
  ]);
  const leading = new Set(exact.map(({ id }) => id));
  const hits = [...exact, ...found.filter(({ id }) => !leading.has(id)).map(matchedBy(q))];
  return {
    cases: hits.slice(0, SHOWN).map(({ addressParts: _, reference: __, ...hit }) => hit),
    moreCases: hits.length > SHOWN || termsOf(q) === null,
    projects: named.slice(0, SHOWN),
    moreProjects: named.length > SHOWN,
  };
}

/** The first of address, number and reference that was needed to find it. */
const matchedBy = (q: string) => {
  const finds = searchMatcher(parseSearch(q));
  return (hit: CaseHit): Hit => {
    const matched = finds({ ...hit, number: null, reference: null })
      ? "address"
      : finds({ ...hit, reference: null })
        ? "number"
        : "reference";
    return { ...hit, matched };
  };
};

/** The cases that have exactly this number, of any kind; open ones first where a closed one has it too. */
async function casesNumbered(ctx: Ctx, q: string): Promise<Hit[]> {
  const number = caseNumberIn(q);
  const withNumber = (matched: string, condition: SQL) =>
    sql`(select ${hitColumns}, ${matched}::text as matched from ${cases}
      join ${projects} on ${projects.id} = ${cases.projectId} where ${visibleCases(ctx.actor)} and ${condition} ${limited(SHOWN + 1)})`;
  // The indexes begin with the DSO, of which there are few.
  const ofAnyDso =
    ctx.actor.role === "dso"
      ? sql`true`
      : sql`${cases.dsoId} = any(array(select ${organisations.id} from ${organisations} where ${organisations.kind} = 'dso'))`;
  const key = comparable(q);
  const kinds = [
    ...(number === null ? [] : [withNumber("number", sql`${cases.number} = ${number}`)]),
    ...(/\d/.test(key)
      ? CASE_NUMBERS.map((kind) => withNumber(kind, sql`${ofAnyDso} and ${cases[`${kind}Key`]} = ${key}`))
      : []),
  ];
  if (kinds.length === 0) return [];
  const rows = await rowsOf<HitRow & Pick<Hit, "matched">>(
    ctx.db,
    sql`select * from (${sql.join(kinds, sql` union all `)}) as numbered
      order by matched = 'number' desc, state in ('archived', 'cancelled'), number desc ${limited(SHOWN + 1)}`,
  );
  return rows.map(toHit);
}

/** As the list of projects searches names. */
const projectsNamed = (ctx: Ctx, q: string): Promise<SearchHits["projects"]> =>
  rowsOf(
    ctx.db,
    sql`select id, name, grid_area::text as "gridArea" from ${projects} where ${visibleProjects(ctx.actor)}
      and ${containingFolded(sql`name`, q)} order by updated_at desc, id ${limited(SHOWN + 1)}`,
  );

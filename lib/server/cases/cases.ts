import "server-only";
import { sql } from "drizzle-orm";
import { cases, groups, users } from "@/db/schema";
import type { Case } from "@/lib/contract/answers/cases";
import { type Address, formatAddress } from "@/lib/domain/addresses/address";
import { DomainError } from "@/lib/contract/errors";
import { CaseListInput } from "@/lib/contract/inputs/cases";
import { type Offer, offersFor } from "@/lib/domain/actions/offers";
import { casesById, orderOf } from "./case-list";
import { matchingCases } from "./matching-cases";
import { addressColumns } from "@/lib/server/kernel/address-columns";
import type { Ctx } from "@/lib/server/kernel/context";
import { type HistoryEntry, historyOf } from "@/lib/server/kernel/history";
import { parseId, parseInput } from "@/lib/server/kernel/mutate";
import { rowsOf, uuidArray } from "@/lib/server/kernel/sql";

export type CaseDetail = {
  case: Case;
  actions: Offer<string>[];
  history: HistoryEntry[];
  /** The persons named in the history's changes, by id, also deactivated ones. */
  people: Map<string, { name: string; organisation: string | null }>;
};

/** One visible case with the actor's actions and its history; otherwise `not_found`. */
export async function getCase(ctx: Ctx, id: string): Promise<CaseDetail> {
  const [found] = await casesById(ctx, [parseId(id)]);
  if (!found) throw new DomainError("not_found");
  const actions = offersFor(ctx.actor.role, [{ state: found.state, count: 1, caseIds: [found.id] }]);
  const history = await historyOf(ctx, "case", found.id, found.projectId);
  return { case: found, actions, history, people: await peopleOf(ctx, history) };
}

/**
 * The same for somebody who looks at it, which is told (`ctx.seen`). `get` is `getCase` with a memory; the title of a page
 * is not told, as it is also made when a link is fetched ahead.
 */
export async function openCase(ctx: Ctx, id: string, get = getCase): Promise<CaseDetail> {
  const detail = await get(ctx, id);
  ctx.seen?.({ way: "opened", subject: "case", counts: new Map([[detail.case.id, 1]]) });
  return detail;
}

async function peopleOf(ctx: Ctx, history: readonly HistoryEntry[]): Promise<CaseDetail["people"]> {
  const ids = history
    .flatMap(({ changes }) => [...(changes?.installerId ?? []), ...(changes?.handlerId ?? [])])
    .filter((id) => typeof id === "string");
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<{ id: string; name: string; organisation: string | null }>(
    ctx.db,
    sql`select ${users.id} as id, ${users.name} as name, o.name as organisation
      from ${users} left join organisations o on o.id = ${users.organisationId}
      where ${users.id} = any(${uuidArray([...new Set(ids)])})`,
  );
  return new Map(rows.map(({ id, ...person }) => [id, person]));
}

export type Neighbour = { id: string; number: number; address: string };

/**
 * The cases before and after a case in the list of its project, filtered and sorted by `list` as on the project page:
 * group by group in order of creation. Null at the ends, and of a case out of sight. The case need not match the filter.
 */
export async function neighboursOf(
  ctx: Ctx,
  of: Pick<Case, "id" | "projectId">,
  list: unknown,
): Promise<{ previous: Neighbour | null; next: Neighbour | null }> {
  const { sort, cursor: _cursor, limit: _limit, ...filter } = parseInput(CaseListInput, list);
  const { expression, source } = orderOf(sort.by);
  // From the case's own group onwards (backwards, when reversed), the first case of the first group that has one.
  const nearest = (isReversed: boolean) => {
    const [direction, from] = isReversed ? [sql`desc`, sql`<=`] : [sql`asc`, sql`>=`];
    const [own, beyond] = sort.descending === isReversed ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`];
    return sql`(select ${isReversed}::boolean as "isBefore", hit.* from (
        select id from ${groups} where ${groups.projectId} = ${of.projectId}
          and (${groups.createdAt}, ${groups.id}) ${from} (select made, group_id from here)
        order by ${groups.createdAt} ${direction}, ${groups.id} ${direction} offset 0
      ) as of_group cross join lateral (
        select ${cases.id} as id, ${cases.number} as number, ${addressColumns} from ${source}
        where ${cases.groupId} = of_group.id and ${matchingCases(ctx, of.projectId, filter)}
          and (of_group.id <> (select group_id from here)
            or (${expression}, ${cases.id}) ${beyond} (select place, id from here))
        order by ${expression} ${own}, ${cases.id} ${own} limit 1
      ) as hit limit 1)`;
  };
  const rows = await rowsOf<Omit<Neighbour, "address"> & Address & { isBefore: boolean }>(
    ctx.db,
    sql`with here as (select ${groups.createdAt} as made, ${groups.id} as group_id, ${expression} as place, ${cases.id} as id
        from ${source} join ${groups} on ${groups.id} = ${cases.groupId} where ${cases.id} = ${of.id})
      ${nearest(true)} union all ${nearest(false)}`,
  );
  const one = (isBefore: boolean): Neighbour | null => {
    const row = rows.find((found) => found.isBefore === isBefore);
    return row ? { id: row.id, number: row.number, address: formatAddress(row) } : null;
  };
  return { previous: one(true), next: one(false) };
}

import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases, groups, users } from "@/db/schema";
import type { Case, Cases } from "@/lib/contract/answers/cases";
import type { CountsByState } from "@/lib/contract/answers/pieces";
import {
  type CaseFieldsAsked,
  CasePageInput,
  type CaseSort,
  LISTED_FIELDS,
  type SortOrder,
} from "@/lib/contract/inputs/cases";
import type { CaseFilter } from "@/lib/contract/inputs/selection";
import { type Address, formatAddress } from "@/lib/domain/addresses/address";
import { sideOf, soonUntil, statusOf, waitingIn } from "@/lib/domain/due";
import { CASE_STATES, type CaseState, type Role } from "@/lib/domain/vocabulary";
import { visibleCases } from "@/lib/server/kernel/access";
import { addressColumns } from "@/lib/server/kernel/address-columns";
import { type Ctx, today } from "@/lib/server/kernel/context";
import { type Place, readCursor, refuseStrange, writeCursor } from "@/lib/server/kernel/cursor";
import { readInTurn } from "@/lib/server/kernel/heavy-reads";
import { reasonsOf } from "@/lib/server/kernel/history";
import { parseId, parseInput } from "@/lib/server/kernel/mutate";
import { limited, rowsOf, uuidArray } from "@/lib/server/kernel/sql";
import { lookUpProject } from "@/lib/server/projects/projects";
import { type CaseCounts, countCases } from "./case-counts";
import { matchingCases } from "./matching-cases";
import { dueText } from "./promises";

/** An order of cases: its value, and the tables that the value needs beside `cases`. */
type Order = { expression: SQL; type: SQL; joins?: SQL };

const installers = sql`join ${users} i on i.id = ${cases.installerId}`;
const handlers = sql`left join ${users} h on h.id = ${cases.handlerId}`;

/** Orders by a text and then by address; both in one text, so that a cursor holds one value. */
const thenAddress = (value: SQL): Order => ({
  expression: sql`(concat(${value}, chr(9), ${cases.addressSort}) collate "C")`,
  type: sql`text collate "C"`,
});
const stateOrder = sql.join(
  CASE_STATES.map((state, i) => sql`when ${sql.raw(`'${state}'`)} then ${sql.raw(`'${i}'`)}`),
  sql` `,
);

const ORDER: Record<CaseSort, Order> = {
  address: { expression: sql`${cases.addressSort}`, type: sql`text collate "C"` },
  // By the number itself the database would walk the numbers of all projects until it meets enough of this one's.
  number: { expression: sql`(${cases.number} + 0)`, type: sql`int` },
  state: thenAddress(sql`case ${cases.state} ${stateOrder} end`),
  installer: { ...thenAddress(sql`i.name_order`), joins: installers },
  handler: { ...thenAddress(sql`h.name_order`), joins: handlers },
  connectionDate: thenAddress(sql`${cases.fields}->>'connectionDate'`),
  reference: thenAddress(sql`${cases.fields}->>'reference'`),
  updatedAt: { expression: sql`${cases.updatedAt}`, type: sql`timestamptz` },
  // What has no day comes last.
  due: thenAddress(sql`coalesce(${dueText}, '9999')`),
};

/** The expression of a sort, and the tables that it needs. */
export const orderOf = (by: CaseSort): { expression: SQL; source: SQL } => ({
  expression: ORDER[by].expression,
  source,
});

/** A case as it is read from the database; moments are as the database writes them. */
type Row = Omit<Case, "address" | "addressParts" | "closed" | "due"> &
  Address & { dueOn: string | null; place: string };

/** Those of a case's fields that are asked for. */
const fieldsOf = (asked: CaseFieldsAsked) =>
  asked === "all"
    ? sql`${cases.fields}`
    : sql`jsonb_strip_nulls(jsonb_build_object(${sql.join(
        LISTED_FIELDS.map((key) => sql.raw(`'${key}', cases.fields->'${key}'`)),
        sql`, `,
      )}))`;

const columnsWith = (
  asked: CaseFieldsAsked,
) => sql`${cases.id} as id, ${cases.number} as number, ${cases.projectId} as "projectId",
  ${cases.gridArea}::text as "gridArea", ${cases.groupId} as "groupId",
  ${cases.caseType} as "caseType", ${cases.state} as state, ${addressColumns},
  ${fieldsOf(asked)} as fields, ${dueText} as "dueOn", ${cases.version} as version, ${cases.createdAt} as "createdAt", ${cases.updatedAt} as "updatedAt",
  ${cases.anonymisedAt} as "anonymisedAt",
  json_build_object('id', i.id, 'name', i.name) as installer,
  case when h.id is not null then json_build_object('id', h.id, 'name', h.name) end as handler`;

const source = sql`${cases} ${installers} ${handlers}`;

type Turn = Pick<NonNullable<Case["due"]>, "side" | "waiting">;
const TURNS = new Map<string, Turn | null>();
/** Whose turn it is in a state, remembered: a list asks for the same few. */
function turnIn(state: CaseState, role: Role): Turn | null {
  const key = `${state} ${role}`;
  const known = TURNS.get(key);
  if (known !== undefined) return known;
  const [side, waiting] = [sideOf(state), waitingIn(state, role)];
  const turn = side && waiting && { side, waiting };
  TURNS.set(key, turn);
  return turn;
}

/** Every member is named, as copying an object without some of its members takes ten times as long. */
async function toCases(ctx: Ctx, rows: readonly Row[]): Promise<Case[]> {
  const closed = await reasonsOf(ctx, rows);
  const { role } = ctx.actor;
  const day = today(ctx);
  const soon = soonUntil(day);
  return rows.map((row) => {
    const { street, houseNo, floor, door, postcode, city } = row;
    const addressParts: Address = { street, houseNo, floor, door, postcode, city };
    const turn = turnIn(row.state, role);
    return {
      id: row.id,
      number: row.number,
      projectId: row.projectId,
      gridArea: row.gridArea,
      groupId: row.groupId,
      caseType: row.caseType,
      state: row.state,
      address: formatAddress(addressParts),
      addressParts,
      fields: row.fields,
      installer: row.installer,
      handler: row.handler,
      due: turn && {
        date: row.dueOn,
        side: turn.side,
        paused: false,
        status: statusOf(row.dueOn, day, soon),
        waiting: turn.waiting,
      },
      closed: closed.get(row.id) ?? null,
      version: row.version,
      createdAt: new Date(row.createdAt).toISOString(),
      updatedAt: new Date(row.updatedAt).toISOString(),
      anonymisedAt: row.anonymisedAt && new Date(row.anonymisedAt).toISOString(),
    };
  });
}

/**
 * A page of the cases of a visible project that match; the counts are of all that match, with zeros for other groups
 * and states. `not_found` for a project out of sight.
 */
export async function listCases(ctx: Ctx, projectId: string, input: unknown): Promise<Cases> {
  const { sort, cursor, limit, fields, ...filter } = parseInput(CasePageInput, input);
  const id = parseId(projectId);
  const pageOf = async () => sortedPage(matchingCases(ctx, id, filter), sort, cursor, limit);
  const [counted, read] = await Promise.allSettled([
    countCases(ctx, id, filter),
    pageOf().then((page) => readPage(ctx, page, fields, limit)),
  ]);
  // A project out of sight is told before a cursor of another list.
  if (counted.status === "rejected") throw counted.reason;
  if (read.status === "rejected") throw read.reason;
  const { countsByGroup, ...counts } = counted.value;
  return {
    ...read.value,
    ...counts,
    countsByGroup: Object.fromEntries(
      Object.entries(countsByGroup).map(([group, byState]) => [group, sum(byState)]),
    ),
  };
}

/** The ids and places of one page, and of one case more, in their order; `list` names the order in cursors. */
export type IdPage = { ids: SQL; direction: SQL; list: string; after: Place | undefined };

/** `invalid` for a cursor of another order. */
export function sortedPage(
  matching: SQL,
  sort: SortOrder,
  cursor: string | undefined,
  limit: number,
): IdPage {
  const list = `cases ${sort.descending ? "-" : ""}${sort.by}`;
  const after = readCursor(list, cursor);
  const { expression, type, joins } = ORDER[sort.by];
  const direction = sort.descending ? sql`desc` : sql`asc`;
  const beyond = after
    ? sql`and (${expression}, ${cases.id}) ${sort.descending ? sql`<` : sql`>`} (${after.value}::${type}, ${after.id}::uuid)`
    : sql``;
  return {
    ids: sql`select ${cases.id} as id, ${expression} as place from ${cases} ${joins ?? sql``} where ${matching} ${beyond}
      order by ${expression} ${direction}, ${cases.id} ${direction} ${limited(limit + 1)}`,
    direction,
    list,
    after,
  };
}

/** Few columns are sorted, of many rows; only the page's own are read whole (ADR 17). */
export async function readPage(
  ctx: Ctx,
  { ids, direction, list, after }: IdPage,
  fields: CaseFieldsAsked,
  limit: number,
): Promise<{ cases: Case[]; nextCursor: string | null }> {
  const rows = await rowsOf<Row>(
    ctx.db,
    sql`select ${columnsWith(fields)}, page.place::text as place from (${ids}) as page join ${source} on ${cases.id} = page.id
      order by page.place ${direction}, page.id ${direction}`,
  ).catch(refuseStrange(after));
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    cases: await toCases(ctx, page),
    nextCursor: rows.length > limit && last ? writeCursor(list, { value: last.place, id: last.id }) : null,
  };
}

const sum = (counts: CountsByState) => Object.values(counts).reduce((total, n) => total + n, 0);

export const BY_ADDRESS: SortOrder = { by: "address", descending: false };

/**
 * The matching cases of a visible project, or of all for null, in order, at most `limit`. `not_found` for a project out of
 * sight.
 */
export async function allCases(
  ctx: Ctx,
  projectId: string | null,
  filter: CaseFilter,
  limit: number,
  sort: SortOrder = BY_ADDRESS,
  fields: CaseFieldsAsked = "all",
): Promise<Case[]> {
  if (projectId) await lookUpProject(ctx, projectId);
  const direction = sort.descending ? sql`desc` : sql`asc`;
  const rows = await readInTurn(ctx, () =>
    rowsOf<Row>(
      ctx.db,
      sql`select ${columnsWith(fields)}, '' as place from ${source} where ${matchingCases(ctx, projectId, filter)}
      order by ${ORDER[sort.by].expression} ${direction}, ${cases.id} ${direction} limit ${limit}`,
    ),
  );
  return toCases(ctx, rows);
}

/** Rows on one page to print; browsers are slow to print a project of 50,000 rows. */
export const PRINT_PAGE = 1_000;

/**
 * One page of the matching cases of a visible project, group by group in order of creation, then sorted, with the
 * counts of all that match. `wanted` counts from 1, and is moved to the nearest page. `not_found` out of sight.
 */
export async function casesToPrint(
  ctx: Ctx,
  projectId: string,
  filter: CaseFilter,
  sort: SortOrder,
  wanted: number,
): Promise<{ cases: Case[]; counts: CaseCounts; page: number; pages: number }> {
  const counts = await countCases(ctx, projectId, filter);
  const pages = Math.max(1, Math.ceil(counts.total / PRINT_PAGE));
  const page = Math.min(Math.max(1, Math.trunc(wanted) || 1), pages);
  const direction = sort.descending ? sql`desc` : sql`asc`;
  const rows = await readInTurn(ctx, () =>
    rowsOf<Row>(
      ctx.db,
      sql`select ${columnsWith("list")}, '' as place from ${source} join ${groups} on ${groups.id} = ${cases.groupId}
      where ${matchingCases(ctx, projectId, filter)}
      order by ${groups.createdAt}, ${groups.id}, ${ORDER[sort.by].expression} ${direction}, ${cases.id} ${direction}
      limit ${PRINT_PAGE} offset ${(page - 1) * PRINT_PAGE}`,
    ),
  );
  const found = await toCases(ctx, rows);
  if (found.length > 0)
    ctx.seen?.({ way: "printed", subject: "project", counts: new Map([[projectId, found.length]]) });
  return { cases: found, counts, page, pages };
}

/** The ids of the cases that `allCases` gives, in the same order, so that the cases can be read in pieces. */
export async function caseIdsInOrder(
  ctx: Ctx,
  projectId: string,
  filter: CaseFilter,
  limit: number,
): Promise<string[]> {
  await lookUpProject(ctx, projectId);
  const [found] = await rowsOf<{ ids: string[] | null }>(
    ctx.db,
    sql`select json_agg(c.id) as ids from (select ${cases.id} as id from ${cases}
      where ${matchingCases(ctx, projectId, filter)} order by ${cases.addressSort}, ${cases.id} limit ${limit}) c`,
  );
  return found?.ids ?? [];
}

/** The cases of `ids`, a query for ids and places as `sortedPage` makes it, in that order. */
export async function casesOf(ctx: Ctx, ids: SQL): Promise<Case[]> {
  const rows = await rowsOf<Row>(
    ctx.db,
    sql`select ${columnsWith("list")}, '' as place from (${ids}) as page join ${source} on ${cases.id} = page.id
      order by page.place, page.id`,
  );
  return toCases(ctx, rows);
}

/** The visible cases among some ids, in the order of their addresses. */
export async function casesById(ctx: Ctx, ids: readonly string[]): Promise<Case[]> {
  const rows = await rowsOf<Row>(
    ctx.db,
    sql`select ${columnsWith("all")}, '' as place from ${source} where ${visibleCases(ctx.actor)} and ${cases.id} = any(${uuidArray(ids)})
      order by ${cases.addressSort}, ${cases.id}`,
  );
  return toCases(ctx, rows);
}

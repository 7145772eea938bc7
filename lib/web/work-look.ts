import "server-only";
import type { CaseFilter } from "@/lib/contract/inputs/selection";
import { CaseFilter as CaseFilterInput } from "@/lib/contract/inputs/selection";
import { sort as CaseOrder, type SortOrder } from "@/lib/contract/inputs/cases";
import { DomainError } from "@/lib/contract/errors";
import type { CaseColumnId } from "@/lib/domain/case-columns";
import { WORK_GROUPINGS, type WorkGrouping } from "@/lib/domain/case-filter";
import { parseInput } from "@/lib/server/kernel/mutate";
import type { View } from "@/lib/server/views/views";
import { columnsIn } from "./list-look";
import { filled } from "./page";

const FILTERS = [
  "q",
  "project",
  "area",
  "group",
  "state",
  "installer",
  "handler",
  "due",
  "waiting",
] as const satisfies (keyof CaseFilter)[];

export type WorkQuery = Record<string, string | string[]>;

/** How the work list is looked at. */
export type WorkLook = {
  filter: CaseFilter;
  by: WorkGrouping;
  sort: SortOrder;
  /** Null: not said. */
  columns: CaseColumnId[] | null;
  /** All of that as the page's address says it. */
  query: WorkQuery;
  /** The saved view that it began with, and whether it differs from that. */
  view: View | null;
  isChanged: boolean;
};

/**
 * The look that a query of the page asks for. A view alone is that view; with a grouping beside it the query says all of
 * the look, and the view is what it began with. `not_found` for a view out of sight, `invalid` for a filter that is none.
 */
export function workLook(
  given: Record<string, string | string[] | undefined>,
  views: readonly View[],
): WorkLook {
  const { view: id } = filled(given, ["view"]);
  const view = id === undefined ? null : views.find((one) => one.id === id);
  if (view === undefined) throw new DomainError("not_found");
  const asked = filled(given, [...FILTERS, "by", "sort", "columns"]);
  const query = view ? { view: view.id, ...(asked.by ? asked : queryOf(view)) } : asked;
  const look = lookOf(query);
  return { ...look, query, view, isChanged: view !== null && textOf(look) !== textOf(lookOf(queryOf(view))) };
}

function lookOf(query: WorkQuery): Pick<WorkLook, "filter" | "by" | "sort" | "columns"> {
  const { columns } = query;
  return {
    filter: parseInput(CaseFilterInput, filled(query, FILTERS)),
    by: WORK_GROUPINGS.find((one) => one === query.by) ?? "project",
    sort: parseInput(CaseOrder, query.sort ?? "address"),
    columns: columnsIn(typeof columns === "string" ? columns : undefined),
  };
}

const queryOf = ({ filter, grouping, sort, columns }: View): WorkQuery => ({
  ...filled(filter, FILTERS),
  by: grouping,
  ...(sort && { sort }),
  ...(columns && { columns: columns.join(",") }),
});

/** Two looks are the same when their texts are. */
const textOf = ({ filter, by, sort, columns }: Pick<WorkLook, "filter" | "by" | "sort" | "columns">) =>
  JSON.stringify([FILTERS.map((key) => filter[key]?.toSorted()), by, sort, columns]);

export const sortTextOf = ({ by, descending }: SortOrder) => `${descending ? "-" : ""}${by}`;

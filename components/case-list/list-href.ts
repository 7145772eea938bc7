import { queryOf } from "@/components/selection/selection";
import type { CaseFilter } from "@/lib/domain/case-filter";

/** A list's page with a filter and an order; the usual order is not named. `path` may have a query of its own. */
export const listHref = (path: string, filter: CaseFilter, sort: string): string =>
  sort === "address" ? withQuery(path, queryOf(filter)) : sortedHref(path, filter, sort);

/** The same page in another order, which is named. */
export function sortedHref(path: string, filter: CaseFilter, sort: string): string {
  const query = queryOf(filter);
  query.set("sort", sort);
  return withQuery(path, query);
}

const withQuery = (path: string, query: URLSearchParams) =>
  query.size === 0 ? path : `${path}${path.includes("?") ? "&" : "?"}${query}`;

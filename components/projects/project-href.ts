import { queryOf } from "@/components/selection/selection";
import type { CaseFilter } from "@/lib/domain/case-filter";

/** The project's page with a filter and an order; the usual order is not named. */
export function projectHref(id: string, filter: CaseFilter, sort: string): string {
  const query = queryOf(filter);
  if (sort !== "address") query.set("sort", sort);
  return `/projects/${id}${query.size > 0 ? `?${query}` : ""}`;
}

/** The same page in another order, which is named. */
export function sortedHref(id: string, filter: CaseFilter, sort: string): string {
  const query = queryOf(filter);
  query.set("sort", sort);
  return `/projects/${id}?${query}`;
}

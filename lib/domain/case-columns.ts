/** What a list of cases can show, in the usual order; the first two are always shown. */
export const CASE_COLUMNS = [
  "address",
  "number",
  "project",
  "state",
  "installer",
  "due",
  "handler",
  "connectionDate",
  "closed",
  "reference",
  "updatedAt",
] as const;
export type CaseColumnId = (typeof CASE_COLUMNS)[number];

export const isCaseColumn = (given: string): given is CaseColumnId =>
  (CASE_COLUMNS as readonly string[]).includes(given);

/** How somebody likes to see lists of cases; without columns of their own they see the usual ones. */
export type ListLook = { columns: readonly CaseColumnId[] | null; isCompact: boolean };

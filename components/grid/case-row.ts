import type { Case } from "@/lib/contract/answers/cases";
import type { CountsByState } from "@/lib/contract/answers/pieces";
import type { Group } from "@/lib/contract/answers/projects";
import { type Address, ADDRESS_PARTS, formatAddress } from "@/lib/domain/addresses/address-parts";
import type { WorkGrouping } from "@/lib/domain/case-filter";
import type { CaseState, CaseType } from "@/lib/domain/vocabulary";

/** A case as the project page shows it. */
export type CaseRow = {
  id: string;
  number: number;
  projectId: string;
  /** Its name, in lists of several projects. */
  project: string | null;
  gridArea: string;
  groupId: string;
  caseType: CaseType;
  state: CaseState;
  version: number;
  address: string;
  addressParts: Address;
  installer: string;
  installerId: string;
  handler: string | null;
  handlerId: string | null;
  connectionDate: string | null;
  reference: string | null;
  due: Case["due"];
  /** Why and when it was rejected or cancelled. */
  closed: { reason: string | null; day: string } | null;
  updatedAt: string;
  anonymisedAt: string | null;
  /** Somebody else changed it while the page was open; it may have `left` what the filter finds, or be `removed`. */
  live?: "changed" | "left" | "removed";
};

/** Whether what is shown of a row is no longer in the list. */
export const isOut = (row: CaseRow): row is CaseRow & { live: "left" | "removed" } =>
  row.live === "left" || row.live === "removed";

export type { Assignees } from "@/lib/contract/answers/people";

export type GroupRow = Omit<Group, "projectId">;

export type { CountsByState } from "@/lib/contract/answers/pieces";

/** What the cases of a list are put together by: their group in a project; across projects, what the reader chose. */
export type Grouping = "group" | WorkGrouping;

/** The part that a case belongs to; the filter `{[by]: [part]}` finds the part's cases. */
export function partOf(by: Grouping, row: CaseRow): string {
  switch (by) {
    case "group":
      return row.groupId;
    case "project":
      return row.projectId;
    case "state":
      return row.state;
    case "due":
      return row.due?.status ?? "none";
    case "installer":
      return row.installerId;
    case "handler":
      return row.handlerId ?? "none";
  }
}

/** A part of a list under a row of its own; `caseCount` is of all its cases, whatever the filter. */
export type Part = { id: string; name: string; caseCount: number };

/** A part as the grid shows it: how many of its cases the filter leaves, and those of them that are here. */
export type ShownPart = Part & {
  counts: CountsByState;
  shown: number;
  rows: CaseRow[];
  isOpen: boolean;
};

/** How many of some cases are selected. */
export type Coverage = "none" | "some" | "all";

/** A case as the server and the API tell it. */
export type ToldCase = Omit<Case, "createdAt"> & { projectName?: string };

export const caseRowOf = (told: ToldCase): CaseRow => ({
  id: told.id,
  number: told.number,
  projectId: told.projectId,
  project: told.projectName ?? null,
  gridArea: told.gridArea,
  groupId: told.groupId,
  caseType: told.caseType,
  state: told.state,
  version: told.version,
  address: told.address,
  addressParts: told.addressParts,
  installer: told.installer.name,
  installerId: told.installer.id,
  handler: told.handler?.name ?? null,
  handlerId: told.handler?.id ?? null,
  connectionDate: (told.fields.connectionDate as string | undefined) ?? null,
  reference: (told.fields.reference as string | undefined) ?? null,
  due: told.due,
  closed: told.closed,
  updatedAt: told.updatedAt,
  anonymisedAt: told.anonymisedAt,
});

/**
 * Thousands of rows as one text. As props React would look at every value of theirs, when the page is drawn on the
 * server, when it is sent and when it comes to life. An address travels as its parts, and a value that all rows have once.
 */
export function packRows(rows: readonly CaseRow[]): string {
  const [first] = rows;
  const all = Object.keys(first ?? {}).filter((key) => !key.startsWith("address")) as (keyof CaseRow)[];
  const keys = all.filter((key) => rows.some((row) => row[key] !== first?.[key]));
  const same = Object.fromEntries(all.filter((key) => !keys.includes(key)).map((key) => [key, first?.[key]]));
  return JSON.stringify([
    same,
    keys,
    ...rows.map((row) => [
      ADDRESS_PARTS.map((part) => row.addressParts[part]),
      ...keys.map((key) => row[key]),
    ]),
  ]);
}

export function unpackRows(packed: string): CaseRow[] {
  const [same, keys, ...rows] = JSON.parse(packed) as [object, string[], ...[string[], ...unknown[]][]];
  return rows.map(([parts, ...values]) => {
    const addressParts = Object.fromEntries(ADDRESS_PARTS.map((part, i) => [part, parts[i]])) as Address;
    const rest = Object.fromEntries(keys.map((key, i) => [key, values[i]]));
    return { ...same, ...rest, address: formatAddress(addressParts), addressParts } as CaseRow;
  });
}

export const sumOf = (counts: CountsByState) => Object.values(counts).reduce((sum, count) => sum + count, 0);

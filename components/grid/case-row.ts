import type { Case } from "@/lib/contract/answers/cases";
import type { CountsByState } from "@/lib/contract/answers/pieces";
import type { Group } from "@/lib/contract/answers/projects";
import { type Address, ADDRESS_PARTS, formatAddress } from "@/lib/domain/addresses/address-parts";
import type { CaseState, CaseType } from "@/lib/domain/vocabulary";

/** A case as the project page shows it. */
export type CaseRow = {
  id: string;
  number: number;
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
  /** Why and when it was rejected or cancelled. */
  closed: { reason: string | null; day: string } | null;
  updatedAt: string;
  anonymisedAt: string | null;
};

export type { Assignees } from "@/lib/contract/answers/people";

export type GroupRow = Omit<Group, "projectId">;

export type { CountsByState } from "@/lib/contract/answers/pieces";

/** A group as the grid shows it: how many of its cases the filter leaves, and those of them that are here. */
export type ShownGroup = GroupRow & {
  counts: CountsByState;
  shown: number;
  rows: CaseRow[];
  isOpen: boolean;
};

/** How many of some cases are selected. */
export type Coverage = "none" | "some" | "all";

/** A case as the server and the API tell it. */
export type ToldCase = Omit<Case, "projectId" | "createdAt">;

export const caseRowOf = (told: ToldCase): CaseRow => ({
  id: told.id,
  number: told.number,
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
  closed: told.closed,
  updatedAt: told.updatedAt,
  anonymisedAt: told.anonymisedAt,
});

/**
 * Thousands of rows as one text. As props React would look at every value of theirs, when the page is drawn on the
 * server, when it is sent and when it comes to life. An address travels as its parts.
 */
export function packRows(rows: readonly CaseRow[]): string {
  const keys = Object.keys(rows[0] ?? {}).filter((key) => !key.startsWith("address")) as (keyof CaseRow)[];
  return JSON.stringify([
    keys,
    ...rows.map((row) => [
      ADDRESS_PARTS.map((part) => row.addressParts[part]),
      ...keys.map((key) => row[key]),
    ]),
  ]);
}

export function unpackRows(packed: string): CaseRow[] {
  const [keys, ...rows] = JSON.parse(packed) as [string[], ...[string[], ...unknown[]][]];
  return rows.map(([parts, ...values]) => {
    const addressParts = Object.fromEntries(ADDRESS_PARTS.map((part, i) => [part, parts[i]])) as Address;
    const rest = Object.fromEntries(keys.map((key, i) => [key, values[i]]));
    return { ...rest, address: formatAddress(addressParts), addressParts } as CaseRow;
  });
}

export const sumOf = (counts: CountsByState) => Object.values(counts).reduce((sum, count) => sum + count, 0);

import type { CaseRow } from "@/components/grid/case-row";
import { formatAddress } from "@/lib/domain/addresses/address-parts";

const ADDRESS = {
  street: "Bygaden",
  houseNo: "12A",
  floor: "3",
  door: "tv",
  postcode: "2740",
  city: "Skovlunde",
};

/** A case as the project page has it; the address follows from its parts. */
export const aRow = (
  id: string,
  {
    addressParts,
    ...more
  }: Partial<Omit<CaseRow, "addressParts">> & { addressParts?: Partial<CaseRow["addressParts"]> } = {},
): CaseRow => {
  const parts = { ...ADDRESS, ...addressParts };
  return {
    id,
    number: 10_432,
    projectId: "bygaden",
    project: null,
    gridArea: "791",
    groupId: "blok-a",
    caseType: "apartment",
    state: "submitted",
    version: 3,
    address: formatAddress(parts),
    addressParts: parts,
    installer: "Ida",
    installerId: "ida",
    handler: null,
    handlerId: null,
    connectionDate: null,
    reference: "REF-7",
    due: { date: "2026-12-15", side: "dso", paused: false, status: "later", waiting: "them" },
    closed: null,
    updatedAt: "2026-11-24T10:00:00.000Z",
    anonymisedAt: null,
    ...more,
  };
};

import type { ValueRepair } from "@/lib/domain/problem";

/** The parts of an address as they are stored, in the order in which they are written. */
export const ADDRESS_PARTS = ["street", "houseNo", "floor", "door", "postcode", "city"] as const;
export type AddressPart = (typeof ADDRESS_PARTS)[number];
export const isAddressPart = (key: string): key is AddressPart =>
  (ADDRESS_PARTS as readonly string[]).includes(key);

/** The parts that every address must have. */
export const REQUIRED_PARTS = ["street", "houseNo", "postcode"] as const satisfies readonly AddressPart[];
export const isRequiredPart = (key: string): boolean => (REQUIRED_PARTS as readonly string[]).includes(key);

/** An address in canonical form; an absent floor, door or city is the empty string. */
export type Address = Record<AddressPart, string>;

/** An address on one line, »Bakkevej 20A, 3. tv, 2740 Skovlunde«; empty parts are left out with their marks. */
export function formatAddress({ street, houseNo, floor, door, postcode, city }: Address): string {
  const inside = [floor && `${floor}.`, door].filter(Boolean).join(" ");
  return [`${street} ${houseNo}`, inside, `${postcode} ${city}`.trim()].filter(Boolean).join(", ");
}

/** A part that is read otherwise than it was written (»2. TH« → th), to be shown to the user. */
export type AddressRepair = ValueRepair & { field: AddressPart };

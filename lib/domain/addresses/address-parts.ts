/** The parts of an address as they are stored, in the order in which they are written. */
export const ADDRESS_PARTS = ["street", "houseNo", "floor", "door", "postcode", "city"] as const;
export type AddressPart = (typeof ADDRESS_PARTS)[number];

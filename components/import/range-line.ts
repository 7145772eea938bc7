import type { RangeAddress } from "@/lib/domain/addresses/address-range";

/** »Bygaden 1, st. tv«: the postcode is the same for all of them. */
export const lineOf = (address: RangeAddress) =>
  [
    `${address.street} ${address.houseNo}`,
    [address.floor && `${address.floor}.`, address.door].filter(Boolean).join(" "),
  ]
    .filter(Boolean)
    .join(", ");

import "server-only";
import { sql } from "drizzle-orm";
import { cases } from "@/db/schema";
import type { Address } from "@/lib/domain/addresses/address";
import { ADDRESS_PARTS, type AddressPart, isAddressPart } from "@/lib/domain/addresses/address-parts";

/** The parts of a case's address as columns of a select, each under its own name. */
export const addressColumns = sql.join(
  ADDRESS_PARTS.map((part) => sql`${cases[part]} as ${sql.identifier(part)}`),
  sql`, `,
);

/** Separates a row's address from its other columns. Null parts, as of an outer join, become "". */
export function withoutAddress<Row extends Record<AddressPart, string | null>>(
  row: Row,
): { address: Address; rest: Omit<Row, AddressPart> } {
  const others = Object.entries(row).filter(([key]) => !isAddressPart(key));
  const parts = ADDRESS_PARTS.map((part) => [part, row[part] ?? ""]);
  return {
    address: Object.fromEntries(parts) as Address,
    rest: Object.fromEntries(others) as Omit<Row, AddressPart>,
  };
}

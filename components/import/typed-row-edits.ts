import { COPIED, type TypedRow, withoutMark } from "./import-answer";

export const MAX_ROWS = 200;

/** A row and the column in it. */
export type CellPlace = { row: number; key: string };

export const isEmptyRow = (row: TypedRow | undefined) =>
  Object.values(withoutMark(row)).every((text) => text.trim() === "");

/** A new postcode takes the town with it, which was that of the old one. */
export const withValue = (rows: readonly TypedRow[], { row, key }: CellPlace, value: string): TypedRow[] =>
  rows.map((one, i) =>
    i === row ? { ...withoutMark(one), ...(key === "postcode" && { city: "" }), [key]: value } : one,
  );

/** One more row, on the street of the last one, as the next house mostly is. */
export function withNewRow(rows: readonly TypedRow[]): TypedRow[] {
  const { street = "", postcode = "", city = "" } = rows.at(-1) ?? {};
  return [...rows, { street, postcode, city, [COPIED]: "1" }];
}

/** A row with all that the given one has but its own number, right below it. */
export const withRowCopied = (rows: readonly TypedRow[], row: number): TypedRow[] => [
  ...rows.slice(0, row + 1),
  { ...rows[row], houseNo: "", reference: "", [COPIED]: "1" },
  ...rows.slice(row + 1),
];

/** Without the row; there is always one to type in. */
export const withoutRow = (rows: readonly TypedRow[], row: number): TypedRow[] =>
  rows.length === 1 ? [{}] : rows.filter((_, i) => i !== row);

/** The cell's value in every row below it. */
export function copiedDown(rows: readonly TypedRow[], { row, key }: CellPlace): TypedRow[] {
  const value = rows[row]?.[key] ?? "";
  return rows.map((one, i) => (i > row ? { ...withoutMark(one), [key]: value } : one));
}

/** With what was pasted written over the rows from the given one on, up to the limit. */
export function withPasted(rows: readonly TypedRow[], row: number, pasted: readonly TypedRow[]): TypedRow[] {
  const next = [...rows];
  for (const [i, values] of pasted.slice(0, MAX_ROWS - row).entries())
    next[row + i] = { ...withoutMark(next[row + i]), ...values };
  return next;
}

/** A found address fills the last row when nothing is in it. */
export const withAddress = (rows: readonly TypedRow[], address: TypedRow): TypedRow[] =>
  isEmptyRow(rows.at(-1)) ? [...rows.slice(0, -1), address] : [...rows, address];

/** The town of a postcode, where nobody has written one. */
export const withTown = (rows: readonly TypedRow[], postcode: string, town: string): TypedRow[] =>
  rows.map((one) => (one.postcode?.trim() === postcode && !one.city?.trim() ? { ...one, city: town } : one));

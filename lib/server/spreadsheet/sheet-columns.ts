import "server-only";
import { AMPERES, type FieldDefinition, type FieldKey, field, isFieldKey } from "@/lib/domain/fields/fields";
import type { Translate } from "@/lib/messages";
import { labelWithUnit, valueText } from "@/lib/messages/sentences";
import type { SheetCell, WorkbookSheet } from "./write-workbook";

// The columns of every workbook: headers, widths, lists of choices, and rules.

export const plain = (text: string): SheetCell => (text === "" ? null : text);

/** A column's header: its label with the unit, and a star when it is required. */
export const headOf = (t: Translate, { key, isRequired }: { key: string; isRequired: boolean }) =>
  `${labelWithUnit(t, key)}${isRequired ? " *" : ""}`;

/** In characters; longer texts are wrapped. */
const WIDTHS: Partial<Record<string, number>> = {
  street: 20,
  houseNo: 7,
  floor: 6,
  door: 6,
  postcode: 8,
  city: 13,
  reference: 12,
  usage: 14,
  customerName: 18,
  payerName: 18,
  remarks: 28,
  connectionPoint: 16,
};
const WIDTH_OF_KIND: Record<FieldDefinition["kind"], number> = {
  text: 12,
  integer: 8,
  number_choice: 8,
  choice: 12,
  date: 11,
  boolean: 9,
  email: 22,
  phone: 13,
  cvr: 10,
  ean: 15,
  metering_point: 20,
};
/** A column's width in characters. */
export const widthOf = (key: string): number =>
  WIDTHS[key] ?? (isFieldKey(key) ? WIDTH_OF_KIND[field(key).kind] : 14);

/** Suggestions only: the check accepts other floors and doors. */
const PARTS: Record<string, string[]> = {
  floor: ["kl", "st", ...Array.from({ length: 12 }, (_, i) => String(i + 1))],
  door: ["tv", "mf", "th"],
};

function choicesIn(t: Translate, key: FieldKey): string[] {
  const definition = field(key);
  if (key === "ampere") return AMPERES.map(String);
  if (definition.kind === "boolean") return [true, false].map((value) => valueText(t, key, value));
  return definition.kind === "choice" || definition.kind === "number_choice"
    ? definition.choices.map((value) => valueText(t, key, value))
    : [];
}

/** The lists of choices of columns in this order. */
export const choicesOf = (t: Translate, keys: readonly string[]): NonNullable<WorkbookSheet["choices"]> =>
  keys.flatMap((key, column): NonNullable<WorkbookSheet["choices"]> => {
    if (PARTS[key]) return [{ column, values: PARTS[key], isOpen: true }];
    const values = isFieldKey(key) ? choicesIn(t, key) : [];
    return values.length > 0 ? [{ column, values }] : [];
  });

/** The rule of a field in the guide; "" when the label says enough. */
export function ruleOf(t: Translate, key: string): string {
  const help = `domain.fieldHelp.${key}`;
  return t.has(help) ? t(help) : "";
}

import "server-only";
import { isRealDay, slashedDay } from "@/lib/domain/fields/field-value";
import type { DateOrder } from "@/lib/domain/file-notice";
import { cut } from "@/lib/domain/text";
import type { SheetRow } from "@/lib/server/spreadsheet/read-sheets";
import type { Told } from "./sheet-told";

/** A cell with a day in figures, read with either number as the month. */
type Day = NonNullable<ReturnType<typeof slashedDay>> & {
  row: number;
  cells: SheetRow["cells"];
  text: string;
};

/**
 * Turns texts with the month first into days, when one date of the column can be read in no other way. Dates with
 * slashes in a column that does not show the order are errors until the user chooses `dateOrder`.
 */
export function readDays(
  data: readonly SheetRow[],
  column: number,
  key: string,
  chosen: DateOrder | undefined,
  told: Told,
) {
  const found = data.flatMap(({ row, cells }): Day[] => {
    const text = cells[column];
    const parts = typeof text === "string" ? slashedDay(text) : null;
    return parts ? [{ row, cells, text: text as string, ...parts }] : [];
  });
  for (const isSlashed of [true, false]) {
    const days = found.filter((one) => one.isSlashed === isSlashed);
    const open = days.filter(({ first, second }) => first <= 12 && second <= 12 && first !== second);
    const { order, proof } = orderOf(days, isSlashed, chosen);
    tellOrder(open, key, order, proof, told);
    if (order !== "mdy") continue;
    for (const day of days) {
      // Day first, the same both ways, or no day with the month first: `readValue` reads it.
      if (day.first > 12 || day.mdy === day.dmy || !isRealDay(day.mdy)) continue;
      day.cells[column] = { date: day.mdy };
      told.repair(day.row, { field: key, from: day.text.trim(), to: day.mdy, code: "date" });
    }
  }
}

/** The order in which the days of a column are written, with the day that proves it; null when none does. */
function orderOf(
  days: readonly Day[],
  isSlashed: boolean,
  chosen: DateOrder | undefined,
): { order: DateOrder | null; proof?: Day | undefined } {
  if (chosen) return { order: chosen };
  const dayFirst = days.find(({ first, second }) => first > 12 && second <= 12);
  const monthFirst = days.find(({ first, second }) => second > 12 && first <= 12);
  const proof = dayFirst && monthFirst ? undefined : (dayFirst ?? monthFirst);
  if (proof) return { order: proof === monthFirst ? "mdy" : "dmy", proof };
  return { order: isSlashed || monthFirst ? null : "dmy" };
}

/** Tells how days that can be read both ways were read, but for the ordinary day first with dots. */
function tellOrder(
  open: readonly Day[],
  key: string,
  order: DateOrder | null,
  proof: Day | undefined,
  told: Told,
) {
  const [example] = open;
  if (!example) return;
  const from = example.text.trim();
  const about = {
    column: told.head.columns[key] ?? null,
    choice: { input: "dateOrder" as const, options: ["dmy", "mdy"], taken: order },
  };
  if (order === null) {
    const params = { from, dmy: example.dmy, mdy: example.mdy };
    told.notice({ ...about, code: "date_order_unclear", row: example.row, params });
    for (const { row, text } of open)
      told.problem(row, { field: key, value: cut(text, 200), severity: "error", code: "date_order_unclear" });
  } else if (example.isSlashed || order === "mdy") {
    const params = { from, day: example[order], choice: order };
    told.notice({ ...about, code: "date_order", row: proof?.row ?? null, params });
  }
}

import "server-only";
import { isRealDay, slashedDay } from "@/lib/domain/fields/field-value";
import type { DateOrder } from "@/lib/domain/file-notice";
import { cut } from "@/lib/domain/text";
import type { SheetRow } from "@/lib/server/spreadsheet/read-sheets";
import type { Told } from "./sheet-told";

/** A text of a day in its cell, whichever of its numbers is the month. */
type Day = NonNullable<ReturnType<typeof slashedDay>> & {
  row: number;
  cells: SheetRow["cells"];
  text: string;
};

/**
 * Texts of days with the month in front become days, where the column shows that they are: one of its dates can be read
 * in no other way. With slashes, and nothing to show it, each is in error until somebody says which.
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
      // Read like the others, or in the one way it can be.
      if (day.first > 12 || day.mdy === day.dmy || !isRealDay(day.mdy)) continue;
      day.cells[column] = { date: day.mdy };
      told.repair(day.row, { field: key, from: day.text.trim(), to: day.mdy, code: "date" });
    }
  }
}

/** In which order the days of a column are written, and the one that proves it; null where nothing says so. */
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

/** What was made of the days that could be read in both ways; dots with the day in front are not worth a word. */
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

import type { FieldKey } from "./fields";

/** Fields whose value only one case may have. */
export const CASE_NUMBERS = ["meterNumber", "meteringPointId"] as const satisfies FieldKey[];
export type CaseNumber = (typeof CASE_NUMBERS)[number];

/** A number with decimals, as a sheet shows it or writes it to a file: »12345678,00«, »12345678.0«. */
const DECIMALS = /^\d[\d.]*,\d+$|^\d{4,}\.00?$/;

/** Whether a text can be a meter number: »-«, »000«, »NULL« and a number with decimals are none. */
export const isMeterNumber = (text: string): boolean => /[1-9]/.test(text) && !DECIMALS.test(text);

/** A text that is equal for two spellings of one number; `cases` keeps it in generated columns (db/schema/cases.ts). */
export const comparable = (number: string): string =>
  number.replace(/[ .-]/g, "").replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The ids of the cases whose number another case has as well. */
export function repeatedNumbers(numbers: Iterable<readonly [id: string, number: string]>): string[] {
  const byNumber = new Map<string, string[]>();
  for (const [id, number] of numbers) {
    const key = comparable(number);
    const ids = byNumber.get(key);
    if (ids) ids.push(id);
    else byNumber.set(key, [id]);
  }
  return [...byNumber.values()].filter((ids) => ids.length > 1).flat();
}

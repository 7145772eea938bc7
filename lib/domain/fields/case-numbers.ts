import type { FieldKey } from "./fields";

/** Fields whose value belongs to one case: a meter hangs in one place, a metering point is one place. */
export const CASE_NUMBERS = ["meterNumber", "meteringPointId"] as const satisfies FieldKey[];
export type CaseNumber = (typeof CASE_NUMBERS)[number];

/** A dash, noughts or »NULL« stand for none. */
export const isMeterNumber = (text: string): boolean => /[1-9]/.test(text);

/** Equal for two ways of writing one number. */
export const comparable = (number: string): string =>
  number.replace(/[ .-]/g, "").replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Of numbers by case those that stand at several, as the ids of the cases. */
export function repeatedNumbers(numbers: Iterable<readonly [id: string, number: string]>): string[] {
  const byNumber = new Map<string, string[]>();
  for (const [id, number] of numbers) {
    const key = comparable(number);
    byNumber.set(key, [...(byNumber.get(key) ?? []), id]);
  }
  return [...byNumber.values()].filter((ids) => ids.length > 1).flat();
}

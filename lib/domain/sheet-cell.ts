/** Whether a value is a cell of a sheet that holds no plain value: `{date}` (YYYY-MM-DD) or `{error}`. */
export const isCell = <Key extends "date" | "error">(
  value: unknown,
  key: Key,
): value is Record<Key, string> =>
  typeof value === "object" && value !== null && typeof (value as Record<Key, unknown>)[key] === "string";

/** Which cases are selected, with the version each was seen in. Order is the order of selecting. */
export type Selection = ReadonlyMap<string, number>;
export type Selectable = { id: string; version: number };

export const NOTHING: Selection = new Map();

const changed = (selection: Selection, change: (next: Map<string, number>) => void): Selection => {
  const next = new Map(selection);
  change(next);
  return next;
};

export const toggled = (selection: Selection, row: Selectable): Selection =>
  changed(selection, (next) => {
    if (!next.delete(row.id)) next.set(row.id, row.version);
  });

export const withRows = (selection: Selection, rows: readonly Selectable[]): Selection =>
  changed(selection, (next) => {
    for (const row of rows) next.set(row.id, row.version);
  });

export const without = (selection: Selection, ids: readonly string[]): Selection =>
  changed(selection, (next) => {
    for (const id of ids) next.delete(id);
  });

/** From the last toggled row to this one, in the order shown; without a last row, this one alone. */
export function withRange(
  selection: Selection,
  shown: readonly Selectable[],
  from: string | null,
  to: string,
): Selection {
  const a = shown.findIndex((row) => row.id === from);
  const b = shown.findIndex((row) => row.id === to);
  if (b < 0) return selection;
  const start = a < 0 ? b : Math.min(a, b);
  return withRows(selection, shown.slice(start, Math.max(a, b) + 1));
}

/** none, some or all of some rows: the three states of a group's tick box. */
export function coverage(selection: Selection, rows: readonly Selectable[]): "none" | "some" | "all" {
  let count = 0;
  for (const row of rows) if (selection.has(row.id)) count += 1;
  return count === 0 ? "none" : count === rows.length ? "all" : "some";
}

/** A group's tick box: takes all of its rows in, or out when all were in. */
export const toggledAll = (selection: Selection, rows: readonly Selectable[]): Selection =>
  coverage(selection, rows) === "all"
    ? without(
        selection,
        rows.map((row) => row.id),
      )
    : withRows(selection, rows);

const keyOf = (projectId: string) => `selection:${projectId}`;

/** Kept for this tab, so that a reload or a visit to a case loses nothing. */
export function storeSelection(projectId: string, selection: Selection): void {
  try {
    sessionStorage.setItem(keyOf(projectId), JSON.stringify([...selection]));
  } catch {
    // A full or closed store costs the memory of the selection, nothing else.
  }
}

export function storedSelection(projectId: string): Selection {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(keyOf(projectId)) ?? "[]");
    return new Map(stored as [string, number][]);
  } catch {
    return NOTHING;
  }
}

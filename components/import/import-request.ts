import type { TypedRow } from "./import-answer";
import { fieldsOf, type ImportState, rowsOf } from "./import-state";

export type Sent = { path: string; body: FormData | string };

/** What is sent for a check or a creation: the rows as JSON, or the file with what was chosen and mended. */
export function requestOf(
  state: ImportState,
  groupId: string,
  options: Record<string, string | boolean>,
): Sent {
  const isFile = state.place.tab === "excel";
  return {
    path: `/api/v1/groups/${groupId}/${isFile ? "import" : "cases"}`,
    body: isFile ? formOf(state, options) : jsonOf(state, options),
  };
}

/** The same for the same work, however often it is sent. */
export const contentOf = (state: ImportState, { body }: Sent, options: object): string =>
  typeof body === "string"
    ? body
    : JSON.stringify([state.draft, fieldsOf(state), options, state.file?.name, state.file?.lastModified]);

function jsonOf(state: ImportState, options: Record<string, string | boolean>): string {
  const { omitted, overrides } = state.draft;
  const gone = new Set(omitted);
  const cells = cellsOf(overrides);
  const addresses = rowsOf(state).flatMap((row, i) =>
    gone.has(i + 1) ? [] : [withoutEmpty({ ...row, ...mendedOf(cells, i + 1) })],
  );
  return JSON.stringify({ fields: fieldsOf(state), addresses, ...options });
}

function formOf(state: ImportState, options: Record<string, string | boolean>): FormData {
  const { columns, choices, omitted, overrides } = state.draft;
  const form = new FormData();
  if (state.file) form.set("file", state.file);
  for (const [key, value] of Object.entries({ fields: fieldsOf(state), columns, omit: omitted }))
    form.set(key, JSON.stringify(value));
  form.set("overrides", JSON.stringify(cellsOf(overrides)));
  for (const [key, value] of Object.entries({ ...choices, ...options })) form.set(key, String(value));
  return form;
}

/** New values by »row:field«, taken apart. */
const cellsOf = (overrides: Record<string, string>) =>
  Object.entries(overrides).map(([place, value]) => {
    const at = place.indexOf(":");
    return { row: Number(place.slice(0, at)), field: place.slice(at + 1), value };
  });

const mendedOf = (cells: ReturnType<typeof cellsOf>, row: number): TypedRow =>
  Object.fromEntries(cells.flatMap((cell) => (cell.row === row ? [[cell.field, cell.value]] : [])));

const withoutEmpty = (row: TypedRow): TypedRow =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value.trim() !== ""));

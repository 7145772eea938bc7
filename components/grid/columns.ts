import { type CaseColumnId, CASE_COLUMNS } from "@/lib/domain/case-columns";
import type { Grouping, ShownPart } from "./case-row";

export type CaseColumn = {
  id: CaseColumnId;
  /** In pixels; a column without takes its share of what is left. */
  width?: number;
} & Step;

/** A width of window at which columns come or go. */
type Step = {
  /** Narrower windows drop the column; the class says the same to the plain table. */
  from: number;
  hidden: string;
  /** The plain table's column itself stays, of no width: the groups' cells span it. */
  narrow: string;
};

export const TICK_WIDTH = 76;
export const ROW_HEIGHT = 40;
/** For who wants to see more of a list at once. */
export const COMPACT_ROW_HEIGHT = 32;
export const TOUCH_ROW_HEIGHT = 48;
/** Below this a case is a card of two lines, high enough for a thumb. */
export const CARDS_BELOW = 768;
export const CARD_HEIGHT = 64;

const WIDTHS: Partial<Record<CaseColumnId, number>> = {
  number: 96,
  project: 160,
  state: 172,
  installer: 144,
  due: 148,
  handler: 144,
  connectionDate: 118,
  closed: 184,
  reference: 136,
  updatedAt: 116,
};

/** An address and the page's margins want so much beside the other columns. */
const ADDRESS_WIDTH = 280;

const STEPS: readonly Step[] = [
  { from: 0, hidden: "", narrow: "" },
  { from: 960, hidden: "max-[959px]:hidden", narrow: "max-[959px]:w-0!" },
  { from: 1120, hidden: "max-[1119px]:hidden", narrow: "max-[1119px]:w-0!" },
  { from: 1240, hidden: "max-[1239px]:hidden", narrow: "max-[1239px]:w-0!" },
  { from: 1340, hidden: "max-[1339px]:hidden", narrow: "max-[1339px]:w-0!" },
  { from: 1400, hidden: "max-[1399px]:hidden", narrow: "max-[1399px]:w-0!" },
  { from: 1500, hidden: "max-[1499px]:hidden", narrow: "max-[1499px]:w-0!" },
  { from: 1680, hidden: "max-[1679px]:hidden", narrow: "max-[1679px]:w-0!" },
  { from: 1780, hidden: "max-[1779px]:hidden", narrow: "max-[1779px]:w-0!" },
];
/** The widths of window at which a column may come or go. */
export const COLUMN_STEPS = [CARDS_BELOW, ...STEPS.map(({ from }) => from)];

const ALWAYS = ["address", "number"] as const;

/** What is chosen, with what is always shown: the address stands first, as the row's head. */
export const withAlways = (chosen: readonly CaseColumnId[]): CaseColumnId[] => [
  "address",
  ...(chosen.includes("number") ? [] : (["number"] as const)),
  ...chosen.filter((id) => id !== "address"),
];
/** By a project the rows stand anyway, and why a case is closed is no order. */
export const isSortable = (id: CaseColumnId) => id !== "closed" && id !== "project";
export const isAlways = (id: CaseColumnId) => (ALWAYS as readonly string[]).includes(id);

/** The usual columns: a project where the rows are of several, and why a case is closed where one is. */
export function usualColumns(by: Grouping, groups: readonly ShownPart[]): CaseColumnId[] {
  const hasClosed = groups.some(
    ({ counts, rows }) => counts.rejected + counts.cancelled > 0 || rows.some((row) => row.closed),
  );
  const unusual = { project: by !== "group" && by !== "project", closed: hasClosed };
  return CASE_COLUMNS.filter((id) => (id === "project" || id === "closed" ? unusual[id] : true));
}

/** Columns in the order shown; the last ones give way first. */
export function placedColumns(ids: readonly CaseColumnId[]): CaseColumn[] {
  let needed = TICK_WIDTH + ADDRESS_WIDTH;
  return ids.map((id) => {
    needed += WIDTHS[id] ?? 0;
    const [first, ...steps] = STEPS as [Step, ...Step[]];
    const step = needed <= CARDS_BELOW ? first : (steps.find(({ from }) => needed <= from) ?? steps.at(-1));
    return { id, width: WIDTHS[id], ...(step as Step) };
  });
}

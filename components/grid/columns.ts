import type { CaseRow, ShownGroup } from "./case-row";

export type ColumnId = Exclude<
  keyof CaseRow,
  "id" | "groupId" | "addressParts" | "caseType" | "version" | "installerId" | "handlerId" | "anonymisedAt"
>;

export type CaseColumn = {
  id: ColumnId;
  /** In pixels; a column without takes its share of what is left. */
  width?: number;
  /** Narrower windows drop the column; the class says the same to the plain table. */
  from: number;
  hidden: string;
  /** The plain table's column itself stays, of no width: the groups' cells span it. */
  narrow: string;
};

export const TICK_WIDTH = 76;
export const ROW_HEIGHT = 40;
export const TOUCH_ROW_HEIGHT = 48;
/** Below this a case is a card of two lines, high enough for a thumb. */
export const CARDS_BELOW = 768;
export const CARD_HEIGHT = 64;

/** In the order shown; the last ones give way first. */
const CASE_COLUMNS: readonly CaseColumn[] = [
  { id: "address", from: 0, hidden: "", narrow: "" },
  { id: "number", width: 96, from: 0, hidden: "", narrow: "" },
  { id: "state", width: 172, from: 0, hidden: "", narrow: "" },
  {
    id: "installer",
    width: 144,
    from: CARDS_BELOW,
    hidden: "max-[767px]:hidden",
    narrow: "max-[767px]:w-0!",
  },
  { id: "handler", width: 144, from: 1080, hidden: "max-[1079px]:hidden", narrow: "max-[1079px]:w-0!" },
  {
    id: "connectionDate",
    width: 118,
    from: 1160,
    hidden: "max-[1159px]:hidden",
    narrow: "max-[1159px]:w-0!",
  },
  { id: "reference", width: 136, from: 1220, hidden: "max-[1219px]:hidden", narrow: "max-[1219px]:w-0!" },
  { id: "updatedAt", width: 116, from: 1280, hidden: "max-[1279px]:hidden", narrow: "max-[1279px]:w-0!" },
];

/** Where a case has been rejected or cancelled, why comes before what matters less. */
const WITH_REASON: readonly CaseColumn[] = [
  ...CASE_COLUMNS.slice(0, 6),
  { id: "closed", width: 184, from: 1300, hidden: "max-[1299px]:hidden", narrow: "max-[1299px]:w-0!" },
  { id: "reference", width: 136, from: 1440, hidden: "max-[1439px]:hidden", narrow: "max-[1439px]:w-0!" },
  { id: "updatedAt", width: 116, from: 1600, hidden: "max-[1599px]:hidden", narrow: "max-[1599px]:w-0!" },
];

export const columnsFor = (groups: readonly ShownGroup[]) =>
  groups.some(({ counts, rows }) => counts.rejected + counts.cancelled > 0 || rows.some((row) => row.closed))
    ? WITH_REASON
    : CASE_COLUMNS;

/** The widths of window at which a column comes or goes. */
export const COLUMN_STEPS = [...CASE_COLUMNS, ...WITH_REASON].map(({ from }) => from);

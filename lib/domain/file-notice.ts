/** What a file may leave open, and the answers that can be given with it (inputs of the same names). */
export const FILE_CHOICES = {
  hiddenRows: ["skip", "include"],
  hiddenColumns: ["skip", "include"],
  /** Whether the value of merged cells stands for every row they cover. */
  mergedCells: ["fill", "leave"],
  dateOrder: ["dmy", "mdy"],
} as const;
export type FileChoice = keyof typeof FILE_CHOICES | "sheet";
export type DateOrder = (typeof FILE_CHOICES.dateOrder)[number];

/** What is told of a file as a whole; each has a sentence under `domain.notice.<code>`. */
export const NOTICE_CODES = [
  "sheet_read",
  "hidden_rows",
  "hidden_columns",
  "merged_cells",
  "text_repaired",
  "date_order",
  "date_order_unclear",
] as const;
export type NoticeCode = (typeof NOTICE_CODES)[number];

/**
 * Said of the file, not of a cell: how it was read, and what else could be chosen. `taken` is the option that was
 * given, or that the file itself decided; null is a question that is still open; rows that depend on the answer have a problem.
 */
export type FileNotice = {
  code: NoticeCode;
  /** Excel's number of the row that shows it. */
  row: number | null;
  /** The header of its column. */
  column: string | null;
  params: Record<string, string | number>;
  choice: { input: FileChoice; options: string[]; taken: string | null } | null;
};

/** A sheet of the file, to choose from. */
export type SheetInFile = {
  name: string;
  hidden: boolean;
  /** Below the headers, or all when there are none. */
  rows: number;
  /** Whether it has every column that an address needs. */
  hasColumns: boolean;
};

/** Questions that a file may leave open, with their answers; the inputs of an import have the same names. */
export const FILE_CHOICES = {
  hiddenRows: ["skip", "include"],
  hiddenColumns: ["skip", "include"],
  /** Whether the value of merged cells stands for every row they cover. */
  mergedCells: ["fill", "leave"],
  dateOrder: ["dmy", "mdy"],
} as const;
export type FileChoice = keyof typeof FILE_CHOICES | "sheet";
export type DateOrder = (typeof FILE_CHOICES.dateOrder)[number];

/** What may be said of a file as a whole; each has a sentence under `domain.notice.<code>`. */
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
 * How a file was read, and what could be chosen instead. `taken` is the option that the user gave or the file decided;
 * null while the question is open, and then the rows that depend on the answer have a problem.
 */
export type FileNotice = {
  code: NoticeCode;
  /** Excel's number of a row where it can be seen. */
  row: number | null;
  /** The header of the column where it can be seen. */
  column: string | null;
  params: Record<string, string | number>;
  choice: { input: FileChoice; options: string[]; taken: string | null } | null;
};

/** A sheet of the file, to choose from. */
export type SheetInFile = {
  name: string;
  hidden: boolean;
  /** The number of rows below the headers; all rows when there are no headers. */
  rows: number;
  /** Whether it has every column that an address needs. */
  hasColumns: boolean;
};

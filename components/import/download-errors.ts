import type { ProblemDocument } from "../api";
import { download } from "../download";

const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Saves the error workbook of a check; what comes back is why it could not be had. */
export const downloadErrors = (path: string, body: FormData | string): Promise<ProblemDocument | undefined> =>
  download(path, body, { type: WORKBOOK, name: "fejl.xlsx" });

import "server-only";
import { cut } from "@/lib/domain/text";

/** A file name of parts that people typed, without what some file system refuses; at most 100 characters. */
export const fileNameOf = (...parts: string[]) =>
  `${cut(
    parts
      .join("-")
      .replace(/[\\/:*?"<>|\p{Cc}]+/gu, " ")
      .replace(/\s+/g, " ")
      .trim()
      // A leading dot hides a file, and these words before a dot are devices in Windows.
      .replace(/^\.+|^(?=(?:con|prn|aux|nul|com\d|lpt\d) *\.)/i, "_"),
    100,
  )}.xlsx`;

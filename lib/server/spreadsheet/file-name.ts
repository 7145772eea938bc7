import "server-only";
import { cut } from "@/lib/domain/text";

/** A name people gave, made safe for any file system. */
export const fileNameOf = (...parts: string[]) =>
  `${cut(
    parts
      .join("-")
      .replace(/[\\/:*?"<>|\p{Cc}]+/gu, " ")
      .replace(/\s+/g, " ")
      .trim()
      // A dot in front hides a file, and before any dot these words are devices to Windows.
      .replace(/^\.+|^(?=(?:con|prn|aux|nul|com\d|lpt\d) *\.)/i, "_"),
    100,
  )}.xlsx`;

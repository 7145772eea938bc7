import "server-only";
import { DomainError } from "@/lib/contract/errors";
import { sqlState } from "./sql";

/** A place in an ordered list: the sort value, as text, and the id of the last row. */
export type Place = { value: string; id: string };

/** A cursor, opaque to callers, that `readCursor` reads for the same list. Another order is another list. */
export const writeCursor = (list: string, place: Place) =>
  Buffer.from(JSON.stringify([place.value, place.id, list])).toString("base64url");

/** The place in a cursor of `writeCursor`; `invalid` for one of another list and for any other text. */
export function readCursor(list: string, cursor: string | undefined, path = "cursor"): Place | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [value, id, of] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (typeof value === "string" && !value.includes("\0") && /^[0-9a-f-]{36}$/.test(id) && of === list)
      return { value, id };
  } catch {
    // Refused below.
  }
  throw notOurs(path);
}

const notOurs = (path: string) => new DomainError("invalid", { faults: [{ path, code: "invalid" }] });

/** Handles the error of a query with a place: `invalid` when its value is of another type than the list's sort. */
export const refuseStrange =
  (place: Place | undefined, path = "cursor") =>
  (error: unknown): never => {
    throw place && sqlState(error)?.startsWith("22") ? notOurs(path) : error;
  };

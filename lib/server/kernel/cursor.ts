import "server-only";
import { DomainError } from "@/lib/contract/errors";
import { sqlState } from "./sql";

/** A place in an ordered list: the last row's sort value and id. Opaque to the caller. */
export type Place = { value: string; id: string };

export const writeCursor = (place: Place) =>
  Buffer.from(JSON.stringify([place.value, place.id])).toString("base64url");

/** Throws `invalid` for anything this server has not written. */
export function readCursor(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [value, id] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (typeof value === "string" && !value.includes("\0") && /^[0-9a-f-]{36}$/.test(id))
      return { value, id };
  } catch {
    // Falls through to the one answer below.
  }
  throw notOurs();
}

const notOurs = () => new DomainError("invalid", { faults: [{ path: "cursor", code: "invalid" }] });

/** For the query that a place went into: a value that is none of the list's kind (another sort's, an invented one). */
export const refuseStrange =
  (place: Place | undefined) =>
  (error: unknown): never => {
    throw place && sqlState(error)?.startsWith("22") ? notOurs() : error;
  };

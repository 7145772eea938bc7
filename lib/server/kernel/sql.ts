import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { FOLDED_LETTERS, folded, LOWERED_LETTERS, lowered } from "@/lib/domain/addresses/spelling";

export { isPassing } from "@/db/failure";

/** Runs one statement and gives its rows; the same on both databases. Cast counts with `::int`. */
export async function rowsOf<Row>(db: Db, statement: SQL): Promise<Row[]> {
  const result = await db.execute(statement);
  return (result as unknown as { rows: Row[] }).rows;
}

/** A list as one array parameter, so that its length does not change the statement. */
export const textArray = (values: readonly (string | null)[]) => sql`${listParam(values)}::text[]`;
export const uuidArray = (values: readonly string[]) => sql`${listParam(values)}::uuid[]`;
export const intArray = (values: readonly number[]) => sql`${listParam(values)}::int[]`;

/**
 * JSON's list in braces is PostgreSQL's own text of it, and written several times as fast as the driver does it; where
 * JSON has escapes that PostgreSQL has not, the driver writes it. Throws for anything but an array, which would break the
 * embedded database's connection.
 */
function listParam(values: readonly unknown[]) {
  if (!Array.isArray(values)) throw new TypeError("a list is no array");
  const text = JSON.stringify(values);
  return sql.param(/\\[^"\\]/.test(text) ? values : `{${text.slice(1, -1)}}`);
}

/** As text, since for a parameter a plan that is kept would take a tenth of all rows for granted. */
export const limited = (rows: number) => sql.raw(`limit ${Math.trunc(rows)}`);

/** Escapes text for a `like`. */
export const literal = (text: string) => text.replace(/[\\%_]/g, "\\$&");

/** `lowered` in SQL, and `folded` below; independent of the database's locale. */
export const loweredSql = (text: SQL) => lettersSql(text, LOWERED_LETTERS);
const foldedSql = (text: SQL) => sql`replace(${lettersSql(text, FOLDED_LETTERS)}, 'aa', 'å')`;
const lettersSql = (text: SQL, { from, to }: { from: string; to: string }) =>
  sql`translate(lower((${text}) collate "C"), ${from}, ${to})`;

/** Whether a text contains another one as it is. */
export const containing = (haystack: SQL, text: string) => sql`${haystack} like ${`%${literal(text)}%`}`;
/** Whether a text contains another one, ignoring capitals. */
export const containingLowered = (haystack: SQL, text: string) =>
  containing(loweredSql(haystack), lowered(text));
/** Whether a text contains another one, ignoring capitals and accents; »aa« equals »å«. */
export const containingFolded = (haystack: SQL, text: string) =>
  containing(foldedSql(haystack), folded(text));

/** Sorts names in Danish order by their bytes, the same on both databases. */
export const inOrder = (name: SQL) => sql`(translate(${foldedSql(name)}, 'æøå', '{|}') collate "C")`;

/** PostgreSQL's five-character code of a failed statement, found in the error or its causes. */
export function sqlState(error: unknown): string | undefined {
  for (let at = error as { code?: unknown; cause?: unknown } | undefined; at; at = at.cause as typeof at) {
    if (typeof at.code === "string" && /^[0-9A-Z]{5}$/.test(at.code)) return at.code;
  }
  return undefined;
}

/** The name of the constraint or unique index that a statement violated. */
export function constraintOf(error: unknown): string | undefined {
  for (
    let at = error as { constraint?: unknown; cause?: unknown } | undefined;
    at;
    at = at.cause as typeof at
  ) {
    if (typeof at.constraint === "string") return at.constraint;
  }
  return undefined;
}

/** A copy of a value from outside for a JSON column: characters that the database cannot store become �. */
export const storable = <Value>(value: Value): Value =>
  JSON.parse(JSON.stringify(value, (_, part) => (typeof part === "string" ? wellFormed(part) : part)));

const wellFormed = (text: string) => text.replaceAll("\0", "�").toWellFormed();

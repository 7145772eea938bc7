import "server-only";
import { plainHeader } from "@/lib/domain/fields/header-names";
import type { Cell, SheetRow } from "@/lib/server/spreadsheet/read-sheets";
import { remembered } from "@/lib/server/kernel/remembered";
import { headerWords } from "./header-words";
import type { Head } from "./sheet-told";

const headOf = (cell: Cell | undefined) =>
  typeof cell === "string" && cell.length <= MAX_HEAD ? cell.trim().toLowerCase() : "";

/** In characters; a longer cell is no header. */
const MAX_HEAD = 60;

/** The keys that a row's cells have as headers; null when they name no addresses. */
export type KeysOf = (row: SheetRow) => readonly (string | null)[] | null;

/**
 * Tells for each row in order whether it lies below a second row of headers that gives the columns other meanings: the
 * first headers in another order, or other names of the same parts.
 */
export function otherHeads(
  { cells: own }: Pick<SheetRow, "cells">,
  { keys }: Head,
  columns: readonly number[],
  keysOf: KeysOf,
): (row: SheetRow) => boolean {
  const names = new Set(headerWords().map(plainHeader));
  const isName = remembered((text: string) => names.has(plainHeader(text)));
  const columnOf = new Map(columns.map((column) => [headOf(own[column]), column]));
  columnOf.delete("");
  const read = new Map(columns.map((column) => [column, keys[column] ?? null]));
  const isRead = new Set(read.values());
  const meansElse = (row: SheetRow, key: string | null, column: number) =>
    key !== null &&
    key !== read.get(column) &&
    headOf(row.cells[column]) !== headOf(own[column]) &&
    (read.has(column) || isRead.has(key));
  let isUnder = false;
  return (row) => {
    const same = row.cells.flatMap((cell, column) => {
      const of = columnOf.get(headOf(cell));
      return of === undefined ? [] : [of === column];
    });
    const named = row.cells.filter((cell) => isName(headOf(cell)));
    const isHead = same.length >= 2;
    const isMoved = isHead && same.includes(false);
    const others = isMoved || named.length < 2 ? null : keysOf(row);
    if (others) isUnder = others.some((key, column) => meansElse(row, key, column));
    else if (isHead) isUnder = isMoved;
    return isUnder;
  };
}

// @ts-check
import { decodeText } from "./decode.mjs";

/** In characters, and in rows: the part of a file by which its dialect is found. */
const MAX_HEAD = 100_000;
const ROWS_LOOKED_AT = 200;
const SEPARATORS = [";", "\t", ",", "|"];

/** A header as it is compared: letters and digits only. @param {string} text */
const plain = (text) =>
  text
    .slice(0, 200)
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\u00AD\u200B-\u200F\u2060\uFEFF]/g, "")
    .replace(/\([^()]*\)/g, " ")
    .replace(/[^\p{L}\p{N}]+/gu, "");

/** @typedef {{ separator: string; hasBackslashes: boolean }} Dialect */

/**
 * The cells of each record as text, so that 0800 and 1-3 stay as they are. Quotes may follow blanks, and hold separators,
 * line breaks and doubled quotes (in some files \").
 * @param {string} text
 * @param {Dialect} dialect
 * @param {number} [limit] of records
 */
function records(text, { separator, hasBackslashes }, limit = Number.POSITIVE_INFINITY) {
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  let row = [];
  let at = 0;
  const mark = separator === "\t" ? "\\t" : `\\${separator}`;
  const ends = new RegExp(`^ *(?:[${mark}\\r\\n]|$)`);
  const stop = new RegExp(`[${mark}\\r\\n]`, "g");
  for (;;) {
    let cell = "";
    let quote = at;
    while (text[quote] === " ") quote += 1;
    // ="0800" tells Excel that a value is text.
    if (text[quote] === "=" && text[quote + 1] === '"') quote += 1;
    if (text[quote] === '"') {
      const isEscaped = (/** @type {number} */ place) => hasBackslashes && text[place - 1] === "\\";
      let close = text.indexOf('"', quote + 1);
      while (close >= 0 && (text[close + 1] === '"' || isEscaped(close)))
        close = text.indexOf('"', close + (isEscaped(close) ? 1 : 2));
      // A quote that is not closed, or is closed inside another cell, is an ordinary character.
      const isCell =
        close >= 0 &&
        (ends.test(text.slice(close + 1, close + 40)) || !/[\r\n]/.test(text.slice(quote, close)));
      if (isCell) {
        cell = text.slice(quote + 1, close).replaceAll('""', '"');
        if (hasBackslashes) cell = cell.replaceAll('\\"', '"');
        at = close + 1;
      }
    }
    stop.lastIndex = at;
    const next = stop.exec(text);
    row.push(cell + text.slice(at, next?.index ?? text.length));
    if (!next) break;
    at = next.index + 1;
    if (next[0] === separator) continue;
    if (next[0] === "\r" && text[at] === "\n") at += 1;
    rows.push(row);
    row = [];
    if (rows.length >= limit) return rows;
  }
  if (row.length > 1 || row[0] !== "") rows.push(row);
  return rows;
}

/** The number of cells up to the last filled one. @param {string[]} row */
function widthOf(row) {
  let width = row.length;
  while (width > 0 && row[width - 1]?.trim() === "") width -= 1;
  return width;
}

/**
 * How well rows fit a dialect, to be compared in order: the known headers in one row; the rows below that are not longer
 * (without known headers: the rows of the commonest length); and the width.
 * @param {string[][]} rows
 * @param {ReadonlySet<string>} words
 * @returns {[known: number, fitting: number, width: number]}
 */
function fitOf(rows, words) {
  const known = rows
    .slice(0, ROWS_LOOKED_AT)
    .map((row) => new Set(row.map(plain).filter((word) => words.has(word))).size);
  const most = Math.max(0, ...known);
  const widths = rows.map(widthOf);
  if (most > 0) {
    const at = known.indexOf(most);
    const width = widths[at] ?? 0;
    return [most, widths.slice(at).filter((own) => own <= width).length, width];
  }
  const counts = new Map();
  for (const width of widths) if (width > 1) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [width = 0, count = 0] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
  return [0, count, width];
}

/**
 * @template {{ fit: number[] }} One
 * @param {One[]} tried the first of equals is taken
 */
const bestOf = (tried) =>
  tried.reduce((best, one) => {
    const differs = one.fit.findIndex((part, i) => part !== best.fit[i]);
    return differs >= 0 && (one.fit[differs] ?? 0) > (best.fit[differs] ?? 0) ? one : best;
  });

/**
 * The file read with the separator and escapes that fit best. A separator that the file names is tried first.
 * @param {string} text
 * @param {string | undefined} told
 * @param {ReadonlySet<string>} words
 */
function readAsFits(text, told, words) {
  const separators = [...new Set(told ? [told, ...SEPARATORS] : SEPARATORS)];
  const escapes = text.includes('\\"') ? [false, true] : [false];
  const head = text.slice(0, MAX_HEAD);
  const { dialect } = bestOf(
    separators.flatMap((separator) =>
      escapes.map((hasBackslashes) => {
        const dialect = { separator, hasBackslashes };
        return { dialect, fit: fitOf(records(head, dialect, ROWS_LOOKED_AT), words) };
      }),
    ),
  );
  // What a backslash means may only show far below the first rows.
  return bestOf(
    escapes.map((hasBackslashes) => {
      const rows = records(text, { ...dialect, hasBackslashes });
      return { rows, fit: fitOf(rows, words) };
    }),
  );
}

/**
 * The rows of a text file, row 1 first; `null` when it is no text. `words` are known headers, by which the separator is
 * found.
 * @param {Buffer} bytes
 * @param {readonly string[]} [words]
 * @returns {string[][] | null}
 */
export function readCsv(bytes, words = []) {
  const decoded = decodeText(bytes);
  if (decoded === null) return null;
  // Text files of DOS may end in one or many U+001A.
  let end = decoded.length;
  while (/[\u001a\s]/.test(decoded[end - 1] ?? "")) end -= 1;
  let text = decoded.slice(0, end);
  const known = new Set(words.map(plain));
  // Excel's own first line »sep=;«; the row stays, so that row numbers are Excel's.
  const told = /^"?sep=(.)"?(?:\r\n|\r|\n)/i.exec(text);
  if (told) text = `\n${text.slice(told[0].length)}`;
  const best = readAsFits(text, told?.[1], known);
  // A program that took the file for a single column may have put each line in quotes.
  if (/^\s*"/.test(text) && best.rows.every((row) => row.length <= 1)) {
    const lines = best.rows.map(([cell = ""]) => cell).join("\n");
    const inner = readAsFits(lines, undefined, known);
    if (inner.fit[0] > best.fit[0]) return inner.rows.map(unwrapped);
  }
  return best.rows.map(unwrapped);
}

/** The text in cells that are quoted again: "=""0800""". @param {string[]} row */
function unwrapped(row) {
  return row.map((cell) =>
    cell.startsWith('="') && cell.endsWith('"') && cell.length > 2
      ? cell.slice(2, -1).replaceAll('""', '"')
      : cell,
  );
}

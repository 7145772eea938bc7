// @ts-check
// Reads workbooks in a thread of its own, so that a monstrous file stops nobody and can be stopped itself.
import { createRequire } from "node:module";
import { parentPort } from "node:worker_threads";
import { readCsv } from "./read-csv.mjs";
import { openPackage } from "./zip-guard.mjs";

const XLSX = createRequire(import.meta.url)("xlsx");

/** Wider than any sheet of ours; what lies beyond is somebody's stray formatting. */
const MAX_COLUMNS = 200;
const MAX_CELLS = 1_000_000;
/** Of one cell, Excel's own limit; and of all together, for one long text may stand in any number of cells. In characters. */
const MAX_CELL_TEXT = 32_767;
const MAX_TEXT = 32 * 1024 * 1024;
/** Of a number's format, Excel's own limit, and of the name of a sheet, of which Excel takes 31. */
const MAX_WORD = 255;
const LAST_ROW = 1_048_576;
const ERRORS = {
  0: "#NULL!",
  7: "#DIV/0!",
  15: "#VALUE!",
  23: "#REF!",
  29: "#NAME?",
  36: "#NUM!",
  42: "#N/A",
};

/** @typedef {{ bytes: Uint8Array; isCsv: boolean; maxRows: number; maxInflated: number }} Job */

/** @param {string} reason */
const fault = (reason) => ({ fault: reason });

/** The sheets of a file, or what is wrong with it. @param {Job} job */
export function read({ bytes: given, isCsv, maxRows, maxInflated }) {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (bytes.length === 0) return fault("no_content");
  const foreign = foreignFormat(bytes);
  if (foreign) return fault(foreign);
  if (bytes.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]))) {
    const opened = openPackage(bytes, maxInflated);
    if ("fault" in opened) return opened;
    return cellsFault(opened.parts, maxRows) ?? sheetsOf(opened, maxRows);
  }
  if (!isCsv) return fault("not_xlsx");
  const rows = readCsv(bytes);
  if (!rows) return fault("not_xlsx");
  return sheets([{ name: "", hidden: false, lines: rows }], maxRows);
}

/** @param {Buffer} bytes */
function foreignFormat(bytes) {
  const head = bytes.toString("latin1", 0, 1_024);
  // The old compound format: an encrypted .xlsx is wrapped in it, an .xls is one.
  if (head.startsWith("\xd0\xcf\x11\xe0"))
    return bytes.includes(Buffer.from("EncryptedPackage", "utf16le")) ? "password" : "old_xls";
  if (head.startsWith("%PDF")) return "pdf";
  if (/^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|meta)/i.test(head)) return "web_page";
  return null;
}

/**
 * What the sheets claim to hold, before anything is made of it: rows nobody could have, more rows than are taken,
 * more cells than can be borne. All but the cells is cut away (a link to a whole sheet makes a cell of each).
 * @param {Map<string, Buffer>} parts
 * @param {number} maxRows
 */
function cellsFault(parts, maxRows) {
  let cells = 0;
  for (const [name, part] of parts) {
    if (/sharedStrings/i.test(name)) {
      cells += countOf(part, "<si");
      if (cells > 2 * MAX_CELLS) return fault("too_big_inside");
    }
    if (!/^xl\/worksheets\/[^/]+\.xml$/i.test(name)) continue;
    cells += countOf(part, "<c");
    if (cells > 2 * MAX_CELLS) return fault("too_big_inside");
    const text = part.toString("latin1");
    // A tag ends before the next one begins; a pattern that looked further would do so again from every tag.
    const root = /<(?:\w+:)?worksheet(?:\s[^<>]*)?>/.exec(text.slice(0, 8_192));
    const open = /<((?:\w{1,100}:)?)sheetData(?:\s[^<>]*)?>/.exec(text);
    const close = open ? text.lastIndexOf(`</${open[1]}sheetData>`) : -1;
    if (!root || !open || (close < 0 && !open[0].endsWith("/>"))) return fault("cut_off");
    if (/\sr="(?:[A-Z]{4,}\d*|[A-Z]+\d{8,})"/.test(text)) return fault("impossible_cell");
    const rowTag = new RegExp(`<${open[1]}row(?:\\s[^<>]*)?>`, "g");
    let last = 0;
    for (const [tag] of text.matchAll(rowTag)) {
      const row = /\sr="(\d+)"/.exec(tag)?.[1];
      last = row === undefined ? last + 1 : Number(row);
      if (last > LAST_ROW || last < 1) return fault("impossible_cell");
    }
    const filled = lastFilledRow(text, open[1] ?? "");
    if (filled > maxRows + 1) return { tooManyRows: true };
    const end = close < 0 ? open.index + open[0].length : close + `</${open[1]}sheetData>`.length;
    const prefix = open[1] ?? "";
    parts.set(
      name,
      Buffer.concat([
        Buffer.from(root[0], "latin1"),
        part.subarray(open.index, end),
        Buffer.from(`</${prefix}worksheet>`),
      ]),
    );
  }
  return null;
}

/** @param {Buffer} part @param {string} tag */
function countOf(part, tag) {
  // So few bytes cannot hold too many.
  if (part.length < 4 * MAX_CELLS) return 0;
  let count = 0;
  for (let at = part.indexOf(tag); at >= 0 && count <= 2 * MAX_CELLS; at = part.indexOf(tag, at + 2))
    count += 1;
  return count;
}

/** The number of the last row with a value; formatting alone is no content. @param {string} text @param {string} prefix */
function lastFilledRow(text, prefix) {
  const value = Math.max(text.lastIndexOf(`</${prefix}v>`), text.lastIndexOf(`</${prefix}is>`));
  const row = value < 0 ? -1 : text.lastIndexOf(`<${prefix}row`, value);
  return row < 0 ? 0 : Number(/\sr="(\d+)"/.exec(text.slice(row, row + 300))?.[1] ?? 0);
}

/**
 * @param {{ parts: Map<string, Buffer>; chartSheets: number }} opened
 * @param {number} maxRows
 */
function sheetsOf({ parts, chartSheets }, maxRows) {
  // Only a formula without its result needs the cells that hold no value; without formulas both cost time for nothing.
  const hasFormulas = [...parts].some(
    ([name, part]) => /^xl\/worksheets\//i.test(name) && /<(?:\w+:)?f[\s/>]/.test(part.toString("latin1")),
  );
  const container = XLSX.CFB.utils.cfb_new();
  for (const [name, part] of parts) XLSX.CFB.utils.cfb_add(container, name, part, { unsafe: true });
  let book;
  try {
    book = XLSX.parse_zip(container, {
      dense: true,
      sheetRows: maxRows + 2,
      sheetStubs: hasFormulas,
      cellFormula: hasFormulas,
      cellHTML: false,
      cellText: false,
      cellNF: true,
    });
  } catch {
    return fault("damaged");
  }
  const date1904 = book.Workbook?.WBProps?.date1904 === true;
  const isDate = rememberedDates();
  const found = [];
  let unread = 0;
  for (const [i, name] of book.SheetNames.entries()) {
    const sheet = book.Sheets[name];
    // SheetJS leaves out a sheet it could not read (a text that is not there, a part that is missing), without a word.
    if (!sheet) unread += 1;
    else {
      const lines = Array.from(sheet["!data"] ?? [], (/** @type {any[]} */ line) =>
        line ? Array.from(line.slice(0, MAX_COLUMNS), (cell) => valueOf(cell, date1904, isDate)) : [],
      );
      found.push({ name, hidden: (book.Workbook?.Sheets?.[i]?.Hidden ?? 0) !== 0, lines });
    }
  }
  if (unread > chartSheets) return fault("unreadable_sheet");
  return sheets(found, maxRows);
}

/**
 * The rows that hold something, within what can be handed over.
 * @param {{ name: string; hidden: boolean; lines: unknown[][] }[]} found
 * @param {number} maxRows
 */
function sheets(found, maxRows) {
  const answer = [];
  let cells = 0;
  let text = 0;
  for (const { name, hidden, lines } of found) {
    const rows = [];
    for (const [i, line] of lines.entries()) {
      const filled = withinReason(line);
      if (filled.length === 0) continue;
      rows.push({ row: i + 1, cells: filled });
      cells += filled.length;
      for (const cell of filled) text += typeof cell === "string" ? cell.length : 0;
      if (rows.length > maxRows + 1) return { tooManyRows: true };
      if (cells > 2 * MAX_CELLS || text > MAX_TEXT) return fault("too_big_inside");
    }
    answer.push({ name: name.slice(0, MAX_WORD), hidden, rows });
  }
  return { sheets: answer };
}

/** @returns {cell is string} */
const isLong = (/** @type {unknown} */ cell) => typeof cell === "string" && cell.length > MAX_CELL_TEXT;
const isBlank = (/** @type {unknown} */ cell) =>
  cell === null || (typeof cell === "string" && cell.trim() === "");

/** A line up to its last cell with something in it. @param {unknown[]} line */
function withinReason(line) {
  const cells = line
    .slice(0, MAX_COLUMNS)
    .map((cell) => (isLong(cell) ? cell.slice(0, MAX_CELL_TEXT).toWellFormed() : cell));
  let length = cells.length;
  while (length > 0 && isBlank(cells[length - 1])) length -= 1;
  return cells.slice(0, length);
}

/** A column of dates asks for the same format thousands of times. */
function rememberedDates() {
  const known = new Map();
  return (/** @type {string} */ format) => {
    if (!known.has(format)) known.set(format, XLSX.SSF.is_date(format));
    return known.get(format);
  };
}

function valueOf(
  /** @type {any} */ cell,
  /** @type {boolean} */ date1904,
  /** @type {(format: string) => boolean} */ isDate,
) {
  if (!cell) return null;
  // A formula that was never reckoned out is read as 0, and no column of ours can hold a 0.
  if (cell.f !== undefined && (cell.v === undefined || cell.v === 0))
    return { error: `=${String(cell.f).slice(0, 100).toWellFormed()}` };
  if (cell.t === "e") return { error: ERRORS[/** @type {keyof typeof ERRORS} */ (cell.v)] ?? "#N/A" };
  if (cell.v === undefined || cell.v === null) return null;
  if (cell.t !== "n") return cell.v;
  if (!Number.isFinite(cell.v)) return { error: "#NUM!" };
  if (typeof cell.z !== "string" || cell.z === "General" || cell.z.length > MAX_WORD) return cell.v;
  // »1E5« typed into a cell is 100000 to Excel, which only its format still tells.
  if (/E[+-]/i.test(cell.z)) return { error: XLSX.SSF.format(cell.z, cell.v).trim() };
  return isDate(cell.z) ? dayOf(cell, date1904) : cell.v;
}

function dayOf(/** @type {any} */ cell, /** @type {boolean} */ date1904) {
  const day = XLSX.SSF.parse_date_code(cell.v, { date1904 });
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  // A time of day without a date, or a number that is no day at all.
  if (!day || day.y < 1901)
    return { date: day && cell.v < 1 ? `${two(day.H)}:${two(day.M)}` : String(cell.v) };
  return { date: `${String(day.y).padStart(4, "0")}-${two(day.m)}-${two(day.d)}` };
}

parentPort?.on("message", (/** @type {Job} */ job) => parentPort?.postMessage(read(job)));

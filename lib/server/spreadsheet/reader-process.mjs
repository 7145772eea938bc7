// @ts-check
// Reads workbooks in its own process, so that a huge file blocks no request and can be stopped.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { mendText } from "./decode.mjs";
import { readCsv } from "./read-csv.mjs";
import { openPackage } from "./zip-guard.mjs";

const XLSX = createRequire(import.meta.url)("xlsx");

/** Wider than any sheet of addresses; columns beyond are ignored. */
const MAX_COLUMNS = 200;
const MAX_CELLS = 1_000_000;
/** In characters: of one cell (Excel's limit), and of all cells, since one shared text may stand in many. */
const MAX_CELL_TEXT = 32_767;
const MAX_TEXT = 32 * 1024 * 1024;
/** In characters: of a number format (Excel's limit), and of a sheet's name (Excel allows 31). */
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

/** In characters: the part of a row by which struck-out text is found. */
const MAX_ROW = 32_768;
/** Merged blocks of a sheet. */
const MAX_MERGES = 100_000;

/** @typedef {{ bytes: Uint8Array; isCsv: boolean; maxRows: number; maxInflated: number; words?: string[] }} Job */
/**
 * What a sheet says beside its cells: hidden and struck-out rows, hidden columns (from 0), and merged blocks.
 * @typedef {{ hiddenRows: Set<number>; struckRows: Set<number>; hiddenColumns: number[]; merges: { from: number; to: number; left: number; right: number }[] }} Look
 */

/** @typedef {{ row: number; cells: unknown[] }} Line a row by Excel's number */

/** @param {string} reason */
const fault = (reason) => ({ fault: reason });

/** The sheets of a file, or what is wrong with it. @param {Job} job */
export function read({ bytes: given, isCsv, maxRows, maxInflated, words }) {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (bytes.length === 0) return fault("no_content");
  const foreign = foreignFormat(bytes);
  if (foreign) return fault(foreign);
  if (bytes.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]))) {
    const opened = openPackage(bytes, maxInflated);
    if ("fault" in opened) return opened;
    /** @type {Look[]} */
    const looks = [];
    return cellsFault(opened.parts, looks) ?? sheetsOf(opened, looks, maxRows);
  }
  if (!isCsv) return fault("not_xlsx");
  const rows = readCsv(bytes, words);
  if (!rows) return fault("not_xlsx");
  return sheets(
    [{ name: "", hidden: false, date1904: false, lines: rows.map((cells, i) => ({ row: i + 1, cells })) }],
    maxRows,
  );
}

/** @param {Buffer} bytes */
function foreignFormat(bytes) {
  const head = bytes.toString("latin1", 0, 1_024);
  // The compound format of an .xls, which also wraps an encrypted .xlsx.
  if (head.startsWith("\xd0\xcf\x11\xe0"))
    return bytes.includes(Buffer.from("EncryptedPackage", "utf16le")) ? "password" : "old_xls";
  if (head.startsWith("%PDF")) return "pdf";
  if (/^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|meta)/i.test(head)) return "web_page";
  return null;
}

/**
 * Checks the sheets before they are parsed: the fault of impossible rows or too many cells. Cuts each sheet down to its
 * cells, since a link to a whole sheet would make cells of it. What else it says is added to `looks`, and its index
 * there is written into the sheet as its code name.
 * @param {Map<string, Buffer>} parts
 * @param {Look[]} looks
 */
function cellsFault(parts, looks) {
  let cells = 0;
  const struck = struckStyles(parts);
  for (const [name, part] of parts) {
    if (/sharedStrings/i.test(name)) {
      cells += countOf(part, "<si");
      if (cells > 2 * MAX_CELLS) return fault("too_big_inside");
    }
    if (!/^xl\/worksheets\/[^/]+\.xml$/i.test(name)) continue;
    cells += countOf(part, "<c");
    if (cells > 2 * MAX_CELLS) return fault("too_big_inside");
    const text = part.toString("latin1");
    // `[^<>]` stops at the next tag; a pattern that looked further would take quadratic time.
    const root = /<(?:\w+:)?worksheet(?:\s[^<>]*)?>/.exec(text.slice(0, 8_192));
    const open = /<((?:\w{1,100}:)?)sheetData(?:\s[^<>]*)?\/?>/.exec(text);
    const close = open ? text.lastIndexOf(`</${open[1]}sheetData>`) : -1;
    if (!root || !open || (close < 0 && !open[0].endsWith("/>"))) return fault("cut_off");
    if (/\sr="(?:[A-Z]{4,}\d*|[A-Z]+\d{8,})"/.test(text)) return fault("impossible_cell");
    const rowTag = new RegExp(`<${open[1]}row(?:\\s[^<>]*)?>`, "g");
    let last = 0;
    /** @type {Set<number>} */
    const hiddenRows = new Set();
    /** @type {Set<number>} */
    const struckRows = new Set();
    for (const { 0: tag, index } of text.matchAll(rowTag)) {
      const row = /\sr="(\d+)"/.exec(tag)?.[1];
      last = row === undefined ? last + 1 : Number(row);
      if (last > LAST_ROW || last < 1) return fault("impossible_cell");
      if (/\s(?:hidden="(?:1|true)"|ht="[01](?:\.\d*)?")/.test(tag)) hiddenRows.add(last);
      if (struck.size > 0 && !tag.endsWith("/>") && isStruck(text.slice(index, index + MAX_ROW), struck))
        struckRows.add(last);
    }
    const end = close < 0 ? open.index + open[0].length : close + `</${open[1]}sheetData>`.length;
    const prefix = open[1] ?? "";
    const merges = mergesOf(text.slice(end));
    if (merges.length > MAX_MERGES) return fault("too_big_inside");
    looks.push({ hiddenRows, struckRows, hiddenColumns: hiddenColumnsOf(text.slice(0, open.index)), merges });
    parts.set(
      name,
      Buffer.concat([
        Buffer.from(`${root[0]}<${prefix}sheetPr codeName="${looks.length - 1}"/>`, "latin1"),
        part.subarray(open.index, end),
        Buffer.from(`</${prefix}worksheet>`),
      ]),
    );
  }
  return null;
}

/** The numbers of the cell styles whose font is struck out. @param {Map<string, Buffer>} parts */
function struckStyles(parts) {
  const styles = [...parts].find(([name]) => /^xl\/styles\.xml$/i.test(name))?.[1].toString("latin1") ?? "";
  if (!/<(?:\w{1,100}:)?strike/.test(styles)) return new Set();
  const listOf = (/** @type {string} */ list, /** @type {string} */ item) =>
    (styles.split(new RegExp(`</?(?:\\w{1,100}:)?${list}(?=[\\s>])`))[1] ?? "").split(
      new RegExp(`<(?:\\w{1,100}:)?${item}(?=[\\s/>])`),
    );
  const fonts = listOf("fonts", "font").map((font) =>
    /<(?:\w{1,100}:)?strike(?:\s+val="(?:1|true)")?\s*\/?>/.test(font),
  );
  return new Set(
    listOf("cellXfs", "xf").flatMap((xf, i) =>
      fonts[Number(/\sfontId="(\d{1,5})"/.exec(xf)?.[1] ?? -1) + 1] ? [String(i - 1)] : [],
    ),
  );
}

/** Whether most of a row's filled cells are struck out. @param {string} row @param {Set<string>} struck */
function isStruck(row, struck) {
  const [cells = ""] = row.split(/<\/(?:\w{1,100}:)?row>/, 1);
  let [filled, out] = [0, 0];
  for (const [tag] of cells.matchAll(/<(?:\w{1,100}:)?c\s[^<>]*[^<>/]>(?!<\/)/g)) {
    filled += 1;
    if (struck.has(/\ss="(\d{1,5})"/.exec(tag)?.[1] ?? "")) out += 1;
  }
  return out * 2 > filled;
}

/** @param {Buffer} part @param {string} tag */
function countOf(part, tag) {
  // A short part cannot hold too many.
  if (part.length < 4 * MAX_CELLS) return 0;
  let count = 0;
  for (let at = part.indexOf(tag); at >= 0 && count <= 2 * MAX_CELLS; at = part.indexOf(tag, at + 2))
    count += 1;
  return count;
}

/** Columns that are hidden or have almost no width. @param {string} before the XML before the cells */
function hiddenColumnsOf(before) {
  const columns = new Set();
  for (const [tag] of before.matchAll(/<(?:\w{1,100}:)?col\s[^<>]*>/g)) {
    if (!/\s(?:hidden="(?:1|true)"|width="0(?:\.\d*)?")/.test(tag)) continue;
    const first = Number(/\smin="(\d{1,5})"/.exec(tag)?.[1]);
    const last = Math.min(MAX_COLUMNS, Number(/\smax="(\d{1,5})"/.exec(tag)?.[1]));
    for (let column = first; column <= last; column += 1) columns.add(column - 1);
  }
  return [...columns];
}

/** @param {string} after the XML after the cells */
function mergesOf(after) {
  const merges = [];
  for (const [, left = "", from, right = "", to] of after.matchAll(
    /<(?:\w{1,100}:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/g,
  )) {
    merges.push({ from: Number(from), to: Number(to), left: columnOf(left), right: columnOf(right) });
    if (merges.length > MAX_MERGES) break;
  }
  return merges;
}

/** A column's place from 0. @param {string} letters */
const columnOf = (letters) =>
  [...letters].reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0) - 1;

/**
 * @param {{ parts: Map<string, Buffer>; chartSheets: number }} opened
 * @param {Look[]} looks
 * @param {number} maxRows
 */
function sheetsOf({ parts, chartSheets }, looks, maxRows) {
  // Empty cells are only needed for formulas without a result; without formulas both options would cost time.
  const hasFormulas = [...parts].some(
    ([name, part]) => /^xl\/worksheets\//i.test(name) && /<(?:\w+:)?f[\s/>]/.test(part.toString("latin1")),
  );
  const container = XLSX.CFB.utils.cfb_new();
  for (const [name, part] of parts) XLSX.CFB.utils.cfb_add(container, name, part, { unsafe: true });
  let book;
  try {
    book = XLSX.parse_zip(container, {
      dense: true,
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
    // SheetJS silently leaves out a sheet that it could not read (a missing text or part).
    if (!sheet) unread += 1;
    else {
      /** @type {Line[]} */
      const lines = [];
      // `forEach` skips the holes before a row far down.
      (sheet["!data"] ?? []).forEach((/** @type {any[]} */ line, /** @type {number} */ at) => {
        const cells = Array.from(line.slice(0, MAX_COLUMNS), (cell) => valueOf(cell, date1904, isDate));
        lines.push({ row: at + 1, cells });
      });
      const { Hidden: hidden = 0, CodeName: code } = book.Workbook?.Sheets?.[i] ?? {};
      found.push({ name, hidden: hidden !== 0, date1904, lines, look: looks[Number(code)] });
    }
  }
  if (unread > chartSheets) return fault("unreadable_sheet");
  return sheets(found, maxRows);
}

/**
 * The sheets with their filled rows and mended texts, or the fault of too many rows or too much text.
 * @param {{ name: string; hidden: boolean; date1904: boolean; lines: Line[]; look?: Look | undefined }[]} found
 * @param {number} maxRows
 */
function sheets(found, maxRows) {
  const answer = [];
  let cells = 0;
  let text = 0;
  for (const { name, lines, look, ...about } of found) {
    const rows = [];
    const mends = [];
    for (const { row, cells: line } of lines) {
      const filled = withinReason(line);
      if (filled.length === 0) continue;
      for (const [column, cell] of filled.entries()) {
        if (typeof cell !== "string") continue;
        text += cell.length;
        const mended = mendText(cell);
        if (mended === cell) continue;
        filled[column] = mended;
        mends.push({ row, column, from: cell });
        text += cell.length;
      }
      const isHidden = look?.hiddenRows.has(row);
      const isStruckOut = look?.struckRows.has(row);
      rows.push({
        row,
        cells: filled,
        ...(isHidden && { hidden: true }),
        ...(isStruckOut && { struck: true }),
      });
      cells += filled.length;
      if (rows.length > maxRows + 1) return { tooManyRows: true };
      if (cells > 2 * MAX_CELLS || text > MAX_TEXT) return fault("too_big_inside");
    }
    const { hiddenColumns = [], merges = [] } = look ?? {};
    answer.push({ ...about, name: mendText(name.slice(0, MAX_WORD)), rows, mends, hiddenColumns, merges });
  }
  return { sheets: answer };
}

/** @returns {cell is string} */
const isLong = (/** @type {unknown} */ cell) => typeof cell === "string" && cell.length > MAX_CELL_TEXT;
/** Text of invisible characters only, as programs and web pages leave it. */
const UNSEEN = /^[\s\p{Cf}\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFE00-\uFE0F\uFFA0]*$/u;
const isBlank = (/** @type {unknown} */ cell) =>
  cell === null || (typeof cell === "string" && (cell === "" || UNSEEN.test(cell)));

/** A line up to its last filled cell. @param {unknown[]} line */
function withinReason(line) {
  const cells = line
    .slice(0, MAX_COLUMNS)
    .map((cell) => (isLong(cell) ? cell.slice(0, MAX_CELL_TEXT).toWellFormed() : cell));
  let length = cells.length;
  while (length > 0 && isBlank(cells[length - 1])) length -= 1;
  return cells.slice(0, length);
}

/**
 * Tells whether a number format is one of dates; remembered by format, since a column has the same thousands of times.
 */
function rememberedDates() {
  const known = new Map();
  return (/** @type {string} */ format) => {
    if (!known.has(format)) known.set(format, XLSX.SSF.is_date(format) && hasDateSign(format));
    return known.get(format);
  };
}

/**
 * Whether a format has a date code (d, m, y). Codes inside a word (»Standard«, \k\v\m) are text without quotes.
 * @param {string} format
 */
function hasDateSign(format) {
  const bare = format.replace(/"[^"]*"|\\.|\[[^[\]]*\]|[_*]./g, " ");
  const isElapsed = /\[(?:h+|m+|s+)\]/i.test(format);
  return (
    isElapsed ||
    /(?<!\p{L})(?:d{1,4}|m{1,5}|y{1,4}|h{1,2}|s{1,2}|å{2,4}|j{2,4}|a{4})(?!\p{L})/iu.test(
      bare.replace(/am\/pm|a\/p/gi, " "),
    )
  );
}

function valueOf(
  /** @type {any} */ cell,
  /** @type {boolean} */ date1904,
  /** @type {(format: string) => boolean} */ isDate,
) {
  if (!cell) return null;
  // A formula without a stored result is read as 0, which no column of ours may hold.
  if (cell.f !== undefined && (cell.v === undefined || cell.v === 0))
    return { error: `=${String(cell.f).slice(0, 100).toWellFormed()}` };
  if (cell.t === "e") return { error: ERRORS[/** @type {keyof typeof ERRORS} */ (cell.v)] ?? "#N/A" };
  if (cell.v === undefined || cell.v === null) return null;
  if (cell.t !== "n") return cell.v;
  if (!Number.isFinite(cell.v)) return { error: "#NUM!" };
  // Excel keeps fifteen digits; the last ones of a longer number are lost.
  if (Math.abs(cell.v) >= 1e15) return { error: cell.v.toExponential(5).toUpperCase() };
  if (typeof cell.z !== "string" || cell.z.length > MAX_WORD || isGeneral(cell.z)) return cell.v;
  // »1E5« typed into a cell becomes 100000 with a format that has an exponent.
  if (/E[+-]/i.test(cell.z)) return { error: XLSX.SSF.format(cell.z, cell.v).trim() };
  return isDate(cell.z) ? dayOf(cell, date1904) : shownOf(cell);
}

/** Whether a format is »General«, also in the languages that some programs write it in. */
const isGeneral = (/** @type {string} */ format) =>
  /^(?:general|standard|generelt|allgemein|allmänt|yleinen|algemeen|général|generale|geral)$/i.test(format);

/** A format, or a shown text, that shows a number's digits only. */
const PLAIN_FORMAT = /^(?!0{2})[#?0.,\s]*$/;
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** A number shown as »12 A« or »0800«: the text and the number, as the field decides which it needs. @param {any} cell */
function shownOf(cell) {
  if (PLAIN_FORMAT.test(cell.z)) return cell.v;
  let shown;
  try {
    shown = XLSX.SSF.format(cell.z, cell.v).trim();
  } catch {
    return cell.v;
  }
  if (shown === "" && cell.v === 0) return null;
  // With Danish marks for thousands and decimals.
  const danish = shown.replace(/(?<=\d)[.,](?=\d)/g, (/** @type {string} */ mark) =>
    mark === "," ? "." : ",",
  );
  return PLAIN_NUMBER.test(shown.replace(/(?<=\d),(?=\d{3})/g, ""))
    ? cell.v
    : { shown: danish, number: cell.v };
}

function dayOf(/** @type {any} */ cell, /** @type {boolean} */ date1904) {
  const day = XLSX.SSF.parse_date_code(cell.v, { date1904 });
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  // A time of day without a date, or a number that is no day.
  if (!day || day.y < 1901)
    return { date: day && cell.v < 1 ? `${two(day.H)}:${two(day.M)}` : String(cell.v) };
  return { date: `${String(day.y).padStart(4, "0")}-${two(day.m)}-${two(day.d)}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // Signals may reach every process of a service; the server finishes its answers first, and then ends these.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
  process.on("message", (/** @type {Job} */ job) => {
    process.send?.("begun");
    process.send?.(read(job));
  });
}

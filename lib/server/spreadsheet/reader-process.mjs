// @ts-check
// Reads workbooks in a process of its own, so that a monstrous file stops nobody and can be stopped itself.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { mendText } from "./decode.mjs";
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

/** In characters: what is looked at of a row to see how it is written. */
const MAX_ROW = 32_768;
/** Of a sheet; more than rows could need. */
const MAX_MERGES = 100_000;

/** @typedef {{ bytes: Uint8Array; isCsv: boolean; maxRows: number; maxInflated: number; words?: string[] }} Job */
/**
 * What a sheet says beside its cells: rows that are hidden or struck out, columns (from 0) that are, and blocks of merged cells.
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
  // The old compound format: an encrypted .xlsx is wrapped in it, an .xls is one.
  if (head.startsWith("\xd0\xcf\x11\xe0"))
    return bytes.includes(Buffer.from("EncryptedPackage", "utf16le")) ? "password" : "old_xls";
  if (head.startsWith("%PDF")) return "pdf";
  if (/^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|meta)/i.test(head)) return "web_page";
  return null;
}

/**
 * What the sheets claim to hold, before anything is made of it: rows nobody could have, more cells than can be borne.
 * All but the cells is cut away (a link to a whole sheet makes a cell of each); what is told of them is kept in `looks`,
 * and the number of its place there in the sheet, as the name of its code.
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
    // A tag ends before the next one begins; a pattern that looked further would do so again from every tag.
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

/** The styles of cells whose font is struck out, as sheets number them. @param {Map<string, Buffer>} parts */
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

/** Whether most of a row's cells with something in them are struck out. @param {string} row @param {Set<string>} struck */
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
  // So few bytes cannot hold too many.
  if (part.length < 4 * MAX_CELLS) return 0;
  let count = 0;
  for (let at = part.indexOf(tag); at >= 0 && count <= 2 * MAX_CELLS; at = part.indexOf(tag, at + 2))
    count += 1;
  return count;
}

/** Of columns of next to no width, too. @param {string} before what stands before the cells */
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

/** @param {string} after what stands behind the cells */
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

/** From 0. @param {string} letters */
const columnOf = (letters) =>
  [...letters].reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0) - 1;

/**
 * @param {{ parts: Map<string, Buffer>; chartSheets: number }} opened
 * @param {Look[]} looks
 * @param {number} maxRows
 */
function sheetsOf({ parts, chartSheets }, looks, maxRows) {
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
      /** @type {Line[]} */
      const lines = [];
      // A last row far down leaves holes, which are passed over.
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
 * The rows that hold something, within what can be handed over, with their texts mended.
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
/** Signs that nobody sees, as programs and web pages leave them. */
const UNSEEN = /^[\s\p{Cf}\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFE00-\uFE0F\uFFA0]*$/u;
const isBlank = (/** @type {unknown} */ cell) =>
  cell === null || (typeof cell === "string" && (cell === "" || UNSEEN.test(cell)));

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
    if (!known.has(format)) known.set(format, XLSX.SSF.is_date(format) && hasDateSign(format));
    return known.get(format);
  };
}

/** A sign of a date stands alone; those inside a word (»Standard«, \k\v\m) are text that was not marked as such. @param {string} format */
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
  // A formula that was never reckoned out is read as 0, and no column of ours can hold a 0.
  if (cell.f !== undefined && (cell.v === undefined || cell.v === 0))
    return { error: `=${String(cell.f).slice(0, 100).toWellFormed()}` };
  if (cell.t === "e") return { error: ERRORS[/** @type {keyof typeof ERRORS} */ (cell.v)] ?? "#N/A" };
  if (cell.v === undefined || cell.v === null) return null;
  if (cell.t !== "n") return cell.v;
  if (!Number.isFinite(cell.v)) return { error: "#NUM!" };
  // Excel keeps fifteen digits; of a longer number the last ones are not those that were typed.
  if (Math.abs(cell.v) >= 1e15) return { error: cell.v.toExponential(5).toUpperCase() };
  if (typeof cell.z !== "string" || cell.z.length > MAX_WORD || isGeneral(cell.z)) return cell.v;
  // »1E5« typed into a cell is 100000 to Excel, which only its format still tells.
  if (/E[+-]/i.test(cell.z)) return { error: XLSX.SSF.format(cell.z, cell.v).trim() };
  return isDate(cell.z) ? dayOf(cell, date1904) : shownOf(cell);
}

/** »General« as programs of other languages write it, who should not. */
const isGeneral = (/** @type {string} */ format) =>
  /^(?:general|standard|generelt|allgemein|allmänt|yleinen|algemeen|général|generale|geral)$/i.test(format);

/** A number in the one way or the other; what is more than that was put there for people to read. */
const PLAIN_FORMAT = /^(?!0{2})[#?0.,\s]*$/;
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** 12 shown as »12 A«, 800 as »0800«: both, for the text is what people see and the number what fields count. @param {any} cell */
function shownOf(cell) {
  if (PLAIN_FORMAT.test(cell.z)) return cell.v;
  let shown;
  try {
    shown = XLSX.SSF.format(cell.z, cell.v).trim();
  } catch {
    return cell.v;
  }
  if (shown === "" && cell.v === 0) return null;
  // Thousands and decimals stand as Danes write them.
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
  // A time of day without a date, or a number that is no day at all.
  if (!day || day.y < 1901)
    return { date: day && cell.v < 1 ? `${two(day.H)}:${two(day.M)}` : String(cell.v) };
  return { date: `${String(day.y).padStart(4, "0")}-${two(day.m)}-${two(day.d)}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // A signal may go to every process of a service; the server answers first what it has begun, and then ends these.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
  process.on("message", (/** @type {Job} */ job) => {
    process.send?.("begun");
    process.send?.(read(job));
  });
}

// @ts-check
// Writes one workbook in a thread of its own, some rows at a time, so that neither its work nor its size stops anybody.
import { parentPort } from "node:worker_threads";
import { strFromU8, strToU8, unzipSync, Zip, ZipDeflate } from "fflate";
import writeExcelFile from "write-excel-file/node";
import { getOrderOfSiblings, insertElementMarkupAccordingToOrderOfSiblings } from "write-excel-file/utility";

/**
 * @typedef {string | { text: string; isBad?: boolean; isHead?: boolean; isBold?: boolean } | null} Cell
 * @typedef {{ name: string; widths: number[]; hasHead: boolean; isTextBelow?: true; choices?: { column: number; values: string[]; isOpen?: true }[] }} Sheet
 * @typedef {{ begin: { sheets: Sheet[]; shortened: string } } | { sheet: number } | { rows: Cell[][] } | { end: true }} Order
 */

const SHEET = "xl/worksheets/sheet{id}.xml";
const LAST_ROW = 20_001;
/** Excel's own limits. */
const CELL_LENGTH = 32_767;
const NAME_LENGTH = 31;
/** Longer text is wrapped. */
const LINE = 60;

/** Every cell is text, so that 0800 keeps its nought and nothing that looks like a formula can run. */
const TEXT = { type: String, value: "", format: "@", alignVertical: /** @type {const} */ ("top") };
const BOLD = { fontWeight: /** @type {const} */ ("bold") };
const BAD = { backgroundColor: "#F8D0CE", textColor: "#8A1C14" };
const STYLES = {
  plain: TEXT,
  plainLong: { ...TEXT, wrap: true },
  bold: { ...TEXT, ...BOLD },
  boldLong: { ...TEXT, ...BOLD, wrap: true },
  bad: { ...TEXT, ...BAD },
  badLong: { ...TEXT, ...BAD, wrap: true },
  head: { ...TEXT, ...BOLD, backgroundColor: "#E6EEF5" },
};
/** @typedef {Record<keyof typeof STYLES, string>} Styles */

/** @param {number} index @returns {string} */
const columnName = (index) =>
  index < 26
    ? String.fromCharCode(65 + index)
    : columnName(Math.floor(index / 26) - 1) + columnName(index % 26);

/** @param {string} text @param {number} length in UTF-16 units, as Excel counts; a character is never halved */
const cutTo = (text, length) => text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no way to write these
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** `_x0041_` would be read as an A. @param {string} text */
const xmlText = (text) =>
  text
    .toWellFormed()
    .replace(FORBIDDEN, "�")
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);

/** Names as Excel takes them: short, without its signs, each once. @param {string[]} names */
function sheetNames(names) {
  /** @type {string[]} */
  const taken = [];
  for (const given of names) {
    const plain = given
      .toWellFormed()
      .replace(FORBIDDEN, " ")
      .replace(/[[\]:*?/\\]/g, " ");
    const name = plain.trim().replace(/^'+|'+$/g, "") || "-";
    let n = 1;
    const own = () => {
      const tail = n === 1 ? "" : ` ${n}`;
      return cutTo(name, NAME_LENGTH - tail.length).trim() + tail;
    };
    while (taken.some((one) => one.toLowerCase() === own().toLowerCase())) n += 1;
    taken.push(own());
  }
  return taken;
}

/** The package as the library writes it, with one row that shows every style. @param {Sheet[]} sheets */
async function skeletonOf(sheets) {
  const names = sheetNames(sheets.map(({ name }) => name));
  const written = sheets.map((sheet, i) => ({
    sheet: names[i] ?? "",
    columns: sheet.widths.map((width) => ({ width })),
    ...(sheet.hasHead && { stickyRowsCount: 1 }),
    data: [Object.values(STYLES)],
  }));
  const transform = (
    /** @type {string} */ xml,
    /** @type {unknown} */ _,
    /** @type {{ sheetIndex: number }} */ at,
  ) => withDropDowns(xml, sheets[at.sheetIndex]?.choices ?? []);
  const bytes = await writeExcelFile(written, {
    features: [{ files: { transform: { [SHEET]: { transform } } } }],
  }).toBuffer();
  return unzipSync(new Uint8Array(bytes));
}

/** The lists to pick from, which the library leaves to hooks like this one. @param {string} xml @param {NonNullable<Sheet["choices"]>} choices */
function withDropDowns(xml, choices) {
  if (choices.length === 0) return xml;
  const rules = choices.map(({ column, values, isOpen }) => {
    const letter = columnName(column);
    return `<dataValidation type="list" allowBlank="1" showErrorMessage="${isOpen ? 0 : 1}" sqref="${letter}2:${letter}${LAST_ROW}"><formula1>"${values.join(",")}"</formula1></dataValidation>`;
  });
  const element = `<dataValidations count="${rules.length}">${rules.join("")}</dataValidations>`;
  return insertElementMarkupAccordingToOrderOfSiblings(
    xml,
    element,
    getOrderOfSiblings(SHEET, "worksheet") ?? [],
    "worksheet",
  );
}

class Writer {
  /** @type {Uint8Array[]} */
  #out = [];
  /** @type {Styles | undefined} */
  #styles;
  #tail = "";
  #row = 0;
  /** @type {ZipDeflate | undefined} */
  #file;

  /** @param {Record<string, Uint8Array>} parts @param {Sheet[]} sheets @param {string} shortened */
  constructor(parts, sheets, shortened) {
    this.parts = parts;
    this.sheets = sheets;
    this.shortened = shortened;
    this.zip = new Zip((error, chunk) => {
      if (error) throw error;
      this.#out.push(chunk);
    });
    for (const [name, part] of Object.entries(parts)) {
      if (/^xl\/worksheets\/[^/]+\.xml$/.test(name)) continue;
      const file = new ZipDeflate(name);
      this.zip.add(file);
      file.push(part, true);
    }
  }

  /** @param {number} index */
  beginSheet(index) {
    this.#endSheet();
    const name = SHEET.replace("{id}", String(index + 1));
    const xml = strFromU8(this.parts[name] ?? new Uint8Array());
    const [, before = "", shown = "", after = ""] = /^(.*<sheetData>)(.*)(<\/sheetData>.*)$/s.exec(xml) ?? [];
    const found = [...shown.matchAll(/ s="(\d+)"/g)].map(([, style]) => style ?? "");
    const styles = Object.fromEntries(Object.keys(STYLES).map((key, i) => [key, found[i] ?? ""]));
    if (found.length !== Object.keys(STYLES).length) throw new Error("the styles of a sheet are not known");
    this.#styles = /** @type {Styles} */ (styles);
    this.#tail = after;
    this.#row = 0;
    this.#file = new ZipDeflate(name, { level: 4 });
    this.zip.add(this.#file);
    // Blank cells below the rows are text too; the library does not offer the look of a whole column.
    const isTextBelow = this.sheets[index]?.isTextBelow;
    const head = isTextBelow ? before.replaceAll("<col ", `<col style="${styles.plain}" `) : before;
    this.#file.push(strToU8(head));
  }

  /** @param {Cell[][]} rows */
  write(rows) {
    let xml = "";
    for (const cells of rows) {
      this.#row += 1;
      xml += `<row r="${this.#row}">`;
      for (const [column, cell] of cells.entries())
        if (cell !== null) xml += this.#cellXml(`${columnName(column)}${this.#row}`, cell);
      xml += "</row>";
    }
    this.#file?.push(strToU8(xml));
  }

  /** @param {string} place @param {NonNullable<Cell>} cell */
  #cellXml(place, cell) {
    const { text, isHead, isBold, isBad } =
      typeof cell === "string" ? { text: cell, isHead: false, isBold: false, isBad: false } : cell;
    const styles = /** @type {Styles} */ (this.#styles);
    const isLong = text.length > LINE;
    const style = isHead
      ? styles.head
      : isBad
        ? styles[isLong ? "badLong" : "bad"]
        : isBold
          ? styles[isLong ? "boldLong" : "bold"]
          : styles[isLong ? "plainLong" : "plain"];
    if (text === "") return `<c r="${place}" s="${style}"/>`;
    const whole =
      text.length > CELL_LENGTH ? cutTo(text, CELL_LENGTH - this.shortened.length) + this.shortened : text;
    return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(whole)}</t></is></c>`;
  }

  #endSheet() {
    this.#file?.push(strToU8(this.#tail), true);
    this.#file = undefined;
  }

  end() {
    this.#endSheet();
    this.zip.end();
  }

  /** What has been written since it was last asked for. */
  taken() {
    const bytes = new Uint8Array(this.#out.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of this.#out) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    this.#out = [];
    return bytes;
  }
}

/** @type {Writer | undefined} */
let writer;

parentPort?.on("message", async (/** @type {Order} */ order) => {
  if ("begin" in order) {
    const { sheets, shortened } = order.begin;
    writer = new Writer(await skeletonOf(sheets), sheets, shortened);
  } else if ("sheet" in order) writer?.beginSheet(order.sheet);
  else if ("rows" in order) writer?.write(order.rows);
  else writer?.end();
  const bytes = writer?.taken() ?? new Uint8Array();
  parentPort?.postMessage(bytes, [bytes.buffer]);
});

// @ts-check
// Writes a workbook in its own process, some rows at a time, so that a large one neither blocks requests nor fills memory.
import { strFromU8, strToU8, unzipSync, Zip, ZipDeflate } from "fflate";
import writeExcelFile from "write-excel-file/node";
import { getOrderOfSiblings, insertElementMarkupAccordingToOrderOfSiblings } from "write-excel-file/utility";

/**
 * @typedef {string | { text: string; isBad?: boolean; isBold?: boolean; isNote?: boolean } | { number: number } | { day: string; isBad?: boolean } | { flag: boolean } | null} Cell
 * @typedef {{ name: string; title: string; widths: number[]; heads?: string[]; hasFilter?: true; frozenColumns?: number; printedColumns?: number; isTextBelow?: true; choices?: { column: number; values: string[]; isOpen?: true }[] }} Sheet
 * @typedef {{ shortened: string; dayFormat: string; page: string }} Words
 * @typedef {{ begin: { sheets: Sheet[]; words: Words } } | { sheet: number } | { rows: Cell[][] } | { end: true }} Order
 */

const SHEET = "xl/worksheets/sheet{id}.xml";
const WORKBOOK = "xl/workbook.xml";
const LAST_ROW = 20_001;
/** Excel's own limits. */
const CELL_LENGTH = 32_767;
const NAME_LENGTH = 31;
const TITLE_LENGTH = 100;

/** Every system has it, or a font with the same widths. */
const FONT = "Arial";
const FONT_SIZE = 10;
/** In points. */
const ROW_HEIGHT = 15;
const LINE_HEIGHT = 12.75;
const HIGHEST_ROW = 409;
const BOLD_WIDTH = 1.08;
/** In characters; a wider sheet is printed on A3. */
const A4_WIDTH = 260;

/** Texts have the format @, so that 0800 keeps its zero and nothing is run as a formula. */
const BLANK = { type: String, value: "", format: "@", alignVertical: /** @type {const} */ ("top") };
const TEXT = { ...BLANK, borderStyle: /** @type {const} */ ("thin"), borderColor: "#C9D3DC" };
const NUMBER = { ...TEXT, type: Number, value: 0, indent: 1 };
const BOLD = { fontWeight: /** @type {const} */ ("bold") };
const BAD = { backgroundColor: "#F8D0CE", textColor: "#8A1C14" };
/** @param {string} dayFormat */
const stylesOf = (dayFormat) => ({
  blank: BLANK,
  plain: TEXT,
  plainLong: { ...TEXT, wrap: true },
  bold: { ...TEXT, ...BOLD },
  boldLong: { ...TEXT, ...BOLD, wrap: true },
  bad: { ...TEXT, ...BAD },
  badLong: { ...TEXT, ...BAD, wrap: true },
  number: { ...NUMBER, format: "0", align: /** @type {const} */ ("right") },
  day: { ...NUMBER, format: dayFormat, align: /** @type {const} */ ("left"), indent: 0 },
  badDay: { ...NUMBER, ...BAD, format: dayFormat, align: /** @type {const} */ ("left"), indent: 0 },
  head: { ...TEXT, ...BOLD, wrap: true, backgroundColor: "#E6EEF5" },
});
/** @typedef {Record<keyof ReturnType<typeof stylesOf>, string>} Styles */

/** The widths of Latin characters in the font, in digits; near enough for columns and rows. */
const SIGN_WIDTHS = Float32Array.from({ length: 256 }, (_, code) => {
  const sign = String.fromCharCode(code);
  if ("ijltfrI|'.,:;!/\\()[]- ".includes(sign)) return 0.53;
  if ("mMwW@%æÆ".includes(sign)) return 1.65;
  return sign === sign.toLowerCase() ? 1 : 1.3;
});
const OTHER_WIDTH = 1.8;

/** @param {string} text */
function measure(text) {
  let sum = 0;
  for (let i = 0; i < text.length; i += 1) sum += SIGN_WIDTHS[text.charCodeAt(i)] ?? OTHER_WIDTH;
  return sum;
}

/** The number of lines of a text wrapped between words, and within words that are too long. @param {string} text @param {number} width */
function linesOf(text, width) {
  if (!text.includes("\n") && measure(text) <= width) return 1;
  let lines = 0;
  for (const paragraph of text.split("\n")) {
    lines += 1;
    let used = 0;
    for (const word of paragraph.split(/(?<= )/)) {
      const own = measure(word);
      if (used > 0 && used + own > width) {
        lines += 1;
        used = 0;
      }
      used += own;
      if (used > width) {
        lines += Math.ceil(used / width) - 1;
        used %= width;
      }
    }
  }
  return lines;
}

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

// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const UNUSUAL = /[\u0000-\u001F&<>_\uD800-\uDFFF\uFFFE\uFFFF]/;

/** Text for XML; `_x0041_` is escaped, since Excel reads it as an A. @param {string} text */
const xmlText = (text) =>
  !UNUSUAL.test(text)
    ? text
    : text
        .toWellFormed()
        .replace(FORBIDDEN, "�")
        .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
        .replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);

/** Names of sheets that Excel accepts: short, without certain characters, each different. @param {string[]} names */
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

/** The parts of the workbook as the library writes it, with one row that has every style. @param {Sheet[]} sheets @param {string[]} names @param {Words} words */
async function skeletonOf(sheets, names, words) {
  const written = sheets.map((sheet, i) => ({
    sheet: names[i] ?? "",
    columns: sheet.widths.map((_, column) => ({ width: widthOf(sheet, column) })),
    ...(sheet.heads && { stickyRowsCount: 1 }),
    ...(sheet.frozenColumns && { stickyColumnsCount: sheet.frozenColumns }),
    data: [Object.values(stylesOf(words.dayFormat))],
  }));
  const transform = (
    /** @type {string} */ xml,
    /** @type {unknown} */ _,
    /** @type {{ sheetIndex: number }} */ at,
  ) => withPage(xml, /** @type {Sheet} */ (sheets[at.sheetIndex]), words);
  const bytes = await writeExcelFile(written, {
    fontFamily: FONT,
    fontSize: FONT_SIZE,
    features: [
      { files: { transform: { [SHEET]: { transform }, "xl/styles.xml": { transform: withNormalStyle } } } },
    ],
  }).toBuffer();
  return unzipSync(new Uint8Array(bytes));
}

/** A column's width in characters, at least the longest word of its header with its star. @param {Sheet} sheet @param {number} column */
const widthOf = ({ widths, heads }, column) =>
  Math.ceil(
    Math.max(
      widths[column] ?? 0,
      ...(heads?.[column] ?? "").split(/ (?!\*)/).map((word) => measure(word) * BOLD_WIDTH + 1),
    ),
  );

/** Adds the name of the default style, which some programs need and the library leaves out. @param {string} xml */
const withNormalStyle = (xml) =>
  xml
    .replace(
      "<cellXfs",
      '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs',
    )
    .replace(
      "</cellXfs>",
      '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>',
    );

/** Adds the print settings and the lists of choices to a sheet. @param {string} xml @param {Sheet} sheet @param {Words} words */
function withPage(xml, sheet, words) {
  const { title, choices = [], printedColumns } = sheet;
  const width = sheet.widths
    .slice(0, printedColumns)
    .reduce((sum, _, column) => sum + widthOf(sheet, column), 0);
  const lists = choices.map(({ column, values, isOpen }) => {
    const letter = columnName(column);
    return `<dataValidation type="list" allowBlank="1" showErrorMessage="${isOpen ? 0 : 1}" sqref="${letter}2:${letter}${LAST_ROW}"><formula1>${xmlText(`"${values.join(",")}"`)}</formula1></dataValidation>`;
  });
  const printed = xmlText(cutTo(title, TITLE_LENGTH).replaceAll("&", "&&").replace(/\s+/g, " "));
  const elements = [
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
    `<sheetFormatPr defaultRowHeight="${ROW_HEIGHT}" customHeight="1"/>`,
    lists.length > 0 ? `<dataValidations count="${lists.length}">${lists.join("")}</dataValidations>` : "",
    '<pageMargins left="0.4" right="0.4" top="0.7" bottom="0.6" header="0.3" footer="0.3"/>',
    // A4, or A3.
    `<pageSetup paperSize="${width > A4_WIDTH ? 8 : 9}" orientation="landscape" fitToWidth="1" fitToHeight="0"/>`,
    `<headerFooter><oddHeader>&amp;L&amp;"${FONT},Bold"${printed}</oddHeader><oddFooter>&amp;L&amp;A&amp;R${xmlText(words.page)}</oddFooter></headerFooter>`,
  ];
  const order = getOrderOfSiblings(SHEET, "worksheet") ?? [];
  return elements
    .filter(Boolean)
    .reduce(
      (page, element) => insertElementMarkupAccordingToOrderOfSiblings(page, element, order, "worksheet"),
      xml,
    );
}

/** @param {number} lines */
const heightOf = (lines) =>
  lines > 1 ? ` ht="${Math.min(HIGHEST_ROW, Math.ceil(lines * LINE_HEIGHT + 2))}"` : "";

/** Excel's number of a day; 0 before March 1900, where programs disagree. @param {string} day YYYY-MM-DD */
const serialOf = (day) => (day < "1900-03-01" ? 0 : Date.parse(day) / 86_400_000 + 25_569);

class Writer {
  /** @type {Uint8Array[]} */
  #out = [];
  /** @type {Styles | undefined} */
  #styles;
  #tail = "";
  #row = 0;
  /** @type {Sheet | undefined} */
  #sheet;
  /** @type {number[]} */
  #widths = [];
  /** @type {string[]} */
  #letters = [];
  /** Of the row that is being written. */
  #lines = 1;
  /** Names that Excel keeps for what it prints and filters. @type {string[]} */
  #defined = [];
  /** @type {ZipDeflate | undefined} */
  #file;

  /** @param {Record<string, Uint8Array>} parts @param {Sheet[]} sheets @param {string[]} names @param {Words} words */
  constructor(parts, sheets, names, words) {
    this.parts = parts;
    this.sheets = sheets;
    this.names = names;
    this.words = words;
    this.zip = new Zip((error, chunk) => {
      if (error) throw error;
      this.#out.push(chunk);
    });
    for (const [name, part] of Object.entries(parts)) {
      if (name === WORKBOOK || /^xl\/worksheets\/[^/]+\.xml$/.test(name)) continue;
      this.#add(name, part);
    }
  }

  /** @param {string} name @param {Uint8Array} part */
  #add(name, part) {
    const file = new ZipDeflate(name);
    this.zip.add(file);
    file.push(part, true);
  }

  /** @param {number} index */
  beginSheet(index) {
    this.#endSheet();
    const name = SHEET.replace("{id}", String(index + 1));
    const xml = strFromU8(this.parts[name] ?? new Uint8Array());
    const [, before = "", shown = "", after = ""] = /^(.*<sheetData>)(.*)(<\/sheetData>.*)$/s.exec(xml) ?? [];
    const found = [...shown.matchAll(/ s="(\d+)"/g)].map(([, style]) => style ?? "");
    const keys = Object.keys(stylesOf(this.words.dayFormat));
    const styles = Object.fromEntries(keys.map((key, i) => [key, found[i] ?? ""]));
    if (found.length !== keys.length) throw new Error("the styles of a sheet are not known");
    this.#styles = /** @type {Styles} */ (styles);
    this.#tail = after;
    this.#row = 0;
    this.#file = new ZipDeflate(name, { level: 4 });
    this.zip.add(this.#file);
    this.#sheet = this.sheets[index] ?? { name: "", title: "", widths: [] };
    this.#letters = this.#sheet.widths.map((_, column) => columnName(column));
    this.#widths = this.#sheet.widths.map((_, column) => widthOf(/** @type {Sheet} */ (this.#sheet), column));
    // The library has no styles of whole columns.
    const head = this.#sheet.isTextBelow
      ? before.replaceAll("<col ", `<col style="${styles.blank}" `)
      : before;
    this.#file.push(strToU8(head));
    this.#writeHead(this.#sheet);
  }

  /** @param {Sheet} sheet */
  #writeHead({ heads, hasFilter }) {
    if (!heads) return;
    this.#row = 1;
    let xml = "";
    let lines = 1;
    for (const [column, text] of heads.entries()) {
      lines = Math.max(lines, linesOf(text, ((this.#widths[column] ?? 0) - 0.5) / BOLD_WIDTH));
      xml += this.#textXml(`${columnName(column)}1`, "head", text);
    }
    // The filter's buttons need a line below the text.
    this.#file?.push(strToU8(`<row r="1"${heightOf(hasFilter ? lines + 1 : lines)}>${xml}</row>`));
  }

  /** @param {Cell[][]} rows */
  write(rows) {
    const printed = this.#sheet?.printedColumns ?? Number.POSITIVE_INFINITY;
    let xml = "";
    for (const cells of rows) {
      this.#row += 1;
      this.#lines = 1;
      let own = "";
      for (const [column, cell] of cells.entries()) {
        // Columns that are not printed need no frame.
        if (cell === null && column >= printed) continue;
        const letters = this.#letters[column] ?? columnName(column);
        own += this.#cellXml(letters + this.#row, cell, this.#widths[column] ?? 0);
      }
      xml += `<row r="${this.#row}"${heightOf(this.#lines)}>${own}</row>`;
    }
    this.#file?.push(strToU8(xml));
  }

  /** @param {string} place @param {Cell} cell @param {number} width */
  #cellXml(place, cell, width) {
    if (cell === null) return this.#textXml(place, "plain", "");
    if (cell === "") return this.#textXml(place, "blank", "");
    if (typeof cell === "string") return this.#fittedXml(place, "plain", cell, width);
    if ("number" in cell) return this.#valueXml(place, "number", cell.number);
    if ("day" in cell) {
      const serial = serialOf(cell.day);
      return serial > 0
        ? this.#valueXml(place, cell.isBad ? "badDay" : "day", serial)
        : this.#fittedXml(place, cell.isBad ? "bad" : "plain", cell.day, width);
    }
    if ("flag" in cell)
      return `<c r="${place}" s="${this.#styles?.bad}" t="b"><v>${cell.flag ? 1 : 0}</v></c>`;
    const { text, isBad, isBold, isNote } = cell;
    if (isNote) return this.#textXml(place, "blank", text);
    return this.#fittedXml(place, isBad ? "bad" : isBold ? "bold" : "plain", text, width);
  }

  /** @param {string} place @param {keyof Styles} style @param {number} value */
  #valueXml(place, style, value) {
    return `<c r="${place}" s="${this.#styles?.[style]}"><v>${value}</v></c>`;
  }

  /** A cell's text; one that is wider than its column is wrapped. @param {string} place @param {"plain" | "bold" | "bad"} style @param {string} text @param {number} width */
  #fittedXml(place, style, text, width) {
    const lines = linesOf(text, Math.max(2, (style === "bold" ? width / BOLD_WIDTH : width) - 0.5));
    if (lines === 1) return this.#textXml(place, style, text);
    this.#lines = Math.max(this.#lines, lines);
    return this.#textXml(place, `${style}Long`, text);
  }

  /** @param {string} place @param {keyof Styles} style @param {string} text */
  #textXml(place, style, text) {
    const look = this.#styles?.[style];
    if (text === "") return `<c r="${place}" s="${look}"/>`;
    const { shortened } = this.words;
    const whole = text.length > CELL_LENGTH ? cutTo(text, CELL_LENGTH - shortened.length) + shortened : text;
    return `<c r="${place}" s="${look}" t="inlineStr"><is><t xml:space="preserve">${xmlText(whole)}</t></is></c>`;
  }

  #endSheet() {
    if (!this.#sheet) return;
    const { heads, hasFilter, printedColumns } = this.#sheet;
    const last = columnName((heads ?? this.#sheet.widths).length - 1);
    const range = `A1:${last}${Math.max(1, this.#row)}`;
    const filter = hasFilter ? `<autoFilter ref="${range}"/>` : "";
    this.#file?.push(strToU8(this.#tail.replace("</sheetData>", `</sheetData>${filter}`)), true);
    const index = this.sheets.indexOf(this.#sheet);
    const name = `'${(this.names[index] ?? "").replaceAll("'", "''")}'!`;
    const define = (/** @type {string} */ what, /** @type {string} */ where, more = "") =>
      this.#defined.push(
        `<definedName name="_xlnm.${what}" localSheetId="${index}"${more}>${xmlText(name + where)}</definedName>`,
      );
    const fixed = (/** @type {string} */ place) => place.replace(/([A-Z]+)(\d+)/g, "$$$1$$$2");
    if (hasFilter) define("_FilterDatabase", fixed(range), ' hidden="1"');
    if (printedColumns)
      define("Print_Area", fixed(`A1:${columnName(printedColumns - 1)}${Math.max(1, this.#row)}`));
    if (heads) define("Print_Titles", "$1:$1");
    this.#sheet = undefined;
    this.#file = undefined;
  }

  end() {
    this.#endSheet();
    const xml = strFromU8(this.parts[WORKBOOK] ?? new Uint8Array());
    const defined = this.#defined.length > 0 ? `<definedNames>${this.#defined.join("")}</definedNames>` : "";
    this.#add(WORKBOOK, strToU8(xml.replace(/<definedNames\s*\/>/, () => defined)));
    this.zip.end();
  }

  /** The bytes written since the last call. */
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

// Signals may reach every process of a service; the server finishes its answers first, and then ends these.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
process.on("message", async (/** @type {Order} */ order) => {
  process.send?.("begun");
  if ("begin" in order) {
    const { sheets, words } = order.begin;
    const names = sheetNames(sheets.map(({ name }) => name));
    writer = new Writer(await skeletonOf(sheets, names, words), sheets, names, words);
  } else if ("sheet" in order) writer?.beginSheet(order.sheet);
  else if ("rows" in order) writer?.write(order.rows);
  else writer?.end();
  const bytes = writer?.taken() ?? new Uint8Array();
  process.send?.(bytes);
});

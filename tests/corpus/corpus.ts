import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as XLSX from "xlsx";
import {
  HEAD,
  MAIN_NAMESPACE,
  rowsXml,
  sharedStrings,
  sheetOf,
  STYLES,
  styled,
  workbook,
  worksheet,
} from "./workbook";
import { type Part, zip } from "./zip";

/** A refusal's reason; or the addresses as they are read, and every problem as row, field and code. */
export type Expected =
  | { refused: string }
  /** Parts that several columns may be. */
  | { ambiguous: string[] }
  | { tooManyRows: true }
  | { missing: string[] }
  | { addresses: string[]; problems?: [row: number, field: string, code: string][]; unknown?: string[] };
export type CorpusFile = { name: string; make: () => Buffer; expected: Expected; fileName?: string };

const ROWS = [HEAD, ["Bakkevej", "1", "st", "tv", "2740"], ["Bakkevej", "2", "", "", "2740"]];
const TWO = ["Bakkevej 1, st. tv, 2740", "Bakkevej 2, 2740"];
const plain = (source: Parameters<typeof workbook>[0] = {}) =>
  workbook({ sheets: [sheetOf(ROWS)], ...source });
const only =
  (name: RegExp, change: (part: Part) => Part | Part[]) =>
  (part: Part): Part | Part[] =>
    name.test(part.name) ? change(part) : part;
const SHEET = /worksheets\/sheet1/;
const text = (part: Part) => String(part.content);
const half = (part: Part): Part => ({ ...part, content: text(part).slice(0, text(part).length / 2) });
const withSheet = (xml: string, source: Parameters<typeof workbook>[0] = {}) =>
  workbook({ sheets: [{ name: "Adresser", xml }], ...source });
const csv = (lines: string, encoding: BufferEncoding = "utf8") => Buffer.from(lines, encoding);
const CSV = "Vejnavn;Husnr.;Etage;Dør;Postnr.\r\nSmågade;1-3;;;2740\r\nSmågade;5;st;th;0800\r\n";
const OF_CSV: Expected = {
  addresses: ["Smågade , 2740", "Smågade 5, st. th, 0800"],
  problems: [
    [2, "houseNo", "not_a_house_number"],
    [3, "postcode", "postcode_unknown"],
  ],
};
const refused = (reason: string): Expected => ({ refused: reason });
const office = (type: string) => plain({ mainType: `application/vnd.openxmlformats-officedocument.${type}` });

const NOT_WORKBOOKS: CorpusFile[] = [
  { name: "no bytes at all", make: () => Buffer.alloc(0), expected: refused("no_content") },
  { name: "one byte", make: () => Buffer.from("x"), expected: refused("not_xlsx") },
  {
    name: "noise",
    make: () => Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 251)),
    expected: refused("not_xlsx"),
  },
  { name: "text under the name", make: () => csv(CSV), expected: refused("not_xlsx") },
  {
    name: "a web page",
    make: () => Buffer.from("<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>"),
    expected: refused("web_page"),
  },
  {
    name: "a web page that begins with its table",
    make: () => Buffer.from("\n <table><tr><td>1</td></tr></table>"),
    expected: refused("web_page"),
  },
  {
    name: "an XML spreadsheet of 2003",
    make: () =>
      Buffer.from('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
    expected: refused("web_page"),
  },
  { name: "a PDF", make: () => Buffer.from("%PDF-1.7\n%âãÏÓ\n"), expected: refused("pdf") },
  {
    name: "an .xls of Excel 97",
    make: () =>
      Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(2_000)]),
    expected: refused("old_xls"),
  },
  {
    name: "a workbook with a password",
    make: () =>
      Buffer.concat([
        Buffer.from([0xd0, 0xcf, 0x11, 0xe0]),
        Buffer.alloc(512),
        Buffer.from("EncryptedPackage", "utf16le"),
      ]),
    expected: refused("password"),
  },
  {
    name: "an OpenDocument sheet",
    make: () =>
      zip([
        { name: "mimetype", content: "application/vnd.oasis.opendocument.spreadsheet", method: 0 },
        { name: "content.xml", content: "<office/>" },
        { name: "META-INF/manifest.xml", content: "<m/>" },
      ]),
    expected: refused("opendocument"),
  },
  {
    name: "a Numbers sheet",
    make: () => zip([{ name: "Index/Document.iwa", content: "x" }]),
    expected: refused("numbers"),
  },
  {
    name: "a Word document",
    make: () => office("wordprocessingml.document.main+xml"),
    expected: refused("other_office"),
  },
  {
    name: "a presentation",
    make: () => office("presentationml.presentation.main+xml"),
    expected: refused("other_office"),
  },
  {
    name: "a macro workbook",
    make: () => plain({ mainType: "application/vnd.ms-excel.sheet.macroEnabled.main+xml" }),
    expected: refused("macro"),
  },
  {
    name: "a macro hidden in a plain workbook",
    make: () =>
      plain({
        change: only(/Content_Types/, (part) => [
          {
            ...part,
            content: text(part).replace(
              "</Types>",
              '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
            ),
          },
          { name: "xl/vbaProject.bin", content: "a program" },
        ]),
      }),
    expected: refused("macro"),
  },
  {
    name: "a binary workbook",
    make: () =>
      plain({ change: only(/^xl\/workbook\.xml$/, (part) => ({ ...part, name: "xl/workbook.bin" })) }),
    expected: refused("binary"),
  },
  {
    name: "another kind of zip",
    make: () => zip([{ name: "readme.txt", content: "hi" }]),
    expected: refused("not_xlsx"),
  },
  { name: "a zip of nothing", make: () => zip([]), expected: refused("not_xlsx") },
  {
    name: "a package of an unknown type",
    make: () => plain({ mainType: "application/x-unknown" }),
    expected: refused("not_xlsx"),
  },
];

const BROKEN: CorpusFile[] = [
  { name: "half a file", make: () => plain().subarray(0, 900), expected: refused("damaged") },
  {
    name: "a file without its last bytes",
    make: () => plain().subarray(0, -10),
    expected: refused("damaged"),
  },
  {
    name: "bytes after the end",
    make: () => Buffer.concat([plain(), Buffer.from("more")]),
    expected: refused("damaged"),
  },
  {
    name: "a directory that points elsewhere",
    make: () => {
      const bytes = plain();
      bytes.writeUInt32LE(7, bytes.length - 6);
      return bytes;
    },
    expected: refused("damaged"),
  },
  {
    name: "an encrypted part",
    make: () => plain({ change: only(SHEET, (part) => ({ ...part, flags: 1 })) }),
    expected: refused("password"),
  },
  {
    name: "an unknown packing",
    make: () => plain({ change: only(SHEET, (part) => ({ ...part, method: 12 })) }),
    expected: refused("damaged"),
  },
  {
    name: "a wrong checksum",
    make: () => plain({ change: only(SHEET, (part) => ({ ...part, crc: 1 })) }),
    expected: refused("damaged"),
  },
  {
    name: "a part that says it is larger",
    make: () => plain({ change: only(SHEET, (part) => ({ ...part, size: 9_999 })) }),
    expected: refused("damaged"),
  },
  {
    name: "a part that says it is smaller",
    make: () => plain({ change: only(SHEET, (part) => ({ ...part, size: 100 })) }),
    expected: refused("too_big_inside"),
  },
  {
    name: "two parts at one place",
    make: () =>
      plain({
        change: only(SHEET, (part) => [
          part,
          { ...part, name: "xl/worksheets/sheet2.xml", sharesPlace: true },
        ]),
      }),
    expected: refused("damaged"),
  },
  {
    name: "two parts of one name",
    make: () => plain({ change: only(SHEET, (part) => [part, part]) }),
    expected: refused("damaged"),
  },
  {
    name: "two parts of one name but for capitals",
    make: () =>
      plain({ change: only(SHEET, (part) => [part, { ...part, name: "XL/worksheets/SHEET1.xml" }]) }),
    expected: refused("damaged"),
  },
  {
    name: "a part above the folder",
    make: () => plain({ more: [{ name: "xl/../../etc/passwd.xml", content: "<a/>" }] }),
    expected: refused("damaged"),
  },
  {
    name: "a part with an absolute path",
    make: () => plain({ more: [{ name: "/etc/passwd.xml", content: "<a/>" }] }),
    expected: refused("damaged"),
  },
  {
    name: "a local header with another name",
    make: () =>
      plain({ change: only(SHEET, (part) => ({ ...part, localName: "xl/worksheets/sheetX.xml" })) }),
    expected: refused("damaged"),
  },
  {
    name: "a local header with another packing",
    make: () => plain({ change: only(SHEET, (part) => ({ ...part, localMethod: 0 })) }),
    expected: refused("damaged"),
  },
  {
    name: "a sheet that is cut off",
    make: () => plain({ change: only(SHEET, half) }),
    expected: refused("cut_off"),
  },
  {
    name: "texts that are cut off",
    make: () => plain({ strings: sharedStrings("<si><t>a</t></si>"), change: only(/sharedStrings/, half) }),
    expected: refused("cut_off"),
  },
  {
    name: "a workbook part that is cut off",
    make: () => plain({ change: only(/^xl\/workbook\.xml$/, half) }),
    expected: refused("cut_off"),
  },
  {
    name: "a sheet without rows' end",
    make: () => withSheet(worksheet(rowsXml(ROWS)).replace("</sheetData>", "")),
    expected: refused("cut_off"),
  },
  { name: "an empty sheet part", make: () => withSheet(""), expected: refused("damaged") },
  {
    name: "a sheet in UTF-16",
    make: () =>
      plain({
        change: only(SHEET, (part) => ({ ...part, content: Buffer.from(`\ufeff${text(part)}`, "utf16le") })),
      }),
    expected: { addresses: TWO },
  },
  {
    name: "a sheet whose part is missing",
    make: () => plain({ change: only(SHEET, () => []) }),
    expected: refused("unreadable_sheet"),
  },
  {
    name: "a text that is not in the list",
    make: () =>
      withSheet(worksheet(rowsXml([HEAD, [{ xml: '<c r="@" t="s"><v>7</v></c>' }]])), {
        strings: sharedStrings("<si><t>a</t></si>"),
      }),
    expected: refused("unreadable_sheet"),
  },
];

const MONSTROUS: CorpusFile[] = [
  {
    name: "a bomb of cells",
    make: () => withSheet(worksheet(`<row r="1">${"<c/>".repeat(12_000_000)}</row>`)),
    expected: refused("too_big_inside"),
  },
  {
    name: "a bomb that lies about its size",
    make: () =>
      withSheet(worksheet(`<row r="1">${"<c/>".repeat(6_000_000)}</row>`), {
        change: only(SHEET, (part) => ({ ...part, size: 90_000 })),
      }),
    expected: refused("too_big_inside"),
  },
  {
    name: "a sheet of seventy megabytes",
    make: () =>
      withSheet(
        worksheet(`<row r="1"><c r="A1" t="inlineStr"><is><t>${"x".repeat(70_000_000)}</t></is></c></row>`),
      ),
    expected: refused("too_big_inside"),
  },
  {
    name: "parts that claim more than the limit together",
    make: () =>
      plain({
        more: Array.from({ length: 5 }, (_, i) => ({
          name: `xl/media/${i}.png`,
          content: "x",
          size: 60_000_000,
        })),
      }),
    expected: refused("too_big_inside"),
  },
  {
    name: "a thousand and more parts",
    make: () =>
      plain({ more: Array.from({ length: 1_001 }, (_, i) => ({ name: `xl/media/${i}.png`, content: "x" })) }),
    expected: refused("too_big_inside"),
  },
  {
    name: "a text of three million pieces",
    make: () => plain({ strings: sharedStrings("<si><t>a</t></si>".repeat(2_100_000)) }),
    expected: refused("too_big_inside"),
  },
  {
    name: "a document type with entities",
    make: () =>
      plain({
        strings: `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><sst xmlns="${MAIN_NAMESPACE}"><si><t>&c;</t></si></sst>`,
      }),
    expected: refused("document_type"),
  },
  {
    name: "a document type in the sheet",
    make: () =>
      withSheet(worksheet(rowsXml(ROWS)).replace("?>", '?><!DOCTYPE x SYSTEM "file:///etc/passwd">')),
    expected: refused("document_type"),
  },
  {
    name: "row 4,294,967,290",
    make: () => withSheet(worksheet('<row r="4294967290"><c r="A4294967290"><v>1</v></c></row>')),
    expected: refused("impossible_cell"),
  },
  {
    name: "row nought",
    make: () => withSheet(worksheet('<row r="0"><c r="A0"><v>1</v></c></row>')),
    expected: refused("impossible_cell"),
  },
  {
    name: "a column beyond the last",
    make: () => withSheet(worksheet('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>')),
    expected: refused("impossible_cell"),
  },
  {
    name: "a cell beyond the last row",
    make: () => withSheet(worksheet('<row r="1"><c r="A99999999"><v>1</v></c></row>')),
    expected: refused("impossible_cell"),
  },
  {
    name: "a link to the whole sheet",
    make: () =>
      withSheet(
        worksheet(rowsXml(ROWS), {
          after: '<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>',
        }),
      ),
    expected: { addresses: TWO },
  },
  {
    name: "the whole sheet merged",
    make: () =>
      withSheet(
        worksheet(rowsXml(ROWS), {
          after: '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        }),
      ),
    expected: {
      addresses: TWO,
      problems: [
        [3, "floor", "merged_cell"],
        [3, "door", "merged_cell"],
      ],
    },
  },
  {
    name: "a dimension of the whole sheet",
    make: () => withSheet(worksheet(rowsXml(ROWS), { before: '<dimension ref="A1:XFD1048576"/>' })),
    expected: { addresses: TWO },
  },
  {
    name: "an array formula over the whole sheet",
    make: () =>
      withSheet(
        worksheet(
          rowsXml([
            HEAD,
            [
              "Bakkevej",
              { xml: '<c r="@"><f t="array" ref="A1:XFD1048576">1+1</f><v>2</v></c>' },
              null,
              null,
              "2740",
            ],
          ]),
        ),
      ),
    expected: { addresses: ["Bakkevej 2, 2740"] },
  },
  {
    name: "more rows than are taken",
    make: () =>
      withSheet(
        worksheet(
          rowsXml([HEAD, ...Array.from({ length: 20_001 }, (_, i) => ["Bakkevej", String(1 + (i % 999))])]),
        ),
      ),
    expected: { tooManyRows: true },
  },
  {
    name: "a cell that somebody left in row 900,000",
    make: () => withSheet(worksheet(`${rowsXml(ROWS)}<row r="900000"><c r="A900000"><v>1</v></c></row>`)),
    expected: {
      addresses: [...TWO, " "],
      problems: [
        [900_000, "street", "not_text"],
        [900_000, "houseNo", "required"],
        [900_000, "postcode", "required"],
      ],
    },
  },
  {
    name: "formats down to row 20,000",
    make: () =>
      withSheet(
        worksheet(
          rowsXml(ROWS) +
            Array.from(
              { length: 19_900 },
              (_, i) => `<row r="${i + 100}"><c r="A${i + 100}" s="0"/><c r="B${i + 100}" s="0"/></row>`,
            ).join(""),
        ),
      ),
    expected: { addresses: TWO },
  },
  {
    name: "a thousand columns",
    make: () =>
      plain({
        sheets: [
          sheetOf([
            [...HEAD, ...Array.from({ length: 995 }, (_, i) => `Spalte ${i}`)],
            ["Bakkevej", "1", "st", "tv", "2740"],
          ]),
        ],
      }),
    expected: {
      addresses: ["Bakkevej 1, st. tv, 2740"],
      unknown: Array.from({ length: 195 }, (_, i) => `Spalte ${i}`),
    },
  },
  {
    name: "headers that are names of the language",
    make: () =>
      plain({
        sheets: [
          sheetOf([
            [...HEAD, "__proto__", "constructor", "toString"],
            ["Bakkevej", "1", "st", "tv", "2740", "x", "y", "z"],
          ]),
        ],
      }),
    expected: { addresses: ["Bakkevej 1, st. tv, 2740"], unknown: ["__proto__", "constructor", "toString"] },
  },
  {
    name: "a comment on a cell called __proto__",
    make: () =>
      plain({
        more: [
          {
            name: "xl/comments1.xml",
            content:
              '<comments><commentList><comment ref="__proto__"><text><t>x</t></text></comment></commentList></comments>',
          },
          {
            name: "xl/worksheets/_rels/sheet1.xml.rels",
            content:
              '<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/></Relationships>',
          },
        ],
      }),
    expected: { addresses: TWO },
  },
];

const AWKWARD: CorpusFile[] = [
  {
    name: "shared and rich texts",
    make: () =>
      withSheet(
        worksheet(
          rowsXml([
            HEAD,
            [
              { xml: '<c r="@" t="s"><v>0</v></c>' },
              { xml: '<c r="@" t="s"><v>1</v></c>' },
              null,
              null,
              2740,
            ],
          ]),
        ),
        {
          strings: sharedStrings(
            "<si><t>Bakkevej</t></si>",
            "<si><r><t>1</t></r><r><rPr><b/></rPr><t>2</t></r></si>",
          ),
        },
      ),
    expected: { addresses: ["Bakkevej 12, 2740"] },
  },
  {
    name: "numbers, blanks, points and capitals",
    make: () =>
      plain({
        sheets: [
          sheetOf([
            HEAD,
            [" Bakke\u00a0 vej ", 12, "1. sal", "T.H.", 2740],
            ["Sma\u030agade", "14 b", "St.", " tv. ", " 2740 "],
            ["Å\u200bvej", "007", 2, "0004", "DK-2740"],
          ]),
        ],
      }),
    expected: { addresses: ["Bakke vej 12, 1. th, 2740", "Smågade 14B, st. tv, 2740", "Åvej 7, 2. 4, 2740"] },
  },
  {
    name: "postcodes with their nought, and without",
    make: () =>
      plain({ sheets: [sheetOf([HEAD, ["Bakkevej", "1", "", "", "0800"], ["Bakkevej", "2", "", "", 800]])] }),
    expected: {
      addresses: ["Bakkevej 1, 0800", "Bakkevej 2, 0800"],
      problems: [
        [2, "postcode", "postcode_unknown"],
        [3, "postcode", "postcode_unknown"],
      ],
    },
  },
  {
    name: "house numbers that became dates, times, exponents and decimals",
    make: () =>
      plain({
        styles: STYLES,
        sheets: [
          sheetOf([
            HEAD,
            ["Bakkevej", styled(1, 46_082), null, null, "2740"],
            ["Bakkevej", styled(2, 46_082), null, null, "2740"],
            ["Bakkevej", styled(3, 0.5), null, null, "2740"],
            ["Bakkevej", styled(4, 100_000), null, null, "2740"],
            ["Bakkevej", styled(4, 100), null, null, "2740"],
            ["Bakkevej", 12.5, null, null, "2740"],
          ]),
        ],
      }),
    expected: {
      addresses: Array.from({ length: 6 }, () => "Bakkevej , 2740"),
      problems: [
        [2, "houseNo", "house_number_is_date"],
        [3, "houseNo", "house_number_is_date"],
        [4, "houseNo", "house_number_is_date"],
        [5, "houseNo", "number_mangled"],
        [6, "houseNo", "number_mangled"],
        [7, "houseNo", "number_has_decimals"],
      ],
    },
  },
  {
    name: "floors and doors that became dates",
    make: () =>
      plain({
        styles: STYLES,
        sheets: [
          sheetOf([
            HEAD,
            ["Bakkevej", "1", styled(1, 46_082), "tv", "2740"],
            ["Bakkevej", "2", "1", styled(2, 46_082), "2740"],
          ]),
        ],
      }),
    expected: {
      addresses: ["Bakkevej 1, tv, 2740", "Bakkevej 2, 1., 2740"],
      problems: [
        [2, "floor", "floor_is_date"],
        [3, "door", "door_is_date"],
      ],
    },
  },
  {
    name: "a date of the calendar of 1904",
    make: () =>
      plain({
        date1904: true,
        styles: STYLES,
        sheets: [
          sheetOf([
            [...HEAD, "Ønsket tilslutningsdato"],
            ["Bakkevej", "1", "1", "tv", "2740", styled(1, 45_000)],
          ]),
        ],
      }),
    expected: { addresses: ["Bakkevej 1, 1. tv, 2740"] },
  },
  {
    name: "formulas with their results, without, and in error",
    make: () =>
      withSheet(
        worksheet(
          rowsXml([
            HEAD,
            ["Bakkevej", { xml: '<c r="@" t="str"><f>"1"&amp;"2"</f><v>12</v></c>' }, null, null, "2740"],
            ["Bakkevej", { xml: '<c r="@"><f>A1</f></c>' }, null, null, "2740"],
            ["Bakkevej", { xml: '<c r="@" t="e"><f>1/0</f><v>#DIV/0!</v></c>' }, null, null, "2740"],
            ["Bakkevej", "3", { xml: '<c r="@" t="n"><f>A1</f><v></v></c>' }, null, "2740"],
          ]),
        ),
      ),
    expected: {
      addresses: ["Bakkevej 12, 2740", "Bakkevej , 2740", "Bakkevej , 2740", "Bakkevej 3, 2740"],
      problems: [
        [3, "houseNo", "formula_error"],
        [4, "houseNo", "formula_error"],
        [5, "floor", "formula_error"],
      ],
    },
  },
  {
    name: "true where a number should be",
    make: () =>
      withSheet(
        worksheet(rowsXml([HEAD, ["Bakkevej", { xml: '<c r="@" t="b"><v>1</v></c>' }, null, null, "2740"]])),
      ),
    expected: { addresses: ["Bakkevej , 2740"], problems: [[2, "houseNo", "not_text"]] },
  },
  {
    name: "characters that cannot be stored",
    make: () =>
      plain({
        sheets: [
          sheetOf([
            HEAD,
            ["Bakke\u202evej", "1", "", "", "2740"],
            [{ xml: '<c r="@" t="inlineStr"><is><t>A_x0000_B</t></is></c>' }, "2", "", "", "2740"],
          ]),
        ],
      }),
    expected: {
      addresses: [" 1, 2740", " 2, 2740"],
      problems: [
        [2, "street", "forbidden_characters"],
        [3, "street", "forbidden_characters"],
      ],
    },
  },
  {
    name: "text that looks like a formula",
    make: () => plain({ sheets: [sheetOf([HEAD, ['=HYPERLINK("http://x")', "1", "", "", "2740"]])] }),
    expected: {
      addresses: [" 1, 2740"],
      problems: [[2, "street", "formula_error"]],
    },
  },
  {
    name: "the same address twice",
    make: () =>
      plain({
        sheets: [
          sheetOf([HEAD, ["Bakkevej", "1", "1", "tv", "2740"], ["bakkevej", "01", "1.", "TV", "2740"]]),
        ],
      }),
    expected: {
      addresses: ["Bakkevej 1, 1. tv, 2740", "bakkevej 1, 1. tv, 2740"],
      problems: [[3, "street", "duplicate_in_file"]],
    },
  },
  {
    name: "a title and a blank row above the headers",
    make: () =>
      plain({ sheets: [sheetOf([["Adresseliste, blok A"], [], HEAD, ["Bakkevej", "x", "", "", "2740"]])] }),
    expected: { addresses: ["Bakkevej , 2740"], problems: [[4, "houseNo", "not_a_house_number"]] },
  },
  {
    name: "blank rows among the others, and one of blanks",
    make: () =>
      plain({
        sheets: [
          sheetOf([HEAD, [], ["Bakkevej", "1"], ["", " ", "\u00a0"], ["Bakkevej", "2", "", "", "2740"]]),
        ],
      }),
    expected: {
      addresses: ["Bakkevej 1", "Bakkevej 2, 2740"],
      problems: [[3, "postcode", "required"]],
    },
  },
  {
    name: "the guidance sheet first",
    make: () =>
      plain({ sheets: [sheetOf([["Sådan gør du"], ["Udfyld arket"]], "Vejledning"), sheetOf(ROWS)] }),
    expected: { addresses: TWO },
  },
  {
    name: "an empty sheet first",
    make: () => plain({ sheets: [sheetOf([], "Ark1"), sheetOf(ROWS, "Ark2")] }),
    expected: { addresses: TWO },
  },
  {
    name: "a diagram among the sheets",
    make: () =>
      plain({
        sheets: [
          { name: "Diagram", kind: "chartsheet", xml: `<chartsheet xmlns="${MAIN_NAMESPACE}"/>` },
          sheetOf(ROWS),
        ],
      }),
    expected: { addresses: TWO },
  },
  {
    name: "an address column beside a street column",
    make: () =>
      plain({
        sheets: [
          sheetOf([
            ["Adresse", "Postnr.", "Husnr.", "Vejnavn"],
            ["Bakkevej 1, 2740 Skovlunde", "2740", "1", "Bakkevej"],
          ]),
        ],
      }),
    expected: { addresses: ["Bakkevej 1, 2740"], unknown: ["Adresse"] },
  },
  {
    name: "two columns of one name",
    make: () =>
      plain({
        sheets: [
          sheetOf([
            [...HEAD, "Husnr."],
            ["Bakkevej", "1", "", "", "2740", "9"],
          ]),
        ],
      }),
    expected: { ambiguous: ["houseNo"] },
  },
  {
    name: "no column for the house number",
    make: () =>
      plain({
        sheets: [
          sheetOf([
            ["Vejnavn", "Opgang", "Postnr."],
            ["Bakkevej", "1", "2740"],
          ]),
        ],
      }),
    expected: { missing: ["houseNo"] },
  },
  {
    name: "headers and nothing else",
    make: () => plain({ sheets: [sheetOf([HEAD])] }),
    expected: refused("empty"),
  },
  { name: "nothing in any sheet", make: () => plain({ sheets: [sheetOf([])] }), expected: refused("empty") },
  {
    name: "stored instead of packed",
    make: () => plain({ change: (part) => ({ ...part, method: 0 }) }),
    expected: { addresses: TWO },
  },
  {
    name: "written as a stream",
    make: () => plain({ change: (part) => ({ ...part, hasDescriptor: true }) }),
    expected: { addresses: TWO },
  },
  {
    name: "parts named with backslashes",
    make: () => plain({ change: (part) => ({ ...part, name: part.name.replaceAll("/", "\\") }) }),
    expected: { addresses: TWO },
  },
  {
    name: "element names with a prefix",
    make: () =>
      withSheet(
        `<?xml version="1.0"?><x:worksheet xmlns:x="${MAIN_NAMESPACE}"><x:sheetData>${rowsXml(ROWS, "x:")}</x:sheetData></x:worksheet>`,
      ),
    expected: { addresses: TWO },
  },
  {
    name: "rows and cells without numbers",
    make: () => withSheet(worksheet(rowsXml(ROWS).replace(/ r="[A-Z]*\d+"/g, ""))),
    expected: { addresses: TWO },
  },
  {
    name: "a file named in capitals",
    fileName: "ADRESSER.XLSX",
    make: () => plain(),
    expected: { addresses: TWO },
  },
];

const TEXT_FILES: CorpusFile[] = [
  { name: "CSV in UTF-8", make: () => csv(CSV), expected: OF_CSV },
  { name: "CSV with a mark", make: () => csv(`\ufeff${CSV}`), expected: OF_CSV },
  { name: "CSV in windows-1252", make: () => csv(CSV, "latin1"), expected: OF_CSV },
  {
    name: "CSV as Excel's Unicode text",
    make: () => csv(`\ufeff${CSV.replaceAll(";", "\t")}`, "utf16le"),
    expected: OF_CSV,
  },
  { name: "CSV with commas", make: () => csv(CSV.replaceAll(";", ",")), expected: OF_CSV },
  { name: "CSV with line ends of old Macs", make: () => csv(CSV.replaceAll("\r\n", "\r")), expected: OF_CSV },
  {
    name: "CSV that tells its separator",
    make: () => csv(`sep=;\r\n${CSV}`),
    expected: {
      ...OF_CSV,
      problems: [
        [3, "houseNo", "not_a_house_number"],
        [4, "postcode", "postcode_unknown"],
      ],
    },
  },
  {
    name: "CSV with quotes, and breaks and separators within",
    make: () => csv('"Vejnavn";"Husnr.";Bemærkninger;Postnr.\n"Gade ""A""";1;"to; linjer\nher";2740\n'),
    expected: { addresses: ['Gade "A" 1, 2740'] },
  },
  {
    name: "CSV that begins with ID",
    make: () => csv("ID;Vejnavn;Husnr.;Postnr.\n7;Bakkevej;1;2740\n"),
    expected: { addresses: ["Bakkevej 1, 2740"], unknown: ["ID"] },
  },
  {
    name: "CSV after Excel has had it",
    make: () =>
      csv(
        "Vejnavn;Husnr.;Dør;Postnr.\nBakkevej;01-mar;;2740\nBakkevej;1E+05;;2740\nBakkevej;3;mar-01;2740\nBakkevej;12,5;;2740\n",
      ),
    expected: {
      addresses: ["Bakkevej , 2740", "Bakkevej , 2740", "Bakkevej 3, 2740", "Bakkevej , 2740"],
      problems: [
        [2, "houseNo", "house_number_is_date"],
        [3, "houseNo", "number_mangled"],
        [4, "door", "door_is_date"],
        [5, "houseNo", "number_has_decimals"],
      ],
    },
  },
  {
    name: "CSV with a quote that nobody closed",
    make: () => csv('Vejnavn;Husnr.;Postnr.\n"Bakkevej;1;2740\n'),
    expected: {
      addresses: [" 1, 2740"],
      problems: [[2, "street", "not_a_street"]],
    },
  },
  {
    name: "CSV of too many rows",
    make: () => csv(`Vejnavn;Husnr.\n${"Bakkevej;1\n".repeat(20_001)}`),
    expected: { tooManyRows: true },
  },
  {
    name: "CSV of bytes",
    make: () => Buffer.concat([csv("Vejnavn;Husnr."), Buffer.alloc(4)]),
    expected: refused("not_xlsx"),
  },
  {
    name: "CSV of one letter",
    make: () => csv("x"),
    expected: { missing: ["street", "houseNo", "postcode"] },
  },
  { name: "a workbook named .csv", make: () => plain(), expected: { addresses: TWO } },
  {
    name: "a web page named .csv",
    make: () => csv("<html><body>1;2</body></html>"),
    expected: refused("web_page"),
  },
];

const OF_PROGRAMS: [name: string, Expected][] = [
  [
    "openpyxl.xlsx",
    {
      addresses: [
        "Nørrebrogade 12, st. tv, 2740 Skovlunde",
        "Ågade 14B, 2. th, 2740",
        "Ærøvej , 2740",
        "Bakkevej , 2740",
      ],
      // It writes formulas without their results.
      problems: [
        [4, "houseNo", "house_number_is_date"],
        [5, "houseNo", "formula_error"],
      ],
    },
  ],
  ...["libreoffice.xlsx", "libreoffice.csv"].map((name): [string, Expected] => [
    name,
    {
      addresses: [
        "Nørrebrogade 12, st. tv, 2740 Skovlunde",
        "Ågade 14B, 2. th, 2740",
        "Ærøvej , 2740",
        "Bakkevej 16, 2740",
      ],
      problems: [[4, "houseNo", "house_number_is_date"]],
    },
  ]),
  ["libreoffice.ods", refused("opendocument")],
  ["google-sheets.xlsx", { addresses: ["Nørrebrogade 12, st. tv, 2740", "Ågade 14B, 2. th, 2740"] }],
];
/** SheetJS declares the content types of every part it could ever write, macros among them. */
const fromSheetJs = () => {
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(ROWS), "Adresser");
  return XLSX.write(book, { type: "buffer", bookType: "xlsx" }) as Buffer;
};
const FILES = join(process.cwd(), "tests", "corpus", "files");

export const CORPUS: CorpusFile[] = [
  { name: "made by SheetJS", make: fromSheetJs, fileName: "adresser.xlsx", expected: { addresses: TWO } },
  ...[...NOT_WORKBOOKS, ...BROKEN, ...MONSTROUS, ...AWKWARD].map((file) => ({
    fileName: "adresser.xlsx",
    ...file,
  })),
  ...OF_PROGRAMS.map(([name, expected]) => ({
    name: `files/${name}`,
    fileName: name,
    make: () => readFileSync(join(FILES, name)),
    expected,
  })),
  ...TEXT_FILES.map((file) => ({ fileName: "adresser.csv", ...file })),
];

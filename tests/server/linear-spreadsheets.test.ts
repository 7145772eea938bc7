import * as decode from "@/lib/server/spreadsheet/decode.mjs";
import * as csv from "@/lib/server/spreadsheet/read-csv.mjs";
import * as worker from "@/lib/server/spreadsheet/reader-process.mjs";
import * as guard from "@/lib/server/spreadsheet/zip-guard.mjs";
import { sharedStrings, sheetOf, workbook, worksheet } from "../corpus/workbook";
import { hostileTexts } from "../support/hostile-text";
import { tooMuchFor } from "../support/steps";

const { decodeText, mendText, utf8Xml } = decode;
const { readCsv } = csv;
const { read } = worker;
const { openPackage } = guard;

const MIB = 1024 * 1024;
const sheets = [sheetOf([["Vejnavn", "Husnr.", "Postnr."]])];
const inWorkbook = (bytes: Buffer) => read({ bytes, isCsv: false, maxRows: 20_000, maxInflated: 200 * MIB });
/** A workbook of which one part is the text. */
const withPart = (name: string, content: string) =>
  workbook({
    sheets,
    strings: sharedStrings("<si><t>Bygaden</t></si>"),
    change: (part) => (part.name === name ? { ...part, content } : part),
  });

const READERS: [string, (text: string) => unknown][] = [
  ["a CSV file", (text) => readCsv(Buffer.from(text))],
  ["a CSV file that names its separator", (text) => readCsv(Buffer.from(`sep=;\r\n"${text}`))],
  ["a CSV file of headers we know", (text) => readCsv(Buffer.from(`Vejnavn;${text}\\"`), ["Vejnavn"])],
  ["the letters of a cell", (text) => [mendText(text), mendText(`Ã¸${text}&oslash;`), mendText(`'${text}`)]],
  [
    "the letters of a file",
    (text) => [decodeText(Buffer.from(text)), decodeText(Buffer.from(text, "latin1"))],
  ],
  [
    "XML in another encoding",
    (text) => utf8Xml(Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${text}`, "latin1")),
  ],
  ["the content types", (text) => openPackage(withPart("[Content_Types].xml", text), MIB)],
  ["the head of a part", (text) => openPackage(withPart("xl/sharedStrings.xml", text), MIB)],
  [
    "the name of a part",
    (text) => openPackage(workbook({ sheets, more: [{ name: `xl/pivot${text}`, content: "" }] }), MIB),
  ],
  ["the rows of a sheet", (text) => inWorkbook(workbook({ sheets: [{ name: "A", xml: worksheet(text) }] }))],
  [
    "what stands before the rows",
    (text) => inWorkbook(workbook({ sheets: [{ name: "A", xml: worksheet("", { before: text }) }] })),
  ],
  [
    "what stands behind the rows",
    (text) => inWorkbook(workbook({ sheets: [{ name: "A", xml: worksheet("", { after: text }) }] })),
  ],
  [
    "shared texts",
    (text) => inWorkbook(withPart("xl/sharedStrings.xml", sharedStrings(`<si><t>${text}</t></si>`))),
  ],
];

test("every reader of spreadsheets is tried here", () => {
  expect([csv, decode, worker, guard].flatMap((module) => Object.keys(module)).sort()).toEqual([
    "decodeText",
    "mendText",
    "openPackage",
    "read",
    "readCsv",
    "utf8Xml",
  ]);
});

test.each(READERS)("%s: twice the work for twice the text", (_, reader) => {
  const grown = (length: number, kinds?: string[]) => {
    const twice = hostileTexts(2 * length);
    return hostileTexts(length).flatMap(([kind, text], i) => {
      if (kinds && !kinds.includes(kind)) return [];
      const told = tooMuchFor(reader, text, twice[i]?.[1] ?? "");
      return told ? [{ kind, told: `${kind} × ${length}: ${told}` }] : [];
    });
  };
  // Work that grows faster does so at every length; at a single one V8 may count differently from run to run.
  const doubtful = grown(500).map(({ kind }) => kind);
  const tooMuch = grown(2_000, doubtful).map(({ told }) => told);
  expect(tooMuch).toEqual([]);
});

describe("a small file that holds much", () => {
  const one = "x".repeat(40_000);
  test("a text beyond Excel's own limit is cut", () => {
    expect(readOf(`Vejnavn;By\n${one};x`)).toMatchObject({
      sheets: [{ rows: [{}, { cells: [one.slice(0, 32_767), "x"] }] }],
    });
  });
  test("cells beyond the last column we read are left out, and blank ones at the end", () => {
    expect(readOf(`a${";".repeat(5_000)}b\nc;;;\n;;;`)).toMatchObject({
      sheets: [
        {
          rows: [
            { row: 1, cells: ["a"] },
            { row: 2, cells: ["c"] },
          ],
        },
      ],
    });
  });
  test("one long text in thousands of cells is refused before it is handed over", () => {
    const rows = Array.from({ length: 1_100 }, () => '<row><c t="s"><v>0</v></c></row>').join("");
    const bytes = workbook({
      sheets: [{ name: "A", xml: worksheet(rows) }],
      strings: sharedStrings(`<si><t>${one}</t></si>`),
    });
    expect(bytes.length).toBeLessThan(10_000);
    expect(inWorkbook(bytes)).toEqual({ fault: "too_big_inside" });
  });
});

const readOf = (text: string) =>
  read({ bytes: Buffer.from(text), isCsv: true, maxRows: 20_000, maxInflated: MIB });

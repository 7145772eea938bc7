import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { importCases } from "@/lib/server/import-file";
import { getOperation } from "@/lib/server/operations";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import { type SheetCell, writeWorkbook } from "@/lib/server/spreadsheet/write-workbook";
import { errorWorkbook, exportWorkbook, templateWorkbook } from "@/lib/server/workbooks";
import { aProjectWithCases, ctxOf, FIELDS } from "../support/factories";

const sheet = (...rows: (string | null)[][]) =>
  writeWorkbook([
    {
      name: "Adresser",
      widths: [],
      hasHead: true,
      rows: rows.map((row) => row.map((text): SheetCell => (text === null ? null : { text }))),
    },
  ]);
const file = (bytes: Uint8Array, name = "adresser.xlsx") => ({ name, bytes });
const commit = { fields: FIELDS.apartment, acceptWarnings: true };

/** A zip of stored or deflated parts; `claims` overrides the size a part says it has. */
function zip(parts: Record<string, Buffer>, claims: Record<string, number> = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(parts)) {
    const packed = deflateRawSync(content);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(8, 8);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(claims[name] ?? content.length, 22);
    header.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(claims[name] ?? content.length, 24);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(at, 42);
    directory.push(entry, Buffer.from(name));
    locals.push(header, Buffer.from(name), packed);
    at += 30 + Buffer.byteLength(name) + packed.length;
  }
  const body = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(parts).length, 8);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(body.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, body, end]);
}

const WORKBOOK = {
  "[Content_Types].xml": Buffer.from(
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
  ),
  "_rels/.rels": Buffer.from(
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
  ),
  "xl/workbook.xml": Buffer.from(
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Adresser" sheetId="1" r:id="rId1"/></sheets></workbook>',
  ),
  "xl/_rels/workbook.xml.rels": Buffer.from(
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
  ),
};
const withSheet = (xml: string) => ({
  ...WORKBOOK,
  "xl/worksheets/sheet1.xml": Buffer.from(
    `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${xml}</worksheet>`,
  ),
});

test("the template holds the columns of the case type, and is read back empty", async () => {
  const { installer, groupId } = await aProjectWithCases(1, "youth_elderly_care");
  const { fileName, bytes } = await templateWorkbook(ctxOf(installer), groupId, "da");
  expect(fileName).toMatch(/^Gruppe \d+-adresser\.xlsx$/);
  const sheets = await readSheets(bytes, fileName);
  expect(sheets.map(({ name }) => name)).toEqual(["Adresser", "Vejledning"]);
  expect(sheets[0]?.rows.map(({ cells }) => cells)).toEqual([
    [
      "Vejnavn *",
      "Husnr. *",
      "Etage",
      "Dør",
      "Postnr. *",
      "By",
      "Matrikelnr.",
      "Egen reference",
      "Boligareal (m²) *",
      "Leveringsomfang (A)",
      "Ønsket tilslutningsdato",
      "Bemærkninger",
    ],
  ]);
});

test("headers in any order and of other people's making; unknown ones are told", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const bytes = await sheet(
    ["Farve", "POSTNUMMER", "Vej", "Nr.", "sal", "ampere"],
    ["blå", "2740", "Bakkevej", "7", "1. sal", "20 A"],
  );
  const outcome = await importCases(ctxOf(installer), groupId, file(bytes), commit);
  expect(outcome).toMatchObject({ created: 1, unknownColumns: ["Farve"], problems: [] });
  const { cases } = await getOperation(ctxOf(installer), outcome.operationId as string);
  expect(cases[0]?.address).toBe("Bakkevej 7, 1., 2740 Skovlunde");
});

test("a missing column is asked for, and a mapping answers", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const bytes = await sheet(["Vejnavn", "Opgang", "Postnr."], ["Bakkevej", "9", "2740"]);
  await expect(importCases(ctxOf(installer), groupId, file(bytes), commit)).rejects.toMatchObject({
    code: "missing_columns",
    detail: { extra: { headers: ["Vejnavn", "Opgang", "Postnr."], missing: ["houseNo"] } },
  });
  const mapped = { ...commit, columns: { houseNo: "Opgang" } };
  expect(await importCases(ctxOf(installer), groupId, file(bytes), mapped)).toMatchObject({ created: 1 });
});

test("problems carry Excel's row and the column's header; overrides and omissions mend them", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const bytes = await sheet(
    ["Vejnavn *", "Husnr. *", "Postnr. *"],
    ["Bakkevej", "11", "2740"],
    [],
    ["Bakkevej", "x", "2740"],
    ["Bakkevej", "13", "27"],
  );
  const check = await importCases(ctxOf(installer), groupId, file(bytes), { ...commit, mode: "check" });
  expect(check).toMatchObject({ rows: 3, created: 0, ready: 1 });
  expect(check.problems).toEqual([
    expect.objectContaining({
      row: 4,
      column: "Husnr. *",
      field: "houseNo",
      value: "x",
      severity: "error",
      code: "not_a_house_number",
    }),
    expect.objectContaining({
      row: 5,
      column: "Postnr. *",
      field: "postcode",
      value: "27",
      code: "not_a_postcode",
    }),
  ]);
  expect(check.problemRows.map(({ row }) => row)).toEqual([4, 5]);
  await expect(importCases(ctxOf(installer), groupId, file(bytes), commit)).rejects.toMatchObject({
    code: "import_has_errors",
  });
  const mended = { ...commit, overrides: [{ row: 4, field: "houseNo", value: "12" }], omit: [5] };
  expect(await importCases(ctxOf(installer), groupId, file(bytes), mended)).toMatchObject({
    created: 2,
    problems: [],
  });
});

test("rows left out come back as a workbook that goes in when it is mended", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const bytes = await sheet(
    ["Vejnavn", "Husnr.", "Postnr."],
    ["Bakkevej", "21", "2740"],
    ["Bakkevej", "", "2740"],
  );
  const outcome = await importCases(ctxOf(installer), groupId, file(bytes), { ...commit, onError: "skip" });
  expect(outcome.created).toBe(1);
  const left = await errorWorkbook(ctxOf(installer), outcome.operationId as string, "da");
  const [errors] = await readSheets(left.bytes, left.fileName);
  expect(errors?.rows[0]?.cells.slice(0, 4)).toEqual(["Fejl", "Række i din fil", "Vejnavn *", "Husnr. *"]);
  expect(errors?.rows[1]?.cells.slice(0, 3)).toEqual(["Husnr. mangler.", "3", "Bakkevej"]);
  const [head, bad] =
    errors?.rows.map(({ cells }) => cells.map((cell) => (cell === null ? null : String(cell)))) ?? [];
  const again = await sheet(
    head ?? [],
    (bad ?? []).map((cell, i) => (i === 3 ? "22" : cell)),
  );
  expect(await importCases(ctxOf(installer), groupId, file(again), commit)).toMatchObject({
    created: 1,
    unknownColumns: [],
  });
});

test("the export is text in every cell, also what looks like a formula", async () => {
  const { installer, projectId, groupId } = await aProjectWithCases(1);
  const bytes = await sheet(
    ["Vejnavn", "Husnr.", "Postnr.", "Egen reference"],
    ["Ågade", "1", "2740", '=HYPERLINK("x")'],
  );
  await importCases(ctxOf(installer), groupId, file(bytes), commit);
  const book = await exportWorkbook(ctxOf(installer), projectId, { q: "Ågade" }, "da");
  const [cases, extract] = await readSheets(book.bytes, book.fileName);
  expect(cases?.rows).toHaveLength(2);
  expect(cases?.rows[1]?.cells).toContain('=HYPERLINK("x")');
  expect(extract?.name).toBe("Udtræk");
});

const python = spawnSync("/usr/bin/python3", ["-c", "import openpyxl"]);
const withOpenpyxl = python.status === 0 ? test : test.skip;
if (python.status !== 0)
  process.stderr.write("skipped: openpyxl is not installed, so no foreign workbooks are read\n");

withOpenpyxl(
  "cells as another program writes them: numbers, dates, formulas, blanks, merged headers",
  async () => {
    const { installer, groupId } = await aProjectWithCases(1);
    const path = join(mkdtempSync(join(tmpdir(), "projekter-")), "foreign.xlsx");
    const script = `
import datetime, sys, openpyxl
book = openpyxl.Workbook(); sheet = book.active; sheet.title = "Ark1"
sheet.append(["Vejnavn", "Husnr.", "Etage", "Dør", "Postnr.", "Ønsket tilslutningsdato", "Leveringsomfang (A)"])
sheet.append(["Bakke\\u00a0vej ", 12, "St.", "TH", 2740, datetime.date(2027, 4, 1), 16])
sheet.append(["Bakkevej", datetime.date(2026, 3, 1), None, None, "2740", None, None])
sheet.append(["Sma\\u030agade", "14 b", 2.0, "t.v.", "2740", "01-04-2027", "25 A"])
sheet.append([None, None, None, None, None, None, None])
sheet.append(["Bakkevej", "=1/0", None, None, 2740, None, None])
book.save(sys.argv[1])`;
    execFileSync("/usr/bin/python3", ["-c", script, path]);
    const check = await importCases(ctxOf(installer), groupId, file(readFileSync(path)), {
      ...commit,
      mode: "check",
    });
    expect(check.problems.map(({ row, field, code, value }) => [row, field, code, value])).toEqual([
      [3, "houseNo", "house_number_is_date", "2026-03-01"],
      [6, "houseNo", "formula_error", "=1/0"],
    ]);
    const outcome = await importCases(ctxOf(installer), groupId, file(readFileSync(path)), {
      ...commit,
      onError: "skip",
    });
    const { cases } = await getOperation(ctxOf(installer), outcome.operationId as string);
    expect(cases.map(({ address }) => address)).toEqual([
      "Bakke vej 12, st. th, 2740 Skovlunde",
      "Smågade 14B, 2. tv, 2740 Skovlunde",
    ]);
  },
);

describe("CSV", () => {
  const lines = "Vejnavn;Husnr.;Postnr.\r\nSmågade;1-3;2740\r\nSmågade;5;0800\r\n";
  test.each([
    ["UTF-8", Buffer.from(lines)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${lines}`)],
    ["windows-1252", Buffer.from(lines, "latin1")],
  ])("in %s keeps text as text", async (_, bytes) => {
    const [first] = await readSheets(bytes, "a.csv");
    expect(first?.rows.map(({ cells }) => cells)).toEqual([
      ["Vejnavn", "Husnr.", "Postnr."],
      ["Smågade", "1-3", "2740"],
      ["Smågade", "5", "0800"],
    ]);
  });
});

describe("files that are no workbook, or worse", () => {
  const bomb = Buffer.alloc(60_000_000, "<c/>");
  const cells = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row></sheetData>';
  test.each<[string, () => Buffer | Promise<Uint8Array>, string]>([
    ["nothing", () => Buffer.alloc(0), "empty"],
    ["garbage", () => Buffer.from("not a workbook"), "not_xlsx"],
    ["a web page", () => Buffer.from("<html><table><tr><td>1</td></tr></table></html>"), "not_xlsx"],
    ["half a workbook", async () => (await sheet(["a"])).slice(0, 900), "damaged"],
    ["another kind of zip", () => zip({ "readme.txt": Buffer.from("hi") }), "not_xlsx"],
    [
      "an encrypted workbook",
      () =>
        Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from("EncryptedPackage", "utf16le")]),
      "password",
    ],
    [
      "an old .xls",
      () => Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(600)]),
      "not_xlsx",
    ],
    ["a bomb", () => zip({ ...WORKBOOK, "xl/worksheets/sheet1.xml": bomb }), "too_big_inside"],
    [
      "a bomb that lies",
      () => zip({ ...WORKBOOK, "xl/worksheets/sheet1.xml": bomb }, { "xl/worksheets/sheet1.xml": 900_000 }),
      "too_big_inside",
    ],
    [
      "a document type",
      () =>
        zip({
          ...withSheet(cells),
          "xl/sharedStrings.xml": Buffer.from('<!DOCTYPE x [<!ENTITY a "b">]><sst/>'),
        }),
      "damaged",
    ],
  ])("%s", async (_, make, reason) => {
    await expect(readSheets(await make(), "a.xlsx")).rejects.toMatchObject({
      code: "invalid_file",
      detail: { params: { reason } },
    });
  });

  test("an absurd row number stops nobody", async () => {
    const bytes = zip(
      withSheet('<sheetData><row r="4294967290"><c r="A4294967290"><v>1</v></c></row></sheetData>'),
    );
    const sheets = await readSheets(bytes, "a.xlsx").catch((error) => error.code);
    expect(JSON.stringify(sheets)).toMatch(/"rows":\[\]|invalid_file/);
  });

  test("too many rows name the limit", async () => {
    const csv = `Vejnavn;Husnr.\n${"Bakkevej;1\n".repeat(20_001)}`;
    await expect(readSheets(Buffer.from(csv), "a.csv")).rejects.toMatchObject({
      code: "too_many_rows",
      detail: { params: { limit: 20_000 } },
    });
  });
});

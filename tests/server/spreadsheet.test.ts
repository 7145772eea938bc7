import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listCases } from "@/lib/server/cases/case-list";
import { addCases } from "@/lib/server/imports/import";
import { importCases } from "@/lib/server/imports/import-file";
import { lastBatch } from "@/lib/server/imports/last-batch";
import { getOperation } from "@/lib/server/operations/operations";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import type { SheetCell } from "@/lib/server/spreadsheet/write-workbook";
import { undoOperation } from "@/lib/server/operations/undo";
import { exportWorkbook } from "@/lib/server/cases/export-workbook";
import { errorWorkbook, errorWorkbookOfCheck, templateWorkbook } from "@/lib/server/imports/workbooks";
import { type Cell, sheetOf, STYLES, styled, workbook } from "../corpus/workbook";
import { aGroup, aProjectWithCases, ctxOf, FIELDS, NOW } from "../support/factories";
import { renameGroup } from "@/lib/server/projects/groups";
import { OPENPYXL, testWith } from "../support/programs";
import { downloaded, written } from "../support/workbooks";

jest.setTimeout(30_000);

const sheet = (...rows: (string | null)[][]) =>
  written([
    {
      name: "Adresser",
      widths: [],
      rows: rows.map((row) => row.map((text): SheetCell => (text === null ? null : { text }))),
    },
  ]);
const file = (bytes: Uint8Array, name = "adresser.xlsx") => ({ name, bytes });
const commit = { fields: FIELDS.apartment, acceptWarnings: true };

test.each([
  ["aux.xlsx", /^_aux\.xlsx-adresser\.xlsx$/],
  ["COM1 . plan", /^_COM1 \. plan-adresser\.xlsx$/],
  ["..hus", /^_hus-adresser\.xlsx$/],
  ["Auxiliar", /^Auxiliar-adresser\.xlsx$/],
  ["aux", /^aux-adresser\.xlsx$/],
])("a group called %s gives a file that every system can keep", async (name, expected) => {
  const { installer, groupId } = await aProjectWithCases(1);
  await renameGroup(ctxOf(installer), groupId, { name });
  expect((await templateWorkbook(ctxOf(installer), groupId, "da")).fileName).toMatch(expected);
});

test("the template holds the columns of the case type, and is read back empty", async () => {
  const { installer, groupId } = await aProjectWithCases(1, "youth_elderly_care");
  const { fileName, bytes } = await downloaded(await templateWorkbook(ctxOf(installer), groupId, "da"));
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
  const left = await downloaded(await errorWorkbook(ctxOf(installer), outcome.operationId as string, "da"));
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

test("what looks like a formula is text in the export", async () => {
  const { installer, projectId, groupId } = await aProjectWithCases(1);
  const reference = '=HYPERLINK("x") _x0041_';
  const addresses = [{ street: "Ågade", houseNo: "1", postcode: "2740", reference }];
  await addCases(ctxOf(installer), groupId, { ...commit, addresses });
  const book = await downloaded(await exportWorkbook(ctxOf(installer), projectId, { q: "Ågade" }, "da"));
  const [cases, extract] = await readSheets(book.bytes, book.fileName);
  expect(cases?.rows).toHaveLength(2);
  expect(cases?.rows[1]?.cells).toContain(reference);
  expect(extract?.name).toBe("Udtræk");
});

const withOpenpyxl = testWith(OPENPYXL);

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

test("a mapping of a field that is none is refused, and so is a mending of a row that is not there", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const bytes = await sheet(["Vejnavn", "Husnr.", "Postnr."], ["Bakkevej", "31", "2740"]);
  const send = (more: object) => importCases(ctxOf(installer), groupId, file(bytes), { ...commit, ...more });
  await expect(send({ columns: { usage: "Vejnavn" } })).rejects.toMatchObject({
    code: "invalid",
    detail: { faults: [{ path: "columns.usage", code: "unknown_field" }] },
  });
  await expect(send({ overrides: [{ row: 9, field: "houseNo", value: "1" }] })).rejects.toMatchObject({
    code: "invalid",
    detail: { faults: [{ path: "overrides.0.row", code: "invalid" }] },
  });
});

test("a row's value wins over the batch's, and the batch's over the type's default", async () => {
  const { installer, groupId, projectId } = await aProjectWithCases(1);
  const bytes = await sheet(
    ["Vejnavn", "Husnr.", "Postnr.", "Leveringsomfang (A)", "Bemærkninger"],
    ["Forrangsvej", "1", "2740", "20", "egen"],
    ["Forrangsvej", "2", "2740", "", ""],
  );
  const fields = { ...FIELDS.apartment, ampere: 25, remarks: "fælles" };
  await importCases(ctxOf(installer), groupId, file(bytes), { ...commit, fields });
  const { cases } = await listCases(ctxOf(installer), projectId, { q: "Forrangsvej" });
  expect(cases.map((row) => [row.fields.ampere, row.fields.remarks, row.fields.phases])).toEqual([
    [20, "egen", 3],
    [25, "fælles", 3],
  ]);
});

test("the same file again is told with its day and number, until it is undone", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const bytes = await sheet(["Vejnavn", "Husnr.", "Postnr."], ["Bakkevej", "41", "2740"]);
  const check = () => importCases(ctxOf(installer), groupId, file(bytes), { ...commit, mode: "check" });
  expect((await check()).earlier).toBeNull();
  const made = await importCases(ctxOf(installer), groupId, file(bytes), commit);
  const again = await check();
  expect(again.earlier).toEqual({ at: NOW, created: 1 });
  expect(again.problems.map(({ code }) => code)).toEqual(["duplicate_in_project"]);
  await undoOperation(ctxOf(installer), made.operationId as string);
  expect((await check()).earlier).toBeNull();
});

test("the next form begins with the last batch that stands, without a date that has passed", async () => {
  const { installer, projectId } = await aProjectWithCases(1);
  const groupId = await aGroup(installer, projectId);
  expect(await lastBatch(ctxOf(installer), groupId)).toBeNull();
  const add = (houseNo: string, customerName: string, at: Date) =>
    addCases(ctxOf(installer, at), groupId, {
      fields: { ...FIELDS.apartment, customerName },
      addresses: [{ street: "Formvej", houseNo, postcode: "2740" }],
      acceptWarnings: true,
    });
  await add("1", "Første", new Date("2026-11-20T11:00:00Z"));
  const second = await add("2", "Anden", NOW);
  expect(await lastBatch(ctxOf(installer), groupId)).toMatchObject({
    at: NOW,
    fields: { customerName: "Anden", connectionDate: "2027-03-01" },
  });
  const later = await lastBatch(ctxOf(installer, new Date("2027-03-02T11:00:00Z")), groupId);
  expect(later?.fields).not.toHaveProperty("connectionDate");
  await undoOperation(ctxOf(installer), second.operationId as string);
  expect((await lastBatch(ctxOf(installer), groupId))?.fields.customerName).toBe("Første");
});

test("the error workbook of a check names what a creation would leave out, warnings accepted", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const bytes = await sheet(
    ["Vejnavn", "Husnr.", "Dør", "Postnr."],
    ["Bakkevej", "51", "tv", "2740"],
    ["Bakkevej", "x", "", "2740"],
  );
  const check = await importCases(ctxOf(installer), groupId, file(bytes), { ...commit, mode: "check" });
  const book = await downloaded(await errorWorkbookOfCheck(ctxOf(installer), groupId, check, "da"));
  const [errors, guidance] = await readSheets(book.bytes, book.fileName);
  expect(errors?.rows.map(({ cells }) => cells.slice(0, 4))).toEqual([
    ["Fejl", "Række i din fil", "Vejnavn *", "Husnr. *"],
    [
      "Husnr. »x« kan ikke læses. Skriv et tal fra 1 til 999 og eventuelt ét bogstav, fx 12A.",
      "3",
      "Bakkevej",
      "x",
    ],
  ]);
  expect(guidance?.name).toBe("Vejledning");
});

test("the error workbook sent back unmended is in error again, cell for cell", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const cell = (xml: string) => ({ xml });
  const day = styled(1, 46082);
  const no = cell('<c r="@" t="b"><v>0</v></c>');
  const uncounted = cell('<c r="@"><f>B2&amp;"A"</f></c>');
  const fault = cell('<c r="@" t="e"><v>#REF!</v></c>');
  const heads = [
    "Vejnavn",
    "Husnr.",
    "Etage",
    "Dør",
    "Postnr.",
    "By",
    "Egen reference",
    "Bemærkninger",
    "Areal",
  ];
  const good = ["Fejlvej", "1", "1", "tv", "2740", "Skovlunde", "a", "b", "50"];
  const bad: [number, Cell][] = heads.flatMap((_, column) =>
    [day, no, uncounted, fault, styled(4, 1e5), 5.71313e17, "=A2"].map((one): [number, Cell] => [
      column,
      one,
    ]),
  );
  const rows = bad.map(([column, one], i) =>
    good.map((value, at): Cell => (at === column ? one : at === 0 ? `Fejlvej ${i}` : value)),
  );
  const bytes = workbook({ sheets: [sheetOf([heads, ...rows])], styles: STYLES });
  const told = async (given: Uint8Array) => {
    const check = await importCases(ctxOf(installer), groupId, file(given), { ...commit, mode: "check" });
    const errors = check.problems.filter(({ severity }) => severity === "error");
    return { check, errors: new Set(errors.map(({ row }) => row)) };
  };
  const { check, errors } = await told(bytes);
  const book = await downloaded(await errorWorkbookOfCheck(ctxOf(installer), groupId, check, "da"));
  const again = await told(book.bytes);
  expect(errors.size).toBeGreaterThan(50);
  expect(again.check.rows).toBe(errors.size);
  const passed = again.check.addresses.filter(({ row }) => !again.errors.has(row));
  expect(passed).toEqual([]);
});

test("progress is told in phases, rows counted", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const told: string[] = [];
  const ctx = {
    ...ctxOf(installer),
    progress: (phase: string, done: number, total: number) => void told.push(`${phase} ${done}/${total}`),
  };
  const lines = Array.from({ length: 1_500 }, (_, i) => [
    `Lang vej${i < 900 ? "" : " Nord"}`,
    String(1 + (i % 900)),
    "2740",
  ]);
  const bytes = await sheet(["Vejnavn", "Husnr.", "Postnr."], ...lines);
  await importCases(ctx, groupId, file(bytes), commit);
  expect(told).toEqual([
    "reading 0/1",
    "reading 1/1",
    "checking 0/1500",
    "checking 1000/1500",
    "checking 1500/1500",
    "writing 0/1500",
    "writing 1500/1500",
  ]);
});

withOpenpyxl(
  "another program sees text down every column, a frozen head and the lists to pick from",
  async () => {
    const { installer, groupId } = await aProjectWithCases(1);
    const path = join(mkdtempSync(join(tmpdir(), "projekter-")), "template.xlsx");
    writeFileSync(path, (await downloaded(await templateWorkbook(ctxOf(installer), groupId, "da"))).bytes);
    const script = `
import json, sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1])["Adresser"]
print(json.dumps({
  "columns": sorted({sheet.column_dimensions[name].number_format for name in "ABCDEFGHIJKL"}),
  "cells": sorted({cell.number_format for row in sheet["A2:L301"] for cell in row}),
  "frozen": sheet.freeze_panes,
  "lists": {str(rule.sqref): [rule.formula1[:14], bool(rule.showErrorMessage)] for rule in sheet.data_validations.dataValidation},
}))`;
    expect(JSON.parse(execFileSync("/usr/bin/python3", ["-c", script, path], { encoding: "utf8" }))).toEqual({
      columns: ["@"],
      cells: ["@"],
      frozen: "A2",
      lists: {
        "C2:C20001": ['"kl,st,1,2,3,4', false],
        "D2:D20001": ['"tv,mf,th"', false],
        "J2:J20001": ['"6,10,13,16,20', true],
      },
    });
  },
);

test("of one person a few files wait to be read, which are held whole meanwhile; the others come back", async () => {
  const bytes = new TextEncoder().encode("Vejnavn;Husnr\nNygade;1\n");
  const read = Array.from({ length: 9 }, () => readSheets(bytes, "a.csv", "one"));
  const another = readSheets(bytes, "a.csv", "another");
  const told = await Promise.all(
    read.map((sheets) =>
      sheets.then(
        () => "read",
        (error) => error.code,
      ),
    ),
  );
  expect(told).toEqual([...Array(5).fill("read"), ...Array(4).fill("busy")]);
  expect(await another).toHaveLength(1);
});

test("a process that ends while it reads is told as a file that cannot be read, and the next file is read", async () => {
  const slow = new Uint8Array(Buffer.alloc(9 * 1024 * 1024, '\n"'));
  const reading = readSheets(slow, "a.csv");
  setTimeout(() => execFileSync("pkill", ["-KILL", "-P", String(process.pid)]), 700);
  await expect(reading).rejects.toMatchObject({ code: "invalid_file" });
  const [read] = await readSheets(new TextEncoder().encode("Vejnavn;Husnr.\nBakkevej;1\n"), "a.csv");
  expect(read?.rows).toHaveLength(2);
});

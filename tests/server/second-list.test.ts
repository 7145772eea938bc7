import { setImmediate } from "node:timers";
import { knownHeaders } from "@/lib/domain/fields/header-names";
import { labelsOf } from "@/lib/server/imports/header-words";
import { readAddressSheet } from "@/lib/server/imports/import-file";
import { readCells } from "@/lib/server/imports/import-sheet";
import type { Cell, Sheet } from "@/lib/server/spreadsheet/read-sheets";

const HEAD = ["Vejnavn", "Husnr.", "Postnr."];
const ROWS = 2_000;

const sheetOf = (...lines: Cell[][]): Sheet => ({
  name: "A",
  hidden: false,
  rows: lines.map((cells, i) => ({ row: i + 1, cells })),
  mends: [],
  hiddenColumns: [],
  merges: [],
  date1904: false,
});
const reader = () => jest.fn((sheet: Sheet) => readAddressSheet(sheet, "apartment"));

test("the same second headers again and again are read once", async () => {
  const other = ["Postnr.", "Gade", "Husnummer"];
  const read = reader();
  const { rows } = await readCells(sheetOf(HEAD, ...Array<Cell[]>(ROWS).fill(other)), read, {});
  expect(read.mock.calls.filter(([{ rows: given }]) => given.length === 1)).toHaveLength(1);
  expect(rows).toHaveLength(ROWS);
  expect(rows.every(({ problems = [] }) => problems.some(({ code }) => code === "other_heads"))).toBe(true);
});

test("other work goes on while thousands of second headers that differ are read", async () => {
  const lines = Array.from({ length: ROWS }, (_, i) => ["Postnr.", "Gade", "Husnummer", `Liste ${i}`]);
  let turns = 0;
  let isRead = false;
  const count = () => {
    turns += 1;
    if (!isRead) setImmediate(count);
  };
  setImmediate(count);
  const { rows } = await readCells(sheetOf(HEAD, ...lines), reader(), {});
  isRead = true;
  expect(turns).toBeGreaterThanOrEqual(ROWS / 100 - 1);
  expect(rows.every(({ problems = [] }) => problems.some(({ code }) => code === "other_heads"))).toBe(true);
});

test("what headers are known is made once for a type of case", () => {
  expect(labelsOf("apartment")).toBe(labelsOf("apartment"));
  expect(knownHeaders("apartment", labelsOf("apartment"))).toBe(
    knownHeaders("apartment", labelsOf("apartment")),
  );
  expect(knownHeaders("business", labelsOf("apartment"))).not.toBe(
    knownHeaders("apartment", labelsOf("apartment")),
  );
});

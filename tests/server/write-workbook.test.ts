import { unzipSync, strFromU8 } from "fflate";
import { addCases } from "@/lib/server/import";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import {
  bytesOf,
  type SheetCell,
  type WorkbookSheet,
  writeWorkbook,
} from "@/lib/server/spreadsheet/write-workbook";
import { errorWorkbook, exportWorkbook, templateWorkbook } from "@/lib/server/workbooks";
import { statementsOf } from "../support/database";
import { aProjectWithCases, ctxOf, FIELDS } from "../support/factories";
import { downloaded, written } from "../support/workbooks";

jest.setTimeout(30_000);

const sheet = { name: "A", widths: [], hasHead: false };
const options = (who = crypto.randomUUID()) => ({ who, shortened: "… (cut)" });
const readBack = async (...texts: string[]) => {
  const [read] = await readSheets(await written([{ ...sheet, rows: [["x", ...texts]] }]), "a.xlsx");
  return read?.rows[0]?.cells.slice(1);
};

test("every text comes back as it was, also what XML or Excel would read otherwise", async () => {
  const texts = [" a ", '<b> & "c" ]]>', "_x0041_", "=1+1", "0800", "æ💡\u0301", "1\n2\t3", "-"];
  expect(await readBack(...texts)).toEqual(texts);
});

test("characters that no workbook can hold become �, and the file stays readable", async () => {
  expect(
    await readBack("a\0b", "\u0001\u001f\ufffe\uffff", "\ud800c", "d\udc00", "\ud83d\ud83d\udca1"),
  ).toEqual(["a�b", "����", "�c", "d�", "�💡"]);
});

test("a text longer than a cell holds is cut between characters and says so in the cell", async () => {
  const most = "a".repeat(32_767);
  const [whole, over, halved] = (await readBack(most, `${most}b`, "💡".repeat(20_000))) as string[];
  expect(whole === most).toBe(true);
  expect(over).toHaveLength(32_767);
  expect(over?.endsWith("aa… (cut)")).toBe(true);
  expect(halved?.length).toBeLessThanOrEqual(32_767);
  expect(halved?.endsWith("💡💡… (cut)")).toBe(true);
  expect(halved?.isWellFormed()).toBe(true);
});

test("sheets have names that Excel takes, each once", async () => {
  const names = [
    "a".repeat(40),
    `${"A".repeat(33)}b`,
    "x[1]:*?/\\y",
    "'",
    "",
    `${"a".repeat(30)}💡`,
    "a\u0001b",
  ];
  const bytes = await written(names.map((name) => ({ ...sheet, name, rows: [["x"]] })));
  expect((await readSheets(bytes, "a.xlsx")).map(({ name }) => name)).toEqual([
    "a".repeat(31),
    `${"A".repeat(29)} 2`,
    "x 1      y",
    "-",
    "- 2",
    "a".repeat(30),
    "a b",
  ]);
});

test("looks, lists to pick from, a head that stays and text below it", async () => {
  const long = "b".repeat(61);
  const rows: SheetCell[][] = [
    [
      { text: "h", isHead: true },
      { text: "f", isBold: true },
    ],
    ["p", null, { text: "x", isBad: true }, "", long],
  ];
  const choices = [
    { column: 1, values: ["kl", "st"], isOpen: true as const },
    { column: 27, values: ["16"] },
  ];
  const bytes = await written([
    { ...sheet, widths: [30, 8], hasHead: true, isTextBelow: true, choices, rows },
  ]);
  const parts = unzipSync(bytes);
  const part = (name: string) => strFromU8(parts[name] ?? new Uint8Array());
  const xml = part("xl/worksheets/sheet1.xml");
  expect(xml.match(/<pane [^>]*>/)?.[0]).toContain('ySplit="1"');
  expect(xml.match(/ sqref="[A-Z]+2:[A-Z]+\d+"/g)).toEqual([' sqref="B2:B20001"', ' sqref="AB2:AB20001"']);
  expect(xml.match(/showErrorMessage="\d"/g)).toEqual(['showErrorMessage="0"', 'showErrorMessage="1"']);
  const styles = part("xl/styles.xml");
  const formats = [
    ...(/<cellXfs[^>]*>(.*)<\/cellXfs>/s.exec(styles)?.[1] ?? "").matchAll(/<xf .*?(?:<\/xf>|\/>)/gs),
  ];
  const lookOf = (cell: string) =>
    formats[Number(new RegExp(`r="${cell}" s="(\\d+)"`).exec(xml)?.[1])]?.[0] ?? "";
  const text = /numFmtId="(\d+)" formatCode="@"/.exec(styles)?.[1];
  for (const cell of ["A1", "B1", "A2", "C2", "D2", "E2"])
    expect(lookOf(cell)).toContain(`numFmtId="${text}"`);
  expect(xml).not.toContain('r="B2"');
  expect(lookOf("E2")).toContain('wrapText="1"');
  expect(lookOf("A2")).not.toContain('wrapText="1"');
  const looks = ["A1", "B1", "A2", "C2"].map(lookOf);
  expect(new Set(looks).size).toBe(4);
  expect(lookOf("D2")).toBe(lookOf("A2"));
  expect(xml.match(/<col [^>]*style="\d+"/g)).toHaveLength(2);
});

/** A long sheet that counts how many of its pieces have been asked for. */
function aLongSheet(pieces: number, fault?: Error) {
  const seen = { asked: 0, hasEnded: false };
  async function* rows(): AsyncGenerator<SheetCell[][]> {
    try {
      for (; seen.asked < pieces; ) {
        seen.asked += 1;
        if (fault && seen.asked === pieces) throw fault;
        yield Array.from({ length: 500 }, (_, i) => [crypto.randomUUID(), `${seen.asked} ${i}`]);
      }
    } finally {
      seen.hasEnded = true;
    }
  }
  return { seen, sheet: { ...sheet, rows: rows() } satisfies WorkbookSheet };
}

test("rows are asked for as the file is read, none after its reader has gone", async () => {
  const { seen, sheet: long } = aLongSheet(50);
  const pieces = writeWorkbook([long], options());
  expect(seen.asked).toBe(0);
  for (let read = 0; read < 5; read += 1) await pieces.next();
  const asked = seen.asked;
  expect(asked).toBeLessThan(10);
  await pieces.return(undefined);
  expect(seen).toEqual({ asked, hasEnded: true });
});

test("everything else gets its turns while a workbook is written", async () => {
  const { sheet: long } = aLongSheet(40);
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const bytes = await bytesOf(writeWorkbook([long], options()));
  isOver = true;
  // At least one between any two pieces.
  expect(turns).toBeGreaterThan(40);
  const [read] = await readSheets(bytes, "a.xlsx");
  expect(read?.rows).toHaveLength(20_000);
});

test("rows that cannot be read break the file off, and nothing is left behind", async () => {
  const fault = new Error("the database has gone");
  const who = crypto.randomUUID();
  for (let i = 0; i < 4; i += 1) {
    await expect(bytesOf(writeWorkbook([aLongSheet(3, fault).sheet], options(who)))).rejects.toBe(fault);
  }
  expect(await bytesOf(writeWorkbook([aLongSheet(1).sheet], options(who)))).toBeInstanceOf(Uint8Array);
});

test("one person has two downloads open; the third waits until one has gone", async () => {
  const who = crypto.randomUUID();
  const [first, second, third] = [1, 2, 3].map(() => writeWorkbook([aLongSheet(5).sheet], options(who)));
  await first?.next();
  await second?.next();
  let hasBegun = false;
  const waiting = third?.next().then(() => {
    hasBegun = true;
  });
  await second?.next();
  expect(hasBegun).toBe(false);
  await first?.return(undefined);
  await waiting;
  expect(hasBegun).toBe(true);
  await Promise.all([second?.return(undefined), third?.return(undefined)]);
});

test("an export reads its cases some at a time, each once, and none of a reader who has gone", async () => {
  const { installer, projectId } = await aProjectWithCases(1_203);
  const export_ = () => exportWorkbook(ctxOf(installer), projectId, {}, "da");
  const reads = (statements: string[]) => statements.filter((one) => /"addressParts"|as "houseNo"/.test(one));
  let whole: Awaited<ReturnType<typeof downloaded>> | undefined;
  const statements = await statementsOf(async () => {
    whole = await downloaded(await export_());
  });
  expect(reads(statements)).toHaveLength(5);
  const [cases, about] = await readSheets(whole?.bytes ?? new Uint8Array(), "a.xlsx");
  const numbers = cases?.rows.slice(1).map(({ cells }) => cells[0]);
  expect(new Set(numbers).size).toBe(1_203);
  expect(about?.rows.map(({ cells }) => cells[1])).toContain("1203");
  const some = await statementsOf(async () => {
    const { pieces } = await export_();
    await pieces.next();
    await pieces.return(undefined);
  });
  expect(reads(some).length).toBeLessThanOrEqual(1);
});

test("what an import left out is downloaded whole where a cell was longer than Excel's", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const address = { street: "Bakkevej", houseNo: "1", postcode: "2740" };
  const given = { ...address, remarks: "x".repeat(40_000), door: "💡".repeat(300) };
  const { operationId } = await addCases(ctxOf(installer), groupId, {
    fields: FIELDS.apartment,
    addresses: [given, { ...address, houseNo: "y" }],
    onError: "skip",
  });
  const { bytes } = await downloaded(await errorWorkbook(ctxOf(installer), operationId ?? "", "da"));
  const [errors] = await readSheets(bytes, "a.xlsx");
  expect(errors?.rows).toHaveLength(3);
  const cells = errors?.rows[1]?.cells.map(String) ?? [];
  expect(Math.max(...cells.map(({ length }) => length))).toBeLessThanOrEqual(32_767);
});

test("a template is small enough to be had while an export is open", async () => {
  const { installer, projectId, groupId } = await aProjectWithCases(600);
  const { pieces } = await exportWorkbook(ctxOf(installer), projectId, {}, "da");
  await pieces.next();
  const { bytes } = await downloaded(await templateWorkbook(ctxOf(installer), groupId, "da"));
  expect((await readSheets(bytes, "a.xlsx")).map(({ name }) => name)).toEqual(["Adresser", "Vejledning"]);
  await pieces.return(undefined);
});

import { unzipSync, strFromU8 } from "fflate";
import { performAction } from "@/lib/server/cases/bulk";
import { allCases } from "@/lib/server/cases/case-list";
import { updateGridArea } from "@/lib/server/places/grid-areas";
import { addCases } from "@/lib/server/imports/import";
import { importCases } from "@/lib/server/imports/import-file";
import { reportWorkbook } from "@/lib/server/operations/report";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import {
  bytesOf,
  type SheetCell,
  type WorkbookSheet,
  writeWorkbook,
} from "@/lib/server/spreadsheet/write-workbook";
import { undoOperation } from "@/lib/server/operations/undo";
import { exportWorkbook } from "@/lib/server/cases/export-workbook";
import { errorWorkbook, templateWorkbook } from "@/lib/server/imports/workbooks";
import { statementsOf } from "../support/database";
import { aGroup, aProject, aProjectWithCases, ctxOf, FIELDS, lead } from "../support/factories";
import { downloaded, WORDS, written } from "../support/workbooks";

jest.setTimeout(30_000);

const sheet = { name: "A", title: "", widths: [] };
const options = (who = crypto.randomUUID()) => ({ who, words: WORDS });
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
    ["p", { text: "f", isBold: true }],
    ["p", null, { text: "x", isBad: true }, "", long],
  ];
  const choices = [
    { column: 1, values: ["kl", "st"], isOpen: true as const },
    { column: 27, values: ["16"] },
  ];
  const bytes = await written([
    { ...sheet, widths: [30, 8, 8, 8, 8], heads: ["h", "i"], isTextBelow: true, choices, rows },
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
  for (const cell of ["A1", "B2", "A3", "C3", "D3", "E3"])
    expect(lookOf(cell)).toContain(`numFmtId="${text}"`);
  expect(xml).toMatch(/<c r="B3" s="\d+"\/>/);
  expect(lookOf("E3")).toContain('wrapText="1"');
  expect(lookOf("A3")).not.toContain('wrapText="1"');
  const looks = ["A1", "B2", "A3", "C3"].map(lookOf);
  expect(new Set(looks).size).toBe(4);
  expect(lookOf("D3")).not.toContain("borderId");
  expect(xml.match(/<col [^>]*style="\d+"/g)).toHaveLength(5);
});

test("numbers are numbers and days are days; a day before Excel's own count is text", async () => {
  const rows: SheetCell[][] = [
    [{ number: 12.5 }, { day: "2027-03-01" }, { day: "1899-12-31" }, { number: -3 }],
  ];
  const [read] = await readSheets(await written([{ ...sheet, rows }]), "a.xlsx");
  expect(read?.rows[0]?.cells).toEqual([12.5, { date: "2027-03-01" }, "1899-12-31", -3]);
});

test("a sheet is filtered by its head and printed on one page's width under its title", async () => {
  const given = {
    ...sheet,
    name: "Bo's <A>",
    title: 'Søgade 1 & 2 "Nord" <b>',
    widths: [8, 8, 8],
    heads: ["a", "b", "c"],
    hasFilter: true as const,
    frozenColumns: 1,
    printedColumns: 2,
  };
  const parts = unzipSync(
    await written([
      { ...given, rows: [["1"], ["2"]] },
      { ...given, widths: [200, 100], heads: ["a", "b"], printedColumns: 2, rows: [] },
    ]),
  );
  const part = (name: string) => strFromU8(parts[name] ?? new Uint8Array());
  const [xml, wide] = [part("xl/worksheets/sheet1.xml"), part("xl/worksheets/sheet2.xml")];
  expect(xml.match(/<pane [^>]*>/)?.[0]).toMatch(/ySplit="1".*xSplit="1"/);
  expect(xml).toContain('<autoFilter ref="A1:C3"/>');
  expect(xml).toContain('<pageSetUpPr fitToPage="1"/>');
  expect(xml).toContain('<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>');
  expect(wide).toContain('<autoFilter ref="A1:B1"/>');
  expect(wide).toContain('paperSize="8"');
  expect(xml).toContain('&amp;L&amp;"Arial,Bold"Søgade 1 &amp;&amp; 2 "Nord" &lt;b&gt;<');
  expect(xml).toContain("&amp;R&amp;P/&amp;N<");
  expect(
    part("xl/workbook.xml")
      .match(/<definedName .*?<\/definedName>/g)
      ?.slice(0, 3),
  ).toEqual([
    `<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'Bo''s &lt;A&gt;'!$A$1:$C$3</definedName>`,
    `<definedName name="_xlnm.Print_Area" localSheetId="0">'Bo''s &lt;A&gt;'!$A$1:$B$3</definedName>`,
    `<definedName name="_xlnm.Print_Titles" localSheetId="0">'Bo''s &lt;A&gt;'!$1:$1</definedName>`,
  ]);
  const fonts = part("xl/styles.xml").match(/<font>.*?<\/font>/g) ?? [];
  expect(fonts.length).toBeGreaterThan(1);
  for (const font of fonts) expect(font).toMatch(/<name val="Arial"\/>.*<sz val="10"\/>/);
});

test("a row is as high as its longest text needs", async () => {
  const rows = [["short"], ["word ".repeat(20)], ["a\nb\nc"], ["x".repeat(32_000)]];
  const bytes = await written([{ ...sheet, widths: [20], rows }]);
  const xml = strFromU8(unzipSync(bytes)["xl/worksheets/sheet1.xml"] ?? new Uint8Array());
  const heights = [...xml.matchAll(/<row r="\d"(?: ht="(\d+)")?>/g)].map(([, height]) =>
    Number(height ?? 15),
  );
  expect(heights[0]).toBe(15);
  // Five or six lines of some 13 points, three, and Excel's most.
  expect(heights[1]).toBeGreaterThanOrEqual(64);
  expect(heights[1]).toBeLessThan(95);
  expect(heights[2]).toBeGreaterThanOrEqual(39);
  expect(heights[2]).toBeLessThan(45);
  expect(heights[3]).toBe(409);
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
  expect(about?.rows.map(({ cells }) => cells[1])).toContain(1203);
  const some = await statementsOf(async () => {
    const { pieces } = await export_();
    await pieces.next();
    await pieces.return(undefined);
  });
  expect(reads(some).length).toBeLessThanOrEqual(1);
});

test("an export has the columns of its case types, days and numbers as such, and what no case has last", async () => {
  const { installer, dso, projectId, ids, cases } = await aProjectWithCases(1);
  await performAction(ctxOf(dso), {
    action: "edit",
    params: { set: { meterNumber: "0012345" } },
    selection: { ids },
  });
  const { bytes } = await downloaded(await exportWorkbook(ctxOf(installer), projectId, {}, "da"));
  const [sheet] = await readSheets(bytes, "a.xlsx");
  const [head, row] = sheet?.rows.map(({ cells }) => cells) ?? [];
  const heads = head?.map(String) ?? [];
  const valueOf = (name: string) => row?.[heads.indexOf(name)] ?? null;
  for (const other of ["Målertype", "Anvendelse", "Boligform"]) expect(heads).not.toContain(other);
  expect(valueOf("Sagsnr.")).toBe(cases[0]?.number);
  expect(valueOf("Ønsket tilslutningsdato")).toEqual({ date: "2027-03-01" });
  expect(valueOf("Leveringsomfang (A)")).toBe(16);
  expect(valueOf("Postnr.")).toBe("2740");
  expect(valueOf("Målernummer")).toBe("0012345");
  const empty = ["Matrikelnr.", "Aftagenummer", "Årsag til afvisning eller annullering"];
  for (const name of empty) {
    expect(valueOf(name)).toBeNull();
    expect(heads.indexOf(name)).toBeGreaterThan(heads.indexOf("Målernummer"));
  }
});

test("an export says in words what was filtered by", async () => {
  const { installer, projectId, groupId } = await aProjectWithCases(1);
  const filter = { group: groupId, state: "submitted", handler: "none", installer: installer.id, q: "Vej" };
  const { bytes } = await downloaded(await exportWorkbook(ctxOf(installer), projectId, filter, "da"));
  const [, about] = await readSheets(bytes, "a.xlsx");
  expect(about?.rows.at(-1)?.cells[1]).toMatch(
    new RegExp(
      `^Gruppe: Gruppe \\d+\nTilstand: Tilmeldt\nInstallatør: ${installer.name}\nSagsbehandler: Ingen\nSøgning: Vej$`,
    ),
  );
});

test("our own export goes in again", async () => {
  const { installer, gridArea, projectId } = await aProjectWithCases(3);
  const { bytes, fileName } = await downloaded(await exportWorkbook(ctxOf(installer), projectId, {}, "da"));
  const groupId = await aGroup(installer, await aProject(installer, gridArea));
  const fields = { ...FIELDS.apartment, connectionDate: "2027-04-01" };
  expect(
    await importCases(ctxOf(installer), groupId, { name: fileName, bytes }, { fields, acceptWarnings: true }),
  ).toMatchObject({ created: 3 });
  const [first] = await allCases(ctxOf(installer), projectId, {}, 1);
  expect(first?.fields).toMatchObject({ connectionDate: "2027-03-01", ampere: 16 });
});

test("why and when a case was rejected or cancelled stands in the export and the report, until it is no longer so", async () => {
  const { world, installer, dso, projectId, ids } = await aProjectWithCases(6);
  const [rejected, cancelled, archived, anew, undone] = ids as [string, string, string, string, string];
  await performAction(ctxOf(installer), { action: "cancel", params: {}, selection: { ids: [cancelled] } });
  const reject = (of: string[], reason: string) =>
    performAction(ctxOf(dso), { action: "reject", params: { reason }, selection: { ids: of } });
  const { operationId } = await reject([rejected, archived, anew], "Tegning mangler");
  await performAction(ctxOf(dso), { action: "archive", params: {}, selection: { ids: [archived] } });
  await performAction(ctxOf(installer), { action: "resubmit", params: {}, selection: { ids: [anew] } });
  await lead(world, [anew], "completed");
  await performAction(ctxOf(dso), { action: "archive", params: {}, selection: { ids: [anew] } });
  await undoOperation(ctxOf(dso), (await reject([undone], "Fejl")).operationId as string);
  const table = async ({ bytes }: { bytes: Uint8Array }, columns: string[]) => {
    const [sheet] = await readSheets(bytes, "a.xlsx");
    const [head, ...rows] = sheet?.rows.map(({ cells }) => cells) ?? [];
    return rows.map((row) => columns.map((name) => row[head?.indexOf(name) ?? -1] ?? null));
  };
  const day = { date: "2026-11-24" };
  const exported = await table(await downloaded(await exportWorkbook(ctxOf(dso), projectId, {}, "da")), [
    "Tilstand",
    "Årsag til afvisning eller annullering",
    "Afvist eller annulleret den",
  ]);
  expect(exported).toEqual([
    ["Afvist", "Tegning mangler", day],
    ["Annulleret", null, day],
    ["Arkiveret", "Tegning mangler", day],
    ["Arkiveret", null, null],
    ["Tilmeldt", null, null],
    ["Tilmeldt", null, null],
  ]);
  const report = await downloaded(await reportWorkbook(ctxOf(dso), operationId as string, "da"));
  expect(await table(report, ["Resultat", "Årsag", "Dato", "Til"])).toEqual(
    Array.from({ length: 3 }, () => ["Udført", "Tegning mangler", day, "Afvist"]),
  );
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

test("an extract names whom it was filtered by, also one who has left, and nobody else", async () => {
  const { admin, dso, dsoColleague, otherDso, gridArea, projectId, ids } = await aProjectWithCases(2);
  const act = (action: string, params: object) =>
    performAction(ctxOf(dso), { action, params, selection: { ids } });
  await act("change_handler", { handlerId: dso.id });
  await act("reject", { reason: "Forkert gruppe" });
  await act("archive", {});
  await updateGridArea(ctxOf(admin), gridArea, {
    name: "Solgt",
    dsoId: otherDso.organisation?.id,
    isActive: true,
  });
  const filter = { handler: [dso.id, dsoColleague.id, "none"] };
  const { bytes } = await downloaded(await exportWorkbook(ctxOf(otherDso), projectId, filter, "da"));
  const sheets = await readSheets(bytes, "a.xlsx");
  const told = JSON.stringify(sheets[1]?.rows);
  expect(sheets[0]?.rows).toHaveLength(3);
  expect([told.includes(dso.name), told.includes(dso.id)]).toEqual([true, false]);
  expect([told.includes(dsoColleague.name), told.includes(dsoColleague.id)]).toEqual([false, true]);
});

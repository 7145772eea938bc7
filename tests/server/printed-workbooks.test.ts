import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ExcelJS from "exceljs";
import * as SheetJS from "xlsx";
import { CASE_TYPES, type CaseType } from "@/lib/domain/vocabulary";
import { performAction } from "@/lib/server/cases/bulk";
import { addCases } from "@/lib/server/imports/import";
import { importCases } from "@/lib/server/imports/import-file";
import { reportWorkbook } from "@/lib/server/operations/report";
import { seedTemplate } from "@/lib/server/seeding/seed-template";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import type { Workbook } from "@/lib/server/spreadsheet/write-workbook";
import { exportWorkbook } from "@/lib/server/cases/export-workbook";
import { errorWorkbook, templateWorkbook } from "@/lib/server/imports/workbooks";
import { aGroup, aProject, aProjectWithCases, aWorld, ctxOf, FIELDS, type World } from "../support/factories";
import { GNUMERIC, LIBREOFFICE, OPENPYXL, POPPLER, testWith } from "../support/programs";
import { downloaded } from "../support/workbooks";

jest.setTimeout(240_000);

const folder = mkdtempSync(join(tmpdir(), "projekter-print-"));

/** Files as LibreOffice makes them of others, in one start of it. */
function libreOffice(format: string, files: string[]) {
  const out = mkdtempSync(join(folder, `${format}-`));
  const profile = `-env:UserInstallation=file://${join(folder, "profile")}`;
  execFileSync("soffice", [profile, "--headless", "--convert-to", format, "--outdir", out, ...files], {
    stdio: "ignore",
  });
  return (name: string) => join(out, `${name}.${format}`);
}

async function stored(books: Record<string, Promise<Workbook>>): Promise<Record<string, string>> {
  mkdirSync(join(folder, "books"), { recursive: true });
  const paths: Record<string, string> = {};
  for (const [name, book] of Object.entries(books)) {
    paths[name] = join(folder, "books", `${name}.xlsx`);
    writeFileSync(paths[name], (await downloaded(await book)).bytes);
  }
  return paths;
}

const REMARK =
  "Kælderrummet er låst, og nøglen hentes hos viceværten i nr. 4. Tavlen sidder bag vaskemaskinen; ring en time før ankomst.";

/** A project with cases of some types: addresses, remarks and reasons as long as people write them. */
async function aLongWindedProject(
  { installer, dso, gridArea }: World,
  types: readonly CaseType[],
  n: number,
) {
  const projectId = await aProject(installer, gridArea, "Søgårdens etape 2 & 3");
  for (const caseType of types) {
    const groupId = await aGroup(installer, projectId, caseType);
    await addCases(ctxOf(installer), groupId, {
      fields: { ...FIELDS[caseType], customerName: "Boligselskabet Søgårdens Venner A.M.B.A." },
      addresses: Array.from({ length: Math.ceil(n / types.length) }, (_, i) => ({
        street: `Ørstedsgade ved Bakken ${CASE_TYPES.indexOf(caseType) + 1}. sti`,
        houseNo: String(1 + i),
        postcode: "2740",
        floorArea: 40,
        ...(i % 10 === 3 && { remarks: REMARK }),
      })),
      acceptWarnings: true,
    });
  }
  const { operationId } = await performAction(ctxOf(dso), {
    action: "reject",
    params: { reason: REMARK },
    selection: { projectId, filter: { q: "Bakken 1" } },
  });
  return { projectId, operationId: operationId as string };
}

async function makeBooks() {
  const world = await aWorld();
  const { installer, admin } = world;
  const of = (types: readonly CaseType[], n: number) => aLongWindedProject(world, types, n);
  const [one, forty, many] = [
    await of(["business"], 1),
    await of(["business", "apartment"], 40),
    await of(CASE_TYPES, 300),
  ];
  const groupId = await aGroup(installer, one.projectId);
  const wrong = await addCases(ctxOf(installer), groupId, {
    fields: FIELDS.apartment,
    addresses: Array.from({ length: 40 }, () => ({
      street: "Bakkevej",
      houseNo: "1-3",
      floor: "loft",
      postcode: "99",
    })),
    onError: "skip",
  });
  const templates = await Promise.all(
    CASE_TYPES.map(async (caseType) => {
      const ofType = await aGroup(installer, many.projectId, caseType);
      return [`template-${caseType}`, templateWorkbook(ctxOf(installer), ofType, "da")] as const;
    }),
  );
  return stored({
    ...Object.fromEntries(templates),
    "export-1": exportWorkbook(ctxOf(installer), one.projectId, {}, "da"),
    "export-40": exportWorkbook(ctxOf(installer), forty.projectId, {}, "da"),
    "export-300": exportWorkbook(ctxOf(installer), many.projectId, {}, "en"),
    "report-20": reportWorkbook(ctxOf(world.dso), forty.operationId, "da"),
    "errors-40": errorWorkbook(ctxOf(installer), wrong.operationId as string, "da"),
    "seed-da": seedTemplate(ctxOf(admin), "da"),
    "seed-en": seedTemplate(ctxOf(admin), "en"),
  });
}

let made: ReturnType<typeof makeBooks> | undefined;
/** Made once, for all tests. */
function everyBook() {
  made ??= makeBooks();
  return made;
}

/** Pages at most; an unfitted export of 40 cases took 16. */
const PAGES: Record<string, number> = {
  "template-business": 2,
  "template-terraced_house": 2,
  "template-apartment": 2,
  "template-youth_elderly_care": 2,
  "export-1": 2,
  "export-40": 3,
  "export-300": 12,
  "report-20": 2,
  "errors-40": 6,
  "seed-da": 5,
  "seed-en": 5,
};

/** Words of a workbook that a print of it does not show, but for those that may be broken in two. */
async function cutWords(path: string, pdf: string): Promise<string[]> {
  const shown = new Map<string, number>();
  const text = execFileSync("pdftotext", ["-raw", pdf, "-"], { encoding: "utf8", maxBuffer: 1e8 });
  for (const word of text.split(/\s+/)) shown.set(word, (shown.get(word) ?? 0) + 1);
  const sheets = await readSheets(new Uint8Array(readFileSync(path)), path);
  const words = sheets.flatMap(({ rows: [head, ...rows] }) => {
    // A column with nothing in it is not printed.
    const isUsed = head?.cells.map((_, column) => rows.some(({ cells }) => (cells[column] ?? null) !== null));
    return [head?.cells.filter((_, column) => isUsed?.[column]) ?? [], ...rows.map(({ cells }) => cells)]
      .flat()
      .flatMap((cell) => (typeof cell === "string" ? cell.split(/\s+/) : []));
  });
  return words.filter((word) => {
    if (/[-–/@]/.test(word)) return false;
    shown.set(word, (shown.get(word) ?? 0) - 1);
    return (shown.get(word) ?? 0) < 0;
  });
}

/** Pairs of words of which one is printed over the other. */
function overprinted(pdf: string): string[] {
  const text = execFileSync("pdftotext", ["-bbox", pdf, "-"], { encoding: "utf8", maxBuffer: 1e8 });
  return text.split("<page ").flatMap((page) => {
    const boxes = [
      ...page.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</g),
    ]
      .map(([, left, top, right, bottom, word = ""]) => ({
        left: Number(left),
        top: Number(top),
        right: Number(right),
        bottom: Number(bottom),
        word,
      }))
      .sort((a, b) => a.left - b.left);
    return boxes.flatMap((one, i) => {
      const height = one.bottom - one.top;
      const found: string[] = [];
      for (const other of boxes.slice(i + 1)) {
        if (other.left > one.right - 0.15 * height) break;
        const shared = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (shared > 0.45 * height) found.push(`${one.word} × ${other.word}`);
      }
      return found;
    });
  });
}

testWith({ ...LIBREOFFICE, ...POPPLER })(
  "every workbook is printed on few pages, in one font, with nothing cut off or printed over",
  async () => {
    const books = await everyBook();
    const pdfOf = libreOffice("pdf", Object.values(books));
    for (const [name, path] of Object.entries(books)) {
      const pdf = pdfOf(name);
      const pages = Number(/Pages:\s+(\d+)/.exec(execFileSync("pdfinfo", [pdf], { encoding: "utf8" }))?.[1]);
      const fonts = execFileSync("pdffonts", [pdf], { encoding: "utf8" })
        .split("\n")
        .slice(2)
        .flatMap((line) => line.match(/^(?:[A-Z]{6}\+)?(\w+)/)?.[1] ?? []);
      expect({ name, pages: pages <= (PAGES[name] ?? 0) || pages }).toEqual({ name, pages: true });
      // Arial, or what stands in for it.
      expect({ name, fonts: fonts.filter((font) => !/^(Arial|LiberationSans)/.test(font)) }).toEqual({
        name,
        fonts: [],
      });
      expect({ name, cut: await cutWords(path, pdf) }).toEqual({ name, cut: [] });
      expect({ name, overprinted: overprinted(pdf) }).toEqual({ name, overprinted: [] });
      const text = execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8", maxBuffer: 1e8 });
      expect(text).toMatch(/(Side 1 af|Page 1 of) \d/);
      expect(text).not.toMatch(/#{3}/);
    }
  },
);

const SAVE_BY: [
  program: string,
  needs: Record<string, () => boolean>,
  save: (path: string) => string | Promise<string>,
][] = [
  ["LibreOffice", LIBREOFFICE, (path) => libreOffice("xlsx", [path])("filled")],
  [
    "Gnumeric",
    GNUMERIC,
    (path) => {
      execFileSync("ssconvert", [path, `${path}.gnumeric.xlsx`], { stdio: "ignore" });
      return `${path}.gnumeric.xlsx`;
    },
  ],
  ["openpyxl", {}, (path) => path],
  [
    "ExcelJS",
    {},
    async (path) => {
      const book = new ExcelJS.Workbook();
      await book.xlsx.readFile(path);
      await book.xlsx.writeFile(`${path}.exceljs.xlsx`);
      return `${path}.exceljs.xlsx`;
    },
  ],
  [
    "SheetJS",
    {},
    (path) => {
      writeFileSync(
        `${path}.sheetjs.xlsx`,
        SheetJS.write(SheetJS.read(readFileSync(path)), { type: "buffer" }),
      );
      return `${path}.sheetjs.xlsx`;
    },
  ],
];
const FILL = `
import sys, warnings, openpyxl
warnings.simplefilter("error")
book = openpyxl.load_workbook(sys.argv[1])
sheet = book["Adresser"]
for row, cells in enumerate([["Øvej", "1-3", "st", "tv", "0800"], ["Bakkevej", "20 a", "1", "th", "2740"]], 2):
    for column, text in enumerate(cells, 1):
        sheet.cell(row, column).value = text
    sheet.cell(row, 8).value = "007-_x0041_"
book.save(sys.argv[2])`;

describe.each(SAVE_BY)("the template, filled in and saved by %s", (program, needs, save) => {
  testWith({ ...OPENPYXL, ...needs })("is read as it was typed", async () => {
    const { installer, groupId } = await aProjectWithCases(1);
    const { template } = await stored({ template: templateWorkbook(ctxOf(installer), groupId, "da") });
    const filled = join(mkdtempSync(join(folder, `${program}-`)), "filled.xlsx");
    execFileSync("/usr/bin/python3", ["-c", FILL, template ?? "", filled]);
    const bytes = new Uint8Array(readFileSync(await save(filled)));
    const check = await importCases(
      ctxOf(installer),
      groupId,
      { name: "a.xlsx", bytes },
      { fields: FIELDS.apartment, mode: "check" },
    );
    expect(check).toMatchObject({ rows: 2, unknownColumns: [] });
    expect(check.problems.map(({ row, field, value }) => [row, field, value])).toEqual([
      [2, "houseNo", "1-3"],
      [2, "postcode", "0800"],
    ]);
    const created = await importCases(
      ctxOf(installer),
      groupId,
      { name: "a.xlsx", bytes },
      { fields: FIELDS.apartment, omit: [2], acceptWarnings: true },
    );
    expect(created).toMatchObject({ created: 1 });
  });
});

testWith({ ...OPENPYXL, ...GNUMERIC })(
  "openpyxl and Gnumeric open every workbook without a word",
  async () => {
    const books = Object.values(await everyBook());
    const script = `
import sys, warnings, openpyxl
warnings.simplefilter("error")
for path in sys.argv[1:]:
    for sheet in openpyxl.load_workbook(path):
        assert sheet.max_row > 1, path`;
    execFileSync("/usr/bin/python3", ["-c", script, ...books]);
    for (const path of books) {
      const { status, stderr } = spawnSync("ssconvert", [path, `${path}.csv`], { encoding: "utf8" });
      expect([path, status, stderr]).toEqual([path, 0, ""]);
    }
  },
);

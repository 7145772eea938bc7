import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { organisations, projects, users } from "@/db/schema";
import { DemoInput, SeedFileInput, SeedInput } from "@/lib/contract/inputs/seeding";
import {
  batchFields,
  DEFAULTS,
  field,
  type FieldKey,
  installerFields,
  isFieldKey,
  needOf,
} from "@/lib/domain/fields/fields";
import type { Problem, RawRow, RowProblem } from "@/lib/domain/problem";
import { DomainError } from "@/lib/contract/errors";
import type { FaultCode } from "@/lib/domain/fault";
import { LIMITS } from "@/lib/domain/limits";
import { cleanText, cut } from "@/lib/domain/text";
import { workingDayFrom } from "@/lib/domain/working-days";
import { CASE_TYPES, type CaseType } from "@/lib/domain/vocabulary";
import { type Locale, LOCALES, type MessageKey, type Translate, translator } from "@/lib/messages";
import { everyLabelOf, labelWithUnit, valueText } from "@/lib/messages/sentences";
import { templateColumns } from "@/lib/domain/fields/template-columns";
import { insertCases } from "@/lib/server/cases/case-insert";
import type { Ctx } from "@/lib/server/kernel/context";
import { removeCases } from "@/lib/server/cases/system-changes";
import { demand } from "@/lib/server/kernel/demand";
import { type Checked, checkRows } from "@/lib/server/imports/import-check";
import { headerWords, readAddressSheet, type UploadedFile } from "@/lib/server/imports/import-file";
import { type AddressSheet, readCells } from "@/lib/server/imports/import-sheet";
import { mutate, parseInput, type Tx, write } from "@/lib/server/kernel/mutate";
import { insertGroup, insertProject } from "@/lib/server/projects/projects";
import { type Cell, readSheets, type Sheet } from "@/lib/server/spreadsheet/read-sheets";
import { choicesOf, headOf, plain, ruleOf, widthOf } from "@/lib/server/spreadsheet/sheet-columns";
import {
  type SheetCell,
  type Workbook,
  workbookOf,
  type WorkbookSheet,
} from "@/lib/server/spreadsheet/write-workbook";

export type SeedProblem = Checked["problems"][number] & { group: string };
export type SeedOutcome = { projectId: string; groups: number; cases: number };

type SeedGroup = {
  name: string;
  caseType: CaseType;
  fields: Record<string, unknown>;
  rows: RawRow[];
  /** What is open about its sheet as a whole. */
  ofFile?: RowProblem[];
};

/**
 * A project for a chosen installer company with its groups and cases, all or nothing (mission S18). Its cases are the
 * company's first active installer's. `import_has_errors` with the problems by group and row; warnings are accepted.
 */
export async function seedProject(ctx: Ctx, input: unknown): Promise<SeedOutcome> {
  demand(ctx, "seed_projects");
  return mutate(ctx, "seed_project", SeedInput, input, async ({ groups, ...project }, { tx, operation }) => {
    const seeded = groups.map(({ addresses, ...group }) => ({
      ...group,
      rows: addresses.map((values, i) => ({ row: i + 1, values })),
    }));
    return insertSeed(ctx, tx, operation, project, seeded);
  });
}

type Operation = Parameters<Parameters<typeof write>[2]>[0]["operation"];

async function insertSeed(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  project: { ownerId: string; name: string; gridArea: string; isDemo?: boolean },
  groups: readonly SeedGroup[],
): Promise<SeedOutcome> {
  const inside = { ...ctx, db: tx };
  const installerId = await firstInstaller(tx, project.ownerId);
  const total = groups.reduce((sum, group) => sum + group.rows.length, 0);
  if (total > LIMITS.uploadRows)
    throw new DomainError("too_many_rows", { params: { limit: LIMITS.uploadRows } });
  const { id: projectId } = await insertProject(inside, tx, operation, project);
  const [place] = await tx.select().from(projects).where(eq(projects.id, projectId));
  if (!place) throw new Error("the project was not stored");
  const problems: SeedProblem[] = [];
  for (const [i, { rows, fields, ofFile = [], ...group }] of groups.entries()) {
    // Groups stand in the order of their creation, so those made at once are made a millisecond apart.
    const moment = { ...inside, now: new Date(ctx.now.getTime() + i) };
    const { id } = await insertGroup(moment, tx, operation, place, group);
    const target = {
      id,
      projectId,
      ownerId: place.ownerId,
      gridArea: place.gridArea,
      dsoId: place.dsoId,
      caseType: group.caseType,
    };
    const checked = await checkRows(
      inside,
      target,
      fields,
      rows,
      {},
      ofFile,
      installerFields(group.caseType),
    );
    problems.push(
      ...checked.problems
        .filter(({ severity }) => severity === "error")
        .map((problem) => ({ ...problem, group: group.name })),
    );
    if (problems.length > 0 || rows.length === 0) continue;
    await insertCases(inside, tx, operation, { group: target, installerId, rows: checked.rows });
  }
  if (problems.length > 0) {
    throw new DomainError("import_has_errors", {
      params: { count: new Set(problems.map(({ group, row }) => JSON.stringify([group, row]))).size },
      faults: faultsOf(problems),
      extra: { rows: total, created: 0, problems },
    });
  }
  operation.describe({
    projectId,
    ownerId: place.ownerId,
    gridAreas: [place.gridArea],
    params: { name: project.name, groups: groups.length },
    requested: total,
    done: total,
  });
  return { projectId, groups: groups.length, cases: total };
}

/** The first of them as faults of the form, which shows sentences and knows no rows. */
const faultsOf = (problems: readonly SeedProblem[]) =>
  problems.slice(0, 50).map((problem) => ({
    path: [problem.group, problem.row, problem.column ?? problem.field]
      .filter((part) => part !== null)
      .join(" · "),
    code: problem.code,
    problem,
  }));

async function firstInstaller(tx: Tx, ownerId: string): Promise<string> {
  const fault = (code: FaultCode) => new DomainError("invalid", { faults: [{ path: "ownerId", code }] });
  const [owner] = await tx
    .select({ id: organisations.id })
    .from(organisations)
    .where(
      and(
        eq(organisations.id, ownerId),
        eq(organisations.kind, "installer"),
        eq(organisations.isActive, true),
      ),
    );
  if (!owner) throw fault("unknown_organisation");
  const [installer] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.organisationId, ownerId), eq(users.isActive, true)))
    .orderBy(users.createdAt, users.id)
    .limit(1);
  if (!installer) throw fault("no_installer");
  return installer.id;
}

/** A workbook with one sheet per group, beside our guide: the sheet's name is the group's, the column »Sagstype« says its type. */
export async function seedProjectFromWorkbook(
  ctx: Ctx,
  input: unknown,
  file: UploadedFile,
): Promise<SeedOutcome> {
  demand(ctx, "seed_projects");
  const project = parseInput(SeedFileInput, input);
  const sheets = (await readSheets(file.bytes, file.name, ctx.actor.id, headerWords())).filter(
    (sheet) => sheet.rows.length > 1 && !inEveryLanguage(GUIDE).includes(sheet.name.trim().toLowerCase()),
  );
  if (sheets.length === 0) throw new DomainError("invalid_file", { params: { reason: "empty" } });
  const groups = sheets.map(groupOfSheet);
  return write(ctx, "seed_project", ({ tx, operation }) => insertSeed(ctx, tx, operation, project, groups));
}

/** Of a header or a choice; none of ours is longer. */
const text = (cell: Cell | undefined) =>
  typeof cell === "string" || typeof cell === "number" ? cut(String(cell), 200).trim() : "";
const inEveryLanguage = (key: MessageKey) => LOCALES.map((locale) => translator(locale)(key).toLowerCase());

/** A title may stand above the headers, as in an import. */
const HEADERS_WITHIN = 50;
const isCaseType = (header: string) =>
  header === "casetype" || inEveryLanguage("domain.sheet.caseType").includes(header);
const headerOf = (cell: Cell) =>
  text(cell)
    .toLowerCase()
    .replace(/\s?\*$/, "");

/**
 * Beside the template's columns a sheet holds »Sagstype« and the fields of the batch. Of these, and of what every row
 * must have, the first row's value stands for those that leave it out; any other value is its own row's.
 */
function groupOfSheet(sheet: Sheet): SeedGroup {
  const refuse = (code: FaultCode) =>
    new DomainError("invalid", {
      faults: [{ path: cut(sheet.name, 100), code, params: { limit: LIMITS.nameLength } }],
    });
  const name = cleanText(sheet.name, LIMITS.nameLength);
  if (name.fault || name.text === "") throw refuse(name.fault ?? "required");
  if (sheet.hidden) throw refuse("hidden_sheet");
  const top = sheet.rows
    .slice(0, HEADERS_WITHIN)
    .findIndex(({ cells }) => cells.map(headerOf).some(isCaseType));
  const [head, ...body] = sheet.rows.slice(Math.max(0, top));
  const headers = (head?.cells ?? []).map(headerOf);
  const column = headers.findIndex(isCaseType);
  const given = body.map(({ cells }) => text(cells[column])).find(Boolean) ?? "";
  const caseType = CASE_TYPES.find(
    (type) => type === given || inEveryLanguage(`domain.caseType.${type}`).includes(given.toLowerCase()),
  );
  if (!caseType) throw refuse("unknown_case_type");
  const ofBatch = new Map(batchFields(caseType).map((key) => [columnOf(headers, key), key]));
  ofBatch.delete(-1);
  const read = (some: Sheet): AddressSheet => {
    const found = readAddressSheet(some, caseType);
    const keys = Array.from(
      { length: Math.max(found.keys.length, headers.length) },
      (_, i) => found.keys[i] ?? ofBatch.get(i) ?? null,
    );
    const lines = new Map(some.rows.map(({ row, cells }) => [row, cells]));
    const rows = found.rows.map((line) => {
      const values = { ...line.values } as Record<string, Cell>;
      for (const [i, key] of ofBatch) {
        const cell = values[key] ?? lines.get(line.row)?.[i] ?? null;
        if (text(cell) !== "" || (typeof cell === "object" && cell !== null))
          values[key] = choiceOf(key, cell);
      }
      return { ...line, values };
    });
    return { ...found, keys, rows };
  };
  const { rows, ofFile } = readCells(sheet, read, {});
  const fields: Record<string, unknown> = {};
  for (const key of batchFields(caseType)) {
    const isOwn = templateColumns(caseType).some((one) => one.key === key);
    // What a row may leave out (a remark), or what the type has a default for, is about that row.
    if (isOwn && (needOf(key, caseType) !== "M" || key in DEFAULTS[caseType])) continue;
    const first = rows[0] && (rows[0].values as Record<string, unknown>);
    if (first?.[key] === undefined) continue;
    fields[key] = first[key];
    delete first[key];
  }
  // Nobody is asked here, so what is open must be mended in the workbook.
  const asError = <One extends Problem>(problem: One): One => ({ ...problem, severity: "error" });
  return {
    name: name.text,
    caseType,
    fields,
    rows: rows.map((row) => ({ ...row, problems: row.problems?.map(asError) ?? [] })),
    ofFile: ofFile.map(asError),
  };
}

function columnOf(headers: readonly string[], key: FieldKey): number {
  const names = [
    ...everyLabelOf(key),
    ...LOCALES.map((locale) => labelWithUnit(translator(locale), key)),
  ].map((name) => name.toLowerCase());
  return headers.findIndex((header) => header === key.toLowerCase() || names.includes(header));
}

/** A choice by its word in either language; what is no word of ours is left for the check to refuse. */
function choiceOf(key: string, value: Cell): Cell {
  if (typeof value !== "string" || !isFieldKey(key)) return value;
  const definition = field(key);
  if (definition.kind !== "choice") return value;
  const word = text(value).toLowerCase();
  const isMeant = (choice: string) =>
    LOCALES.some((locale) => valueText(translator(locale), key, choice).toLowerCase() === word);
  return definition.choices.find(isMeant) ?? value;
}

const GUIDE = "domain.sheet.guidance";

/** Blank rows formatted as text cell by cell, for programs that look at no column's format. */
const PREPARED_ROWS = 100;

/** The columns of a seed sheet after »Sagstype«: the template's, then the fields of the batch. */
function seedColumns(caseType: CaseType): { key: string; isRequired: boolean }[] {
  const own = templateColumns(caseType);
  const known = new Set(own.map(({ key }) => key));
  const isRequired = (key: FieldKey) =>
    needOf(key, caseType) === "M" && DEFAULTS[caseType][key] === undefined;
  return [
    ...own.map((column) => ({
      ...column,
      isRequired: column.isRequired || (isFieldKey(column.key) && isRequired(column.key)),
    })),
    ...batchFields(caseType)
      .filter((key) => !known.has(key))
      .map((key) => ({ key, isRequired: isRequired(key) })),
  ];
}

/**
 * Three made-up addresses that can be seeded as they are; what holds for the whole group stands in the first, what may
 * differ from address to address in each.
 */
function seedSamples(t: Translate, ctx: Ctx, caseType: CaseType): Record<string, string>[] {
  // A day that no language writes so that it could be another one.
  const day = workingDayFrom(`${ctx.now.getUTCFullYear() + 1}-09-15`);
  const batch = Object.entries({ ...DEFAULTS[caseType], ...demoFields(caseType, day) }).map(
    ([key, value]): [string, string] => [key, valueText(t, key, value)],
  );
  const own = new Set(templateColumns(caseType).map(({ key }) => key));
  return demoAddresses(caseType, SAMPLE_STREETS[caseType], "2740", 3).map((address, i) => ({
    ...Object.fromEntries(batch.filter(([key]) => i === 0 || own.has(key))),
    ...address,
    city: "Skovlunde",
  }));
}

const SAMPLE_STREETS: Record<CaseType, string> = {
  business: "Havnegade",
  terraced_house: "Engdraget",
  apartment: "Bakkevej",
  youth_elderly_care: "Kirkevej",
};

/**
 * The workbook to fill in: one sheet for each case type with addresses to write over, to be renamed to the groups'
 * names or taken away, and a guide.
 */
export async function seedTemplate(ctx: Ctx, locale: Locale): Promise<Workbook> {
  demand(ctx, "seed_projects");
  const t = translator(locale);
  const sheets = CASE_TYPES.map((caseType): WorkbookSheet => {
    const columns = seedColumns(caseType);
    const keys = columns.map(({ key }) => key);
    const typeName = t(`domain.caseType.${caseType}`);
    const blank = ["", ...keys].map((): SheetCell => "");
    return {
      name: typeName,
      title: `${t("domain.sheet.seedTitle")} · ${typeName}`,
      widths: [13, ...keys.map(widthOf)],
      heads: [`${t("domain.sheet.caseType")} *`, ...columns.map((column) => headOf(t, column))],
      isTextBelow: true,
      rows: [
        seedSamples(t, ctx, caseType).map((sample) => [
          typeName,
          ...keys.map((key): SheetCell => sample[key] ?? null),
        ]),
        Array.from({ length: PREPARED_ROWS }, () => blank),
      ],
      choices: choicesOf(t, ["", ...keys]),
    };
  });
  return workbookOf(ctx, t, `${t("domain.sheet.seedFile")}.xlsx`, [...sheets, seedGuide(t)]);
}

/** What each column is for, and in which case types. */
function seedGuide(t: Translate): WorkbookSheet {
  const byType = CASE_TYPES.map((caseType) => ({
    typeName: t(`domain.caseType.${caseType}`),
    needs: new Map(seedColumns(caseType).map(({ key, isRequired }) => [key, isRequired])),
  }));
  const keys = [...new Set(byType.flatMap(({ needs }) => [...needs.keys()]))];
  const typesWhere = (is: (needs: Map<string, boolean>) => boolean) => {
    const names = byType.filter(({ needs }) => is(needs)).map(({ typeName }) => typeName);
    return names.length === CASE_TYPES.length ? t("domain.sheet.allTypes") : names.join("; ");
  };
  const rows = keys.map((key): SheetCell[] => {
    const values = choicesOf(t, [key])[0]?.values;
    return [
      { text: labelWithUnit(t, key), isBold: true },
      typesWhere((needs) => needs.has(key)),
      plain(typesWhere((needs) => needs.get(key) === true)),
      plain(ruleOf(t, key) || (values?.join(", ") ?? "")),
    ];
  });
  const notes = (["seedSheets", "seedBatch", "noteStar", "noteOrder", "noteText"] as const).map(
    (name): SheetCell[] => [{ text: t(`domain.sheet.${name}`), isNote: true }],
  );
  return {
    name: t(GUIDE),
    title: t("domain.sheet.seedTitle"),
    widths: [30, 36, 36, 66],
    heads: (["column", "usedBy", "neededBy", "rule"] as const).map((name) => t(`domain.sheet.${name}`)),
    rows: [[...rows, [], ...notes]],
  };
}

const DEMO_STREETS = [
  "Bygaden",
  "Kirkevej",
  "Skovbrynet",
  "Engdraget",
  "Havnegade",
  "Åboulevarden",
  "Ørnevej",
  "Møllevangen",
];
/** Eight streets more with each; a number behind the name would be a house's. */
const DEMO_QUARTERS = ["", "Nordre ", "Søndre "];
const DEMO_FIELDS: Record<CaseType, Record<string, unknown>> = {
  business: { meterType: "direct", usage: "Butik", customerCvr: "10150817", meterPlacement: "switch_room" },
  terraced_house: { storeys: 2, meterPlacement: "outdoor_cabinet" },
  apartment: { storeys: 5, meterPlacement: "switch_room" },
  youth_elderly_care: { floorArea: 38, housingKind: "youth", meterPlacement: "dwelling" },
};

/** Complete fields for made-up cases of a type. `day` is the wished connection date. */
export const demoFields = (caseType: CaseType, day: string) => ({
  ...DEMO_FIELDS[caseType],
  serviceCable: "new",
  connectionDate: day,
  customerName: "Boligselskabet Eksempel",
  customerEmail: "kunde@demo.example",
  customerPhone: "33123456",
  payerSameAsCustomer: true,
});

/** `n` different made-up addresses on one street: single houses, or flats of ten to a stairway. */
export function demoAddresses(caseType: CaseType, street: string, postcode: string, n: number) {
  const isFlat = caseType === "apartment" || caseType === "youth_elderly_care";
  return Array.from({ length: n }, (_, i) => ({
    street,
    postcode,
    houseNo: String(1 + 2 * (isFlat ? Math.floor(i / 10) : i % 400)) + (isFlat || i < 400 ? "" : "B"),
    ...(isFlat && {
      floor: ["st", "1", "2", "3", "4"][Math.floor((i % 10) / 2)],
      door: i % 2 === 0 ? "tv" : "th",
    }),
    reference: `${street.slice(0, 3).toUpperCase()}-${String(i + 1).padStart(3, "0")}`,
  }));
}

/** `{ownerId, projects, groups, cases}`: made-up projects in the areas that have postcodes, marked as demo. */
export async function createDemoProjects(
  ctx: Ctx,
  input: unknown,
): Promise<{ projects: number; cases: number }> {
  demand(ctx, "seed_projects");
  return mutate(ctx, "seed_demo_projects", DemoInput, input, async (wish, { tx, operation }) => {
    const places = await demoPlaces(tx);
    const [place] = places;
    if (!place) throw new DomainError("invalid", { faults: [{ path: "ownerId", code: "no_postcodes" }] });
    const day = workingDayFrom(`${ctx.now.getUTCFullYear() + 1}-09-01`);
    let made = 0;
    for (let p = 0; p < wish.projects; p += 1) {
      const { postcode, gridArea, town } = places[p % places.length] ?? place;
      const groups = Array.from({ length: wish.groups }, (_, g): SeedGroup => {
        const caseType = CASE_TYPES[(g + p) % CASE_TYPES.length] ?? "apartment";
        const street = `${DEMO_QUARTERS[Math.floor(g / DEMO_STREETS.length)]}${DEMO_STREETS[g % DEMO_STREETS.length]}`;
        const rows = demoAddresses(caseType, street, postcode, wish.cases).map((values, i) => ({
          row: i + 1,
          values,
        }));
        return {
          name: `${translator("da")(`domain.caseType.${caseType}`)} ${g + 1}`,
          caseType,
          fields: demoFields(caseType, day),
          rows,
        };
      });
      const name = `Demo ${town} ${p + 1}`;
      made += (
        await insertSeed(ctx, tx, operation, { ownerId: wish.ownerId, name, gridArea, isDemo: true }, groups)
      ).cases;
    }
    // The operation is about many projects and therefore no single one's.
    const params = { projects: wish.projects, cases: made };
    operation.describe({
      projectId: null,
      ownerId: null,
      gridAreas: [],
      params,
      requested: made,
      done: made,
    });
    return params;
  });
}

const demoPlaces = (tx: Tx) =>
  tx
    .execute(
      sql`select distinct on (g.code) g.code::text as "gridArea", p.postcode::text as postcode, p.town
      from grid_areas g join postcode_grid_areas a on a.grid_area = g.code join postcodes p on p.postcode = a.postcode
      where g.is_active order by g.code, p.postcode`,
    )
    .then(
      (result) =>
        (result as unknown as { rows: { gridArea: string; postcode: string; town: string }[] }).rows,
    );

/** Takes away every demo project with its groups and cases; what history says of them stays. */
export async function removeDemoProjects(ctx: Ctx): Promise<{ projects: number; cases: number }> {
  demand(ctx, "remove_demo_projects");
  return write(ctx, "remove_demo_projects", async ({ tx, operation }) => {
    const gone = await tx
      .select({ id: projects.id, name: projects.name })
      .from(projects)
      .where(eq(projects.isDemo, true))
      .for("update");
    const isDemoCase = sql`project_id in (select id from ${projects} where is_demo)`;
    const cases = await removeCases(ctx, tx, operation, "remove_demo_projects", isDemoCase);
    await tx.delete(projects).where(eq(projects.isDemo, true));
    operation.describe({
      params: { projects: gone.length, cases },
      requested: gone.length,
      done: gone.length,
    });
    if (gone.length === 0) operation.unchanged();
    await operation.record(
      gone.map(({ id, name }) => ({
        subject: "project" as const,
        subjectId: id,
        action: "delete_project",
        changes: { name: [name, null] as [unknown, unknown] },
      })),
    );
    return { projects: gone.length, cases };
  });
}

import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { groups, operations, skippedRows } from "@/db/schema";
import { ADDRESS_PARTS } from "@/lib/domain/address";
import { DomainError } from "@/lib/domain/error";
import { AMPERES, FIELD_KEYS, field, type FieldKey } from "@/lib/domain/fields";
import { CaseListInput } from "@/lib/domain/inputs";
import { LIMITS } from "@/lib/domain/limits";
import { cut } from "@/lib/domain/text";
import { templateColumns } from "@/lib/domain/template-columns";
import type { CaseState, CaseType } from "@/lib/domain/vocabulary";
import { type Locale, type Translate, translator } from "@/lib/messages";
import {
  actorText,
  labelOf,
  labelWithUnit,
  problemSentence,
  shortDay,
  valueText,
} from "@/lib/messages/sentences";
import { visibleOperations } from "./access";
import { type Case, caseIdsInOrder, casesById } from "./case-list";
import { type Ctx, today } from "./context";
import { problemsByRow } from "./history";
import type { ImportOutcome } from "./import";
import type { RawRow, RowProblem } from "./import-check";
import { inTurns } from "./in-turns";
import { parseId, parseInput } from "./mutate";
import { getGroup, lookUpProject } from "./projects";
import { rowsOf } from "./sql";
import { type SheetCell, type Workbook, workbookOf, type WorkbookSheet } from "./spreadsheet/write-workbook";

const head = (text: string): SheetCell => ({ text, isHead: true });
const plain = (text: string): SheetCell => (text === "" ? null : text);

/** A name people gave, made safe for any file system. */
const fileNameOf = (...parts: string[]) =>
  `${cut(
    parts
      .join("-")
      .replace(/[\\/:*?"<>|\p{Cc}]+/gu, " ")
      .replace(/\s+/g, " ")
      .trim(),
    100,
  )}.xlsx`;

/** So many rows are read, and put into words, before others get their turn. */
const ROWS_AT_A_TIME = 250;

/** Blank rows formatted as text cell by cell, for programs that look at no column's format. */
const PREPARED_ROWS = 300;

/** The Excel template of a visible group: sheet 1 to fill in, sheet 2 with the rules and a sample. */
export async function templateWorkbook(ctx: Ctx, groupId: string, locale: Locale): Promise<Workbook> {
  const group = await getGroup(ctx, groupId);
  const t = translator(locale);
  const sheets = [addressSheet(t, group.caseType), guidanceSheet(t, group.caseType)];
  return workbookOf(ctx, t, fileNameOf(group.name, t("domain.sheet.addresses").toLowerCase()), sheets);
}

const headerOf = (t: Translate, { key, isRequired }: { key: string; isRequired: boolean }) =>
  `${labelWithUnit(t, key)}${isRequired ? " *" : ""}`;

const widthOf = (key: string) => (key === "street" || key === "remarks" ? 30 : key === "city" ? 20 : 16);

function addressSheet(t: Translate, caseType: CaseType): WorkbookSheet {
  const columns = templateColumns(caseType);
  const blank = columns.map((): SheetCell => "");
  return {
    name: t("domain.sheet.addresses"),
    widths: columns.map(({ key }) => widthOf(key)),
    hasHead: true,
    isTextBelow: true,
    rows: [
      [
        columns.map((column) => head(headerOf(t, column))),
        ...Array.from({ length: PREPARED_ROWS }, () => blank),
      ],
    ],
    choices: choicesOf(columns.map(({ key }) => key)),
  };
}

/** To pick from; floors and doors may be others than these, which the check says. */
const CHOICES: Record<string, { values: string[]; isOpen?: true }> = {
  floor: { values: ["kl", "st", ...Array.from({ length: 12 }, (_, i) => String(i + 1))], isOpen: true },
  door: { values: ["tv", "mf", "th"], isOpen: true },
  ampere: { values: AMPERES.map(String) },
};
const choicesOf = (keys: string[]) =>
  keys.flatMap((key, column) => (CHOICES[key] ? [{ column, ...CHOICES[key] }] : []));

const SAMPLE: Record<string, string> = {
  street: "Bakkevej",
  houseNo: "20A",
  floor: "3",
  door: "tv",
  postcode: "2740",
  city: "Skovlunde",
  reference: "1042-07",
};

function guidanceSheet(t: Translate, caseType: CaseType): WorkbookSheet {
  const rows = templateColumns(caseType).map(({ key, isRequired }) => [
    { text: labelWithUnit(t, key), isBold: true },
    plain(isRequired ? t("domain.sheet.required") : t("domain.sheet.optional")),
    plain(t.has(`domain.fieldHelp.${key}`) ? t(`domain.fieldHelp.${key}`) : ""),
    plain(SAMPLE[key] ?? ""),
  ]);
  const names = ["column", "needed", "rule", "sample"].map((name) => head(t(`domain.sheet.${name}`)));
  const notes = ["noteFields", "noteOrder", "noteText"].map((name) => [plain(t(`domain.sheet.${name}`))]);
  return {
    name: t("domain.sheet.guidance"),
    widths: [28, 14, 60, 18],
    hasHead: true,
    rows: [[names, ...rows, [], ...notes]],
  };
}

/**
 * The rows an import left out, in the template's own columns after »Fejl« and the row's number; bad cells are red.
 * Mended it can be uploaded as it is. `not_found` without a visible operation that left rows out.
 */
export async function errorWorkbook(ctx: Ctx, operationId: string, locale: Locale): Promise<Workbook> {
  const [found] = await ctx.db
    .select({ rows: operations.leftOutRows, groupId: sql<string | null>`${operations.params}->>'groupId'` })
    .from(operations)
    .where(and(eq(operations.id, parseId(operationId)), visibleOperations(ctx.actor)));
  if (!found?.rows || !found.groupId) throw new DomainError("not_found");
  const [group] = await ctx.db
    .select({ caseType: groups.caseType, name: groups.name })
    .from(groups)
    .where(eq(groups.id, found.groupId));
  if (!group) throw new DomainError("not_found");
  const ofBatch = await rowsOf<{ problems: RowProblem[] }>(
    ctx.db,
    sql`select problems from ${skippedRows} where operation_id = ${operationId}::uuid and "row" = 0`,
  );
  const rows = skippedInTurns(ctx, operationId);
  return errorsOf(ctx, group, rows, ofBatch[0]?.problems ?? [], locale);
}

type Skipped = RawRow & { problems: readonly RowProblem[] };

async function* skippedInTurns(ctx: Ctx, operationId: string): AsyncGenerator<Skipped[]> {
  for (let last: number | undefined = 0; last !== undefined; ) {
    const rows: Skipped[] = await rowsOf<Skipped>(
      ctx.db,
      sql`select "row", "values", problems from ${skippedRows}
        where operation_id = ${operationId}::uuid and "row" > ${last} order by "row" limit ${ROWS_AT_A_TIME}`,
    );
    if (rows.length > 0) yield rows;
    last = rows.length < ROWS_AT_A_TIME ? undefined : rows.at(-1)?.row;
  }
}

/** The same of a check: the rows that would be left out if the warnings were accepted. */
export async function errorWorkbookOfCheck(
  ctx: Ctx,
  groupId: string,
  check: Pick<ImportOutcome, "problemRows" | "problems">,
  locale: Locale,
): Promise<Workbook> {
  const group = await getGroup(ctx, groupId);
  const byRow = problemsByRow(check.problems);
  const rows = check.problemRows.flatMap(({ row, values }) => {
    const problems = byRow.get(row) ?? [];
    return problems.some((one) => one.severity === "error") ? [{ row, values, problems }] : [];
  });
  return errorsOf(ctx, group, inTurns(rows, ROWS_AT_A_TIME), byRow.get(0) ?? [], locale);
}

function errorsOf(
  ctx: Ctx,
  group: { name: string; caseType: CaseType },
  rows: AsyncIterable<Skipped[]>,
  batch: readonly RowProblem[],
  locale: Locale,
): Workbook {
  const t = translator(locale);
  const columns = templateColumns(group.caseType);
  // A warning about the common fields is no fault of these rows.
  const ofBatch = batch.filter((problem) => problem.severity === "error");
  const heads = [t("domain.severity.error"), t("domain.sheet.row")].map(head);
  const lineOf = ({ row, values, problems }: Skipped): SheetCell[] => {
    const told = [...problems, ...ofBatch].map((problem) => problemSentence(t, quoted(problem))).join(" ");
    const bad = new Set(problems.map((problem) => problem.field));
    const cells = columns.map(({ key }): SheetCell => ({ text: cellText(values[key]), isBad: bad.has(key) }));
    return [plain(told), plain(String(row)), ...cells];
  };
  async function* lines(): AsyncGenerator<SheetCell[][]> {
    yield [[...heads, ...columns.map((column) => head(headerOf(t, column)))]];
    for await (const some of rows) yield some.map(lineOf);
  }
  const sheet: WorkbookSheet = {
    name: t("domain.sheet.addresses"),
    widths: [60, 16, ...columns.map(({ key }) => widthOf(key))],
    hasHead: true,
    rows: lines(),
    choices: choicesOf(["", "", ...columns.map(({ key }) => key)]),
  };
  const sheets = [sheet, guidanceSheet(t, group.caseType)];
  return workbookOf(ctx, t, fileNameOf(group.name, t("domain.sheet.errors")), sheets);
}

/** A sentence quotes no more of a value than can be read; the whole of it stands in its own cell. */
const QUOTED = 200;
const quoted = (problem: RowProblem): RowProblem =>
  problem.value !== null && problem.value.length > QUOTED
    ? { ...problem, value: `${cut(problem.value, QUOTED)}…` }
    : problem;

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  if ("date" in value) return String(value.date);
  // A formula's text would come back as a value; an empty red cell asks for one.
  return "";
}

/**
 * The visible cases of a project that match a filter, all fields as text, and a second sheet that says who and when.
 * Which cases, and their order, is read at once; what stands in each as its rows are written, so that a long download
 * holds no transaction open.
 */
export async function exportWorkbook(
  ctx: Ctx,
  projectId: string,
  query: unknown,
  locale: Locale,
): Promise<Workbook> {
  const { sort: _sort, cursor: _cursor, limit: _limit, ...filter } = parseInput(CaseListInput, query);
  const project = await lookUpProject(ctx, projectId);
  const ids = await caseIdsInOrder(ctx, projectId, filter, LIMITS.selectionCases);
  const names = new Map(
    (await ctx.db.select().from(groups).where(eq(groups.projectId, projectId))).map((group) => [
      group.id,
      group.name,
    ]),
  );
  const t = translator(locale);
  const typeName = remembered((caseType: CaseType) => t(`domain.caseType.${caseType}`));
  const stateName = remembered((state: CaseState) => t(`domain.state.${state}`));
  const columns: [label: string, read: (row: Case) => string][] = [
    [t("domain.sheet.number"), (row) => String(row.number)],
    [t("domain.sheet.group"), (row) => names.get(row.groupId) ?? ""],
    [t("domain.sheet.caseType"), ({ caseType }) => typeName(caseType)],
    [t("domain.sheet.state"), ({ state }) => stateName(state)],
    ...ADDRESS_PARTS.map((part): [string, (row: Case) => string] => [
      labelOf(t, part),
      (row) => row.addressParts[part],
    ]),
    [t("domain.person.installer"), (row) => row.installer.name],
    [t("domain.person.handler"), (row) => row.handler?.name ?? ""],
    ...FIELD_KEYS.map((key): [string, (row: Case) => string] => [labelWithUnit(t, key), fieldReader(t, key)]),
  ];
  async function* lines(): AsyncGenerator<SheetCell[][]> {
    yield [columns.map(([label]) => head(label))];
    for await (const some of inTurns(ids, ROWS_AT_A_TIME)) {
      const cases = await casesById(ctx, some);
      yield cases.map((row) => columns.map(([, read]) => plain(read(row))));
    }
  }
  const sheet: WorkbookSheet = {
    name: t("domain.sheet.cases"),
    widths: columns.map(() => 18),
    hasHead: true,
    rows: lines(),
  };
  const day = today(ctx);
  const facts: [string, string][] = [
    [t("domain.sheet.project"), project.name],
    [t("domain.sheet.madeBy"), actorText(t, ctx.actor.name, ctx.actor.organisation?.name ?? null)],
    [t("domain.sheet.madeOn"), shortDay(t, day)],
    [t("domain.sheet.count"), String(ids.length)],
    [
      t("domain.sheet.filter"),
      Object.entries(filter)
        .map(([key, value]) => `${key}: ${String(value)}`)
        .join("; "),
    ],
  ];
  const about: WorkbookSheet = {
    name: t("domain.sheet.extract"),
    widths: [20, 60],
    hasHead: false,
    rows: [facts.map(([label, value]) => [{ text: label, isBold: true }, plain(value)])],
  };
  return workbookOf(ctx, t, fileNameOf(project.name, day), [sheet, about]);
}

/** A field as text; the few words of a choice are looked up once, not once a case. */
function fieldReader(t: Translate, key: FieldKey): (row: Case) => string {
  const { kind } = field(key);
  const word =
    kind === "boolean" || kind === "choice" ? remembered((value) => valueText(t, key, value)) : String;
  return ({ fields: { [key]: value } }) => (value === undefined ? "" : word(value));
}

function remembered<Key>(make: (key: Key) => string): (key: Key) => string {
  const known = new Map<Key, string>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}

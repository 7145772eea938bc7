import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { groups, operations, projects, skippedRows } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import { field, isFieldKey } from "@/lib/domain/fields/fields";
import { templateColumns } from "@/lib/domain/fields/template-columns";
import { LIMITS } from "@/lib/domain/limits";
import type { RawRow, RowProblem } from "@/lib/domain/problem";
import { cut } from "@/lib/domain/text";
import type { CaseType } from "@/lib/domain/vocabulary";
import { type Locale, type Translate, translator } from "@/lib/messages";
import { labelWithUnit, problemSentence, shortDay } from "@/lib/messages/sentences";
import { visibleOperations } from "@/lib/server/kernel/access";
import type { Ctx } from "@/lib/server/kernel/context";
import { problemsByRow } from "@/lib/server/kernel/history";
import { inTurns } from "@/lib/server/kernel/in-turns";
import { parseId } from "@/lib/server/kernel/mutate";
import { rowsOf } from "@/lib/server/kernel/sql";
import { getGroup } from "@/lib/server/projects/groups";
import { fileNameOf } from "@/lib/server/spreadsheet/file-name";
import { choicesOf, headOf, plain, ruleOf, widthOf } from "@/lib/server/spreadsheet/sheet-columns";
import {
  type SheetCell,
  type Workbook,
  workbookOf,
  type WorkbookSheet,
} from "@/lib/server/spreadsheet/write-workbook";
import type { ImportOutcome } from "./import";

/** In rows: so many are read and formatted before other requests are served. */
const ROWS_AT_A_TIME = 250;

/** Blank rows with each cell formatted as text, for programs that ignore the format of a column. */
const PREPARED_ROWS = 300;

/** The template of a visible group: a sheet to fill in, and one with the rules and a sample. Otherwise `not_found`. */
export async function templateWorkbook(ctx: Ctx, groupId: string, locale: Locale): Promise<Workbook> {
  const group = await getGroup(ctx, groupId);
  const t = translator(locale);
  const title = `${group.projectName} · ${group.name} · ${t(`domain.caseType.${group.caseType}`)}`;
  const sheets = [addressSheet(t, title, group.caseType), guidanceSheet(t, title, group.caseType)];
  return workbookOf(ctx, t, fileNameOf(group.name, t("domain.sheet.addresses").toLowerCase()), sheets);
}

function addressSheet(t: Translate, title: string, caseType: CaseType): WorkbookSheet {
  const columns = templateColumns(caseType);
  const keys = columns.map(({ key }) => key);
  const blank = columns.map((): SheetCell => "");
  return {
    name: t("domain.sheet.addresses"),
    title,
    widths: keys.map(widthOf),
    heads: columns.map((column) => headOf(t, column)),
    isTextBelow: true,
    rows: [Array.from({ length: PREPARED_ROWS }, () => blank)],
    choices: choicesOf(t, keys),
  };
}

const SAMPLE: Record<string, string> = {
  street: "Bakkevej",
  houseNo: "20A",
  floor: "3",
  door: "tv",
  postcode: "2740",
  city: "Skovlunde",
  reference: "1042-07",
};

function guidanceSheet(t: Translate, title: string, caseType: CaseType): WorkbookSheet {
  const rows = templateColumns(caseType).map(({ key, isRequired }): SheetCell[] => [
    { text: labelWithUnit(t, key), isBold: true },
    plain(isRequired ? t("domain.sheet.required") : t("domain.sheet.optional")),
    plain(ruleOf(t, key)),
    plain(SAMPLE[key] ?? ""),
  ]);
  const notes = (["noteStar", "noteFields", "noteOrder", "noteText"] as const).map((name): SheetCell[] => [
    { text: t(`domain.sheet.${name}`), isNote: true },
  ]);
  return {
    name: t("domain.sheet.guidance"),
    title,
    widths: [28, 15, 62, 18],
    heads: (["column", "needed", "rule", "sample"] as const).map((name) => t(`domain.sheet.${name}`)),
    rows: [[...rows, [], ...notes]],
  };
}

/**
 * The workbook of the rows that an import left out: »Fejl«, the row's number and the template's columns, bad cells red.
 * When it is corrected it can be uploaded. `not_found` unless a visible operation left rows out, `rows_deleted` when they
 * are not kept any more.
 */
export async function errorWorkbook(ctx: Ctx, operationId: string, locale: Locale): Promise<Workbook> {
  const [found] = await ctx.db
    .select({ rows: operations.leftOutRows, groupId: sql<string | null>`${operations.params}->>'groupId'` })
    .from(operations)
    .where(and(eq(operations.id, parseId(operationId)), visibleOperations(ctx.actor)));
  if (!found?.rows || !found.groupId) throw new DomainError("not_found");
  const [group] = await ctx.db
    .select({ caseType: groups.caseType, name: groups.name, projectName: projects.name })
    .from(groups)
    .innerJoin(projects, eq(projects.id, groups.projectId))
    .where(eq(groups.id, found.groupId));
  if (!group) throw new DomainError("not_found");
  const [first] = await rowsOf<{ row: number; problems: RowProblem[] }>(
    ctx.db,
    sql`select "row", problems from ${skippedRows} where operation_id = ${operationId}::uuid order by "row" limit 1`,
  );
  if (!first) throw new DomainError("rows_deleted", { params: { days: LIMITS.skippedRowsDays } });
  const rows = skippedInTurns(ctx, operationId);
  return errorsOf(ctx, group, rows, first.row === 0 ? first.problems : [], locale);
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

/** The same for a check: the rows with errors. */
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
  group: { name: string; projectName: string; caseType: CaseType },
  rows: AsyncIterable<Skipped[]>,
  batch: readonly RowProblem[],
  locale: Locale,
): Workbook {
  const t = translator(locale);
  const columns = templateColumns(group.caseType);
  // Warnings about the batch's fields do not concern single rows.
  const ofBatch = batch.filter((problem) => problem.severity === "error");
  const title = `${group.projectName} · ${group.name} · ${t("domain.sheet.errors")}`;
  const lineOf = ({ row, values, problems }: Skipped): SheetCell[] => {
    const told = [...problems, ...ofBatch].map((problem) => problemSentence(t, quoted(problem))).join(" ");
    const bad = new Set(problems.map((problem) => problem.field));
    const cells = columns.map(({ key }): SheetCell => givenCell(t, key, values[key], bad.has(key)));
    return [plain(told), plain(String(row)), ...cells];
  };
  async function* lines(): AsyncGenerator<SheetCell[][]> {
    for await (const some of rows) yield some.map(lineOf);
  }
  const sheet: WorkbookSheet = {
    name: t("domain.sheet.addresses"),
    title,
    widths: [60, 9, ...columns.map(({ key }) => widthOf(key))],
    heads: [t("domain.severity.error"), t("domain.sheet.row"), ...columns.map((column) => headOf(t, column))],
    hasFilter: true,
    rows: lines(),
    choices: choicesOf(t, ["", "", ...columns.map(({ key }) => key)]),
  };
  const sheets = [sheet, guidanceSheet(t, title, group.caseType)];
  return workbookOf(ctx, t, fileNameOf(group.name, t("domain.sheet.errors")), sheets);
}

/** In characters: sentences quote so much of a value, whose own cell has all of it. */
const QUOTED = 200;

const quoted = (problem: RowProblem): RowProblem =>
  problem.value !== null && problem.value.length > QUOTED
    ? { ...problem, value: `${cut(problem.value, QUOTED)}…` }
    : problem;

/**
 * A value as a cell of the type it was given in, so that the same error comes back when it is not corrected: a day or
 * TRUE in a column of text must not become text. Elsewhere days are text: the format of a day would turn a number
 * typed there into a day.
 */
function givenCell(t: Translate, key: string, value: unknown, isBad: boolean): SheetCell {
  const isText = key === "city" || (isFieldKey(key) && field(key).kind === "text");
  if (value === null || value === undefined) return { text: "", isBad };
  if (typeof value === "boolean") return { flag: value };
  if (typeof value !== "object") return { text: String(value), isBad };
  if ("date" in value) {
    const day = String(value.date);
    return isText ? { day, isBad } : { text: shortDay(t, day), isBad };
  }
  return { text: "error" in value ? String(value.error) : "", isBad };
}

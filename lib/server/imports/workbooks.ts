import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { cases, groups, operations, projects, skippedRows, users } from "@/db/schema";
import { ADDRESS_PARTS } from "@/lib/domain/addresses/address";
import { DomainError } from "@/lib/contract/errors";
import { FIELD_KEYS, field, type FieldKey, shownFields, isFieldKey } from "@/lib/domain/fields/fields";
import { CaseListInput } from "@/lib/contract/inputs/cases";
import { isUuid } from "@/lib/contract/inputs/pieces";
import type { CaseFilter } from "@/lib/contract/inputs/selection";
import { LIMITS } from "@/lib/domain/limits";
import { cut } from "@/lib/domain/text";
import { templateColumns } from "@/lib/domain/fields/template-columns";
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
import { visibleCases, visibleOperations } from "@/lib/server/kernel/access";
import {
  type Case,
  caseIdsInOrder,
  casesById,
  type Held,
  heldByCases,
  listAssignees,
} from "@/lib/server/cases/case-list";
import { type Ctx, today } from "@/lib/server/kernel/context";
import { CLOSED_WITH_REASON, problemsByRow } from "@/lib/server/kernel/history";
import type { ImportOutcome } from "./import";
import type { RawRow, RowProblem } from "@/lib/domain/problem";
import { inTurns } from "@/lib/server/kernel/in-turns";
import { parseId, parseInput } from "@/lib/server/kernel/mutate";
import { getGroup, lookUpProject } from "@/lib/server/projects/projects";
import { choicesOf, headOf, plain, ruleOf, widthOf } from "@/lib/server/spreadsheet/sheet-columns";
import { rowsOf, uuidArray } from "@/lib/server/kernel/sql";
import {
  type SheetCell,
  type Workbook,
  workbookOf,
  type WorkbookSheet,
} from "@/lib/server/spreadsheet/write-workbook";

/** A name people gave, made safe for any file system. */
const fileNameOf = (...parts: string[]) =>
  `${cut(
    parts
      .join("-")
      .replace(/[\\/:*?"<>|\p{Cc}]+/gu, " ")
      .replace(/\s+/g, " ")
      .trim()
      // A dot in front hides a file, and before any dot these words are devices to Windows.
      .replace(/^\.+|^(?=(?:con|prn|aux|nul|com\d|lpt\d) *\.)/i, "_"),
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
    .select({ caseType: groups.caseType, name: groups.name, projectName: projects.name })
    .from(groups)
    .innerJoin(projects, eq(projects.id, groups.projectId))
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
  group: { name: string; projectName: string; caseType: CaseType },
  rows: AsyncIterable<Skipped[]>,
  batch: readonly RowProblem[],
  locale: Locale,
): Workbook {
  const t = translator(locale);
  const columns = templateColumns(group.caseType);
  // A warning about the common fields is no fault of these rows.
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

/** A sentence quotes no more of a value than can be read; the whole of it stands in its own cell. */
const QUOTED = 200;
const quoted = (problem: RowProblem): RowProblem =>
  problem.value !== null && problem.value.length > QUOTED
    ? { ...problem, value: `${cut(problem.value, QUOTED)}…` }
    : problem;

/**
 * A value as it was given, so that unmended it is in error again: a day or a »true« among texts would be one as a text.
 * Where it would be one anyway, the cell gets no format of a day, which would make a day of a number typed there.
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

type ExportColumn = {
  label: string;
  width: number;
  read: (row: Case) => SheetCell;
  isUsed: boolean;
};

/**
 * The visible cases of a project that match a filter, and a second sheet that says who and when. Columns are those of
 * the case types there are; what no case has stands last and is not printed. Which cases, and their order, is read at
 * once; what stands in each as its rows are written, so that a long download holds no transaction open.
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
  const held = await heldByCases(ctx, projectId, filter);
  const names = new Map(
    (await ctx.db.select().from(groups).where(eq(groups.projectId, projectId))).map((group) => [
      group.id,
      group.name,
    ]),
  );
  const t = translator(locale);
  const all = exportColumns(t, names, held);
  const columns = [...all.filter((column) => column.isUsed), ...all.filter((column) => !column.isUsed)];
  async function* lines(): AsyncGenerator<SheetCell[][]> {
    for await (const some of inTurns(ids, ROWS_AT_A_TIME)) {
      const cases = await casesById(ctx, some);
      yield cases.map((row) => columns.map(({ read }) => read(row)));
    }
  }
  const sheet: WorkbookSheet = {
    name: t("domain.sheet.cases"),
    title: project.name,
    widths: columns.map(({ width }) => width),
    heads: columns.map(({ label }) => label),
    hasFilter: true,
    frozenColumns: 1,
    printedColumns: all.filter((column) => column.isUsed).length,
    rows: lines(),
  };
  const day = today(ctx);
  const facts: [string, SheetCell][] = [
    [t("domain.sheet.project"), project.name],
    [t("domain.sheet.madeBy"), actorText(t, ctx.actor.name, ctx.actor.organisation?.name ?? null)],
    [t("domain.sheet.madeOn"), { day }],
    [t("domain.sheet.count"), { number: ids.length }],
    [t("domain.sheet.filter"), plain(await filterText(ctx, t, projectId, filter, names))],
  ];
  const about: WorkbookSheet = {
    name: t("domain.sheet.extract"),
    title: project.name,
    widths: [20, 60],
    rows: [facts.map(([label, value]) => [{ text: label, isBold: true }, value])],
  };
  return workbookOf(ctx, t, fileNameOf(project.name, day), [sheet, about]);
}

function exportColumns(
  t: Translate,
  groupNames: ReadonlyMap<string, string>,
  { caseTypes, states, keys }: Held,
): ExportColumn[] {
  const typeName = remembered((caseType: CaseType) => t(`domain.caseType.${caseType}`));
  const stateName = remembered((state: CaseState) => t(`domain.state.${state}`));
  const shown = new Set(caseTypes.flatMap((caseType) => shownFields(caseType)));
  const isOver = CLOSED_WITH_REASON.some((state) => states.has(state));
  const column = (label: string, width: number, read: ExportColumn["read"], isUsed = true) => ({
    label,
    width,
    read,
    isUsed,
  });
  return [
    column(t("domain.sheet.number"), 9, (row) => ({ number: row.number })),
    column(t("domain.sheet.group"), 15, (row) => plain(groupNames.get(row.groupId) ?? "")),
    column(t("domain.sheet.caseType"), 11, ({ caseType }) => typeName(caseType)),
    column(t("domain.sheet.state"), 12, ({ state }) => stateName(state)),
    column(t("domain.sheet.reason"), 24, ({ closed }) => plain(closed?.reason ?? ""), isOver),
    column(t("domain.sheet.reasonOn"), 11, ({ closed }) => dayCell(closed?.day ?? ""), isOver),
    ...ADDRESS_PARTS.map((part) =>
      column(labelOf(t, part), widthOf(part), (row) => plain(row.addressParts[part])),
    ),
    column(t("domain.person.installer"), 14, (row) => row.installer.name),
    column(t("domain.person.handler"), 14, (row) => plain(row.handler?.name ?? "")),
    ...FIELD_KEYS.filter((key) => shown.has(key)).map((key) =>
      column(labelWithUnit(t, key), widthOf(key), fieldReader(t, key), keys.has(key)),
    ),
  ];
}

const dayCell = (day: string): SheetCell => (day === "" ? null : { day });

/** A field as a number, a day or a text; the few words of a choice are looked up once, not once a case. */
function fieldReader(t: Translate, key: FieldKey): (row: Case) => SheetCell {
  const { kind } = field(key);
  const word =
    kind === "boolean" || kind === "choice" ? remembered((value) => valueText(t, key, value)) : String;
  return ({ fields: { [key]: value } }) => {
    if (value === undefined) return null;
    if (typeof value === "number") return { number: value };
    return kind === "date" ? dayCell(String(value)) : plain(word(value));
  };
}

/** What was filtered by, in words. */
async function filterText(
  ctx: Ctx,
  t: Translate,
  projectId: string,
  filter: CaseFilter,
  groupNames: ReadonlyMap<string, string>,
): Promise<string> {
  const chosen = [...(filter.installer ?? []), ...(filter.handler ?? [])];
  const known = chosen.length > 0 ? await namesOf(ctx, projectId, chosen) : new Map<string, string>();
  const nameOf = (id: string) => (id === "none" ? t("domain.person.none") : (known.get(id) ?? id));
  const parts: [string, readonly string[] | undefined][] = [
    [t("domain.sheet.group"), filter.group?.map((id) => groupNames.get(id) ?? id)],
    [t("domain.sheet.state"), filter.state?.map((state) => t(`domain.state.${state}`))],
    [t("domain.person.installer"), filter.installer?.map(nameOf)],
    [t("domain.person.handler"), filter.handler?.map(nameOf)],
    [t("domain.sheet.search"), filter.q],
  ];
  return parts.flatMap(([label, values]) => (values ? [`${label}: ${values.join(", ")}`] : [])).join("\n");
}

/** Of those who may be chosen, and of those who have left and still stand on a case one sees. */
async function namesOf(ctx: Ctx, projectId: string, chosen: string[]): Promise<Map<string, string>> {
  const { installers, handlers } = await listAssignees(ctx, projectId);
  const onCases = await rowsOf<{ id: string; name: string }>(
    ctx.db,
    sql`select id, name from ${users} where id = any(${uuidArray(chosen.filter(isUuid))}) and exists (
      select from ${cases} where ${visibleCases(ctx.actor)} and ${cases.projectId} = ${projectId}::uuid
        and ${users.id} in (${cases.installerId}, ${cases.handlerId}))`,
  );
  return new Map([...installers, ...handlers, ...onCases].map(({ id, name }) => [id, name]));
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

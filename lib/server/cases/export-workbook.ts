import "server-only";
import { eq } from "drizzle-orm";
import { groups } from "@/db/schema";
import type { Case } from "@/lib/contract/answers/cases";
import { CaseListInput } from "@/lib/contract/inputs/cases";
import { isUuid } from "@/lib/contract/inputs/pieces";
import type { CaseFilter } from "@/lib/contract/inputs/selection";
import { ADDRESS_PARTS } from "@/lib/domain/addresses/address";
import { field, FIELD_KEYS, type FieldKey, shownFields } from "@/lib/domain/fields/fields";
import { LIMITS } from "@/lib/domain/limits";
import type { CaseState, CaseType } from "@/lib/domain/vocabulary";
import { type Locale, type Translate, translator } from "@/lib/messages";
import { actorText, labelOf, labelWithUnit, valueText } from "@/lib/messages/sentences";
import { caseIdsInOrder, casesById } from "./case-list";
import { type Held, heldByCases } from "./case-counts";
import { namesOf } from "./work-list";
import { type Ctx, today } from "@/lib/server/kernel/context";
import { CLOSED_WITH_REASON } from "@/lib/server/kernel/history";
import { inTurns } from "@/lib/server/kernel/in-turns";
import { parseInput } from "@/lib/server/kernel/mutate";
import { lookUpProject } from "@/lib/server/projects/projects";
import { fileNameOf } from "@/lib/server/spreadsheet/file-name";
import { plain, widthOf } from "@/lib/server/spreadsheet/sheet-columns";
import {
  type SheetCell,
  type Workbook,
  workbookOf,
  type WorkbookSheet,
} from "@/lib/server/spreadsheet/write-workbook";
import { remembered } from "@/lib/server/kernel/remembered";

/** In cases: so many are read and formatted before other requests are served. */
const ROWS_AT_A_TIME = 250;

type ExportColumn = {
  label: string;
  width: number;
  read: (row: Case) => SheetCell;
  isUsed: boolean;
};

/**
 * The workbook of the visible cases of a project that match a filter, with a second sheet that says who made it and
 * when. It has the columns of the case types found; columns without values are last and not printed. The ids are read
 * at once, the cases as their rows are written, so that a long download holds no transaction open. `not_found` for a
 * project out of sight.
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
    let count = 0;
    try {
      for await (const some of inTurns(ids, ROWS_AT_A_TIME)) {
        const cases = await casesById(ctx, some);
        count += cases.length;
        yield cases.map((row) => columns.map(({ read }) => read(row)));
      }
    } finally {
      // Also when the download is left: so much was read.
      if (count > 0)
        ctx.seen?.({ way: "exported", subject: "project", counts: new Map([[project.id, count]]) });
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
    [t("domain.sheet.filter"), plain(await filterText(ctx, t, filter, names))],
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

/** Reads a field of a case as a number, a day or a text; the words of choices are looked up once. */
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

/** The filter in words, a line for each kind. */
async function filterText(
  ctx: Ctx,
  t: Translate,
  filter: CaseFilter,
  groupNames: ReadonlyMap<string, string>,
): Promise<string> {
  const chosen = [...(filter.installer ?? []), ...(filter.handler ?? [])];
  const named = await namesOf(ctx, "handler", chosen.filter(isUuid));
  const known = new Map(named.map(({ id, name }) => [id, name]));
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

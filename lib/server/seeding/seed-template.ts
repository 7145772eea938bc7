import "server-only";
import { batchFields, DEFAULTS, type FieldKey, isFieldKey, needOf } from "@/lib/domain/fields/fields";
import { templateColumns } from "@/lib/domain/fields/template-columns";
import { CASE_TYPES, type CaseType } from "@/lib/domain/vocabulary";
import { workingDayFrom } from "@/lib/domain/working-days";
import { type Locale, type Translate, translator } from "@/lib/messages";
import { labelWithUnit, valueText } from "@/lib/messages/sentences";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { choicesOf, headOf, plain, ruleOf, widthOf } from "@/lib/server/spreadsheet/sheet-columns";
import {
  type SheetCell,
  type Workbook,
  workbookOf,
  type WorkbookSheet,
} from "@/lib/server/spreadsheet/write-workbook";
import { demoAddresses, demoFields } from "./demo-cases";

export const GUIDE = "domain.sheet.guidance";

/** Blank rows with each cell formatted as text, for programs that ignore the format of a column. */
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
 * Three made-up rows that can be seeded as they are. Values for the whole group are in the first row, values of single
 * addresses in each.
 */
function seedSamples(t: Translate, ctx: Ctx, caseType: CaseType): Record<string, string>[] {
  // A day above 12, so that no program takes it for a month.
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
 * The workbook to fill in: a sheet with sample rows for each case type, to be renamed to a group's name or deleted, and
 * a guide. Administrators only.
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

/** The guide: each column with its meaning and its case types. */
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

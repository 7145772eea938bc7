import "server-only";
import { headerNames } from "@/lib/domain/fields/header-names";
import { templateColumns } from "@/lib/domain/fields/template-columns";
import { CASE_TYPES, type CaseType } from "@/lib/domain/vocabulary";
import { everyLabelOf } from "@/lib/messages/sentences";
import { remembered } from "@/lib/server/kernel/remembered";

/** The labels of each template column in every language. */
export const labelsOf = remembered(
  (caseType: CaseType): Readonly<Record<string, readonly string[]>> =>
    Object.fromEntries(templateColumns(caseType).map(({ key }) => [key, everyLabelOf(key)])),
);

/** Every name that a known column may have. */
export const headerWords = (): string[] => [
  ...new Set([
    ...headerNames(),
    ...CASE_TYPES.flatMap((caseType) => Object.values(labelsOf(caseType)).flat()),
  ]),
];

import type { TypedValues } from "@/components/fields/case-field-control";
import { splitAddress } from "@/lib/domain/addresses/address-line";
import { DEFAULTS } from "@/lib/domain/fields/fields";
import type { CaseType } from "@/lib/domain/vocabulary";

/** What is typed for a project, whether its groups come from the form or from a workbook. */
export type SeedProject = { ownerId: string; name: string; gridArea: string };

/** `lines` holds an address a line, as typed. */
export type SeedGroup = { name: string; caseType: CaseType; lines: string; fields: TypedValues };

export const blankFields = (caseType: CaseType): TypedValues => ({
  payerSameAsCustomer: true,
  ...DEFAULTS[caseType],
});

export const newGroup = (): SeedGroup => ({
  name: "",
  caseType: "apartment",
  lines: "",
  fields: blankFields("apartment"),
});

const isFilled = (line: string) => line.trim() !== "";

/** The body of `POST /api/admin/projects`. */
export const projectBody = (project: SeedProject, groups: readonly SeedGroup[]) => ({
  ...project,
  groups: groups.map(({ lines, ...group }) => ({
    ...group,
    addresses: lines.split("\n").filter(isFilled).map(splitAddress),
  })),
});

/** The form of `POST /api/admin/projects/workbook`. */
export function workbookForm(project: SeedProject, file: File | null): FormData {
  const form = new FormData();
  if (file) form.set("file", file);
  for (const [key, value] of Object.entries(project)) form.set(key, value);
  return form;
}

/** The line of the text that the nth address of a group stands in, both from 1; empty lines are not sent. */
export function lineOfAddress(groups: readonly SeedGroup[], groupName: string | undefined, nth: number) {
  const lines = groups.find(({ name }) => name.trim() === groupName)?.lines.split("\n") ?? [];
  return lines.flatMap((line, i) => (isFilled(line) ? [i + 1] : []))[nth - 1] ?? nth;
}

import "server-only";
import { SeedFileInput, SeedInput } from "@/lib/contract/inputs/seeding";
import { DomainError } from "@/lib/contract/errors";
import { headerWords } from "@/lib/server/imports/header-words";
import type { UploadedFile } from "@/lib/server/imports/import-file";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { mutate, parseInput, write } from "@/lib/server/kernel/mutate";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import { insertSeed, type SeedGroup, type SeedOutcome } from "./seed-insert";
import { groupOfSheet, inEveryLanguage } from "./seed-sheet";
import { GUIDE } from "./seed-template";

/**
 * Creates a project of an installer company with groups and cases, all or nothing. The company's first active installer
 * gets the cases. `import_has_errors` with the problems by group and row; warnings are accepted.
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

/**
 * The same from a workbook with a sheet for each group, named after it; »Sagstype« is the case type. The guide is
 * skipped.
 */
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
  const groups: SeedGroup[] = [];
  for (const sheet of sheets) groups.push(await groupOfSheet(sheet));
  return write(ctx, "seed_project", ({ tx, operation }) => insertSeed(ctx, tx, operation, project, groups));
}

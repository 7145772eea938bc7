"use server";

import { caseRowOf } from "@/components/cases/case-row";
import { casesById } from "@/lib/server/case-list";
import { CaseIds } from "@/lib/domain/inputs";
import type { Ctx } from "@/lib/server/context";
import { parseInput } from "@/lib/server/mutate";
import { action } from "@/lib/web/action";

/** Selected cases that the page does not show; those that are gone, or never were visible, are left out. */
export const readCasesAction = action(async (ctx: Ctx, ids: string[]) =>
  (await casesById(ctx, parseInput(CaseIds, ids))).map(caseRowOf),
);

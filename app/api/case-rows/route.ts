import { caseRowOf } from "@/components/grid/case-row";
import { CaseIdsInput } from "@/lib/contract/inputs/selection";
import { casesById } from "@/lib/server/cases/case-list";
import { withProjectNames } from "@/lib/server/cases/work-list";
import { parseInput } from "@/lib/server/kernel/mutate";
import { readJson } from "@/lib/web/request-body";
import { ownEndpoint } from "@/lib/web/route";

/** The rows of selected cases that the page does not have; deleted and invisible ones are left out. */
export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = ownEndpoint(null, {
  POST: async ({ ctx, request }) => {
    const { ids } = parseInput(CaseIdsInput, (await readJson(request)).value);
    return (await withProjectNames(ctx, await casesById(ctx, ids))).map(caseRowOf);
  },
});

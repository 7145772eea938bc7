import { getCase } from "@/lib/server/cases";
import { caseDetailAnswer } from "@/lib/web/api-answers";
import { route } from "@/lib/web/route";

export const GET = route<{ id: string }>(async ({ ctx, params, t }) =>
  caseDetailAnswer(t, await getCase(ctx, params.id)),
);

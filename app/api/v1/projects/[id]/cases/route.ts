import { listCases } from "@/lib/server/case-list";
import { caseAnswer } from "@/lib/web/api-answers";
import { route } from "@/lib/web/route";

export const GET = route<{ id: string }>(async ({ ctx, params, query }) => {
  const { cases, ...page } = await listCases(ctx, params.id, query);
  return { cases: cases.map(caseAnswer), ...page };
});

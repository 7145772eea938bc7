import { getOperation } from "@/lib/server/operations";
import { blockedAnswer } from "@/lib/web/api-answers";
import { route } from "@/lib/web/route";
import type { Action, CaseState, Reason } from "@/lib/domain/vocabulary";

export const GET = route<{ id: string }>(async ({ ctx, params, t }) => {
  const { blocked, ...operation } = await getOperation(ctx, params.id);
  const rows = blocked.map((row) => ({
    ...row,
    reason: row.reason as Reason,
    state: row.state as CaseState,
  }));
  return { ...operation, blocked: blockedAnswer(t, operation.action as Action, rows) };
});

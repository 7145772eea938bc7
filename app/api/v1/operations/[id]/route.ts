import type { Action, CaseState, Reason } from "@/lib/domain/vocabulary";
import { getOperation } from "@/lib/server/operations/operations";
import { blockedAnswer } from "@/lib/web/api-answers";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/operations/{id}", {
  GET: async ({ ctx, params, t }) => {
    const { blocked, ...operation } = await getOperation(ctx, params.id);
    const rows = blocked.map((row) => ({
      ...row,
      reason: row.reason as Reason,
      state: row.state as CaseState,
    }));
    return { ...operation, blocked: await blockedAnswer(t, operation.action as Action, rows) };
  },
});

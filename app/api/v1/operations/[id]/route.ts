import { getOperation } from "@/lib/server/operations/operations";
import { operationAnswer } from "@/lib/web/api-answers";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/operations/{id}", {
  GET: async ({ ctx, params, t }) => operationAnswer(t, await getOperation(ctx, params.id)),
});

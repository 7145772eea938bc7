import { deleteView, updateView } from "@/lib/server/views/views";
import { datedAnswer } from "@/lib/web/api-answers";
import { readJson } from "@/lib/web/request-body";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/views/{id}", {
  PATCH: async ({ ctx, params, request }) =>
    datedAnswer(await updateView(ctx, params.id, (await readJson(request)).value)),
  DELETE: async ({ ctx, params }) => deleteView(ctx, params.id),
});

import { listSelected } from "@/lib/server/cases/selected-cases";
import { readJson } from "@/lib/web/request-body";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/cases/list", {
  POST: async ({ ctx, request }) => listSelected(ctx, (await readJson(request)).value),
});

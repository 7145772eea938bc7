import { createView, listViews } from "@/lib/server/views/views";
import { datedAnswer } from "@/lib/web/api-answers";
import { readJson } from "@/lib/web/request-body";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/views", {
  GET: async ({ ctx }) => ({ views: (await listViews(ctx)).map(datedAnswer) }),
  POST: async ({ ctx, request }) => datedAnswer(await createView(ctx, (await readJson(request)).value)),
});

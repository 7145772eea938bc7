import { deleteProject, renameProject } from "@/lib/server/projects/projects";
import { getProject } from "@/lib/server/projects/project-summaries";
import { datedAnswer } from "@/lib/web/api-answers";
import { readJson } from "@/lib/web/request-body";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/projects/{id}", {
  GET: async ({ ctx, params }) => datedAnswer(await getProject(ctx, params.id)),
  PATCH: async ({ ctx, params, request }) => {
    await renameProject(ctx, params.id, (await readJson(request)).value);
    return datedAnswer(await getProject(ctx, params.id));
  },
  DELETE: async ({ ctx, params }) => deleteProject(ctx, params.id),
});

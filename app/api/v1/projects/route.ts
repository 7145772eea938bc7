import { createProject, getProject, listProjects } from "@/lib/server/projects/projects";
import { readJson } from "@/lib/web/request-body";
import { created } from "@/lib/web/response";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/projects", {
  GET: async ({ ctx, query }) => listProjects(ctx, query),
  POST: async ({ ctx, request }) => {
    const { id } = await createProject(ctx, (await readJson(request)).value);
    return created(await getProject(ctx, id));
  },
});

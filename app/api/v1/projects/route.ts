import { createProject } from "@/lib/server/projects/projects";
import { getProject, listProjects } from "@/lib/server/projects/project-summaries";
import { datedAnswer } from "@/lib/web/api-answers";
import { readJson } from "@/lib/web/request-body";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/projects", {
  GET: async ({ ctx, query }) => {
    const { projects, nextCursor } = await listProjects(ctx, query);
    return { projects: projects.map(datedAnswer), nextCursor };
  },
  POST: async ({ ctx, request }) => {
    const { id } = await createProject(ctx, (await readJson(request)).value);
    return datedAnswer(await getProject(ctx, id));
  },
});

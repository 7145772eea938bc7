import { createProject, getProject, listProjects } from "@/lib/server/projects";
import { readJson } from "@/lib/web/request-body";
import { created, route } from "@/lib/web/route";

export const GET = route(async ({ ctx, query }) => listProjects(ctx, query));

export const POST = route(async ({ ctx, request }) => {
  const { id } = await createProject(ctx, (await readJson(request)).value);
  return created(await getProject(ctx, id));
});

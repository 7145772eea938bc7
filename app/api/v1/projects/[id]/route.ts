import { deleteProject, getProject, renameProject } from "@/lib/server/projects";
import { readJson } from "@/lib/web/request-body";
import { route } from "@/lib/web/route";

type Params = { id: string };

export const GET = route<Params>(async ({ ctx, params }) => getProject(ctx, params.id));

export const PATCH = route<Params>(async ({ ctx, params, request }) => {
  await renameProject(ctx, params.id, (await readJson(request)).value);
  return getProject(ctx, params.id);
});

export const DELETE = route<Params>(async ({ ctx, params }) => deleteProject(ctx, params.id));

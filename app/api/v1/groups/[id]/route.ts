import { deleteGroup, getGroup, listGroups, renameGroup } from "@/lib/server/projects";
import { readJson } from "@/lib/web/request-body";
import { route } from "@/lib/web/route";

type Params = { id: string };

export const PATCH = route<Params>(async ({ ctx, params, request }) => {
  await renameGroup(ctx, params.id, (await readJson(request)).value);
  const { projectId } = await getGroup(ctx, params.id);
  return (await listGroups(ctx, projectId)).find((group) => group.id === params.id);
});

export const DELETE = route<Params>(async ({ ctx, params }) => deleteGroup(ctx, params.id));

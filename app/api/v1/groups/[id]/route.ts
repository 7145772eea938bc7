import { deleteGroup, getGroup, listGroups, renameGroup } from "@/lib/server/projects/groups";
import { readJson } from "@/lib/web/request-body";
import { found } from "@/lib/web/response";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/groups/{id}", {
  PATCH: async ({ ctx, params, request }) => {
    await renameGroup(ctx, params.id, (await readJson(request)).value);
    const { projectId } = await getGroup(ctx, params.id);
    return found((await listGroups(ctx, projectId)).find((group) => group.id === params.id));
  },
  DELETE: async ({ ctx, params }) => deleteGroup(ctx, params.id),
});

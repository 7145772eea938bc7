import { createGroup, listGroups } from "@/lib/server/projects/groups";
import { readJson } from "@/lib/web/request-body";
import { found } from "@/lib/web/response";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/projects/{id}/groups", {
  GET: async ({ ctx, params }) => ({ groups: await listGroups(ctx, params.id) }),
  POST: async ({ ctx, params, request }) => {
    const { id } = await createGroup(ctx, params.id, (await readJson(request)).value);
    return found((await listGroups(ctx, params.id)).find((group) => group.id === id));
  },
});

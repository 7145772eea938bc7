import { createGroup, listGroups } from "@/lib/server/projects";
import { readJson } from "@/lib/web/request-body";
import { created, route } from "@/lib/web/route";

type Params = { id: string };

export const GET = route<Params>(async ({ ctx, params }) => ({ groups: await listGroups(ctx, params.id) }));

export const POST = route<Params>(async ({ ctx, params, request }) => {
  const { id } = await createGroup(ctx, params.id, (await readJson(request)).value);
  return created((await listGroups(ctx, params.id)).find((group) => group.id === id));
});

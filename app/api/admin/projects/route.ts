import { seedProject } from "@/lib/server/seeding/seeding";
import { readJson } from "@/lib/web/request-body";
import { ownEndpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = ownEndpoint("seed_projects", {
  POST: async ({ ctx, request }) => seedProject(ctx, (await readJson(request)).value),
});

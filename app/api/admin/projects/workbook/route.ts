import { seedProjectFromWorkbook } from "@/lib/server/seeding/seeding";
import { fileOf, readUpload } from "@/lib/web/request-body";
import { ownEndpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = ownEndpoint("seed_projects", {
  POST: async ({ ctx, request }) => {
    const { value: upload } = await readUpload(request);
    return seedProjectFromWorkbook(ctx, upload.fields, fileOf(upload));
  },
});

import { listSelected } from "@/lib/server/selected-cases";
import { readJson } from "@/lib/web/request-body";
import { route } from "@/lib/web/route";

export const POST = route(async ({ ctx, request }) => listSelected(ctx, (await readJson(request)).value));

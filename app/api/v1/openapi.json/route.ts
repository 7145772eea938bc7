import { version } from "@/package.json";
import { openApi } from "@/lib/web/openapi";

export const dynamic = "force-static";

export const GET = () => Response.json(openApi(version));

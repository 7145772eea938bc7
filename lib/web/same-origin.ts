import { isSameOrigin as isOf } from "@/lib/front/same-origin.mjs";
import { env } from "@/lib/env";

/** Whether a request with a cookie comes from our own pages (docs/adr/0008). */
export const isSameOrigin = ({ headers }: { headers: Pick<Headers, "get"> }): boolean =>
  isOf((name: string) => headers.get(name), env.NEXTAUTH_URL);

import { isSameOrigin as isOf } from "@/lib/front/same-origin.mjs";
import { env } from "@/lib/env";

/** Whether a change that a cookie stands for comes from our own pages (docs/adr/0008). */
export const isSameOrigin = ({ headers }: { headers: Pick<Headers, "get"> }): boolean =>
  isOf((name: string) => headers.get(name), env.NEXTAUTH_URL);

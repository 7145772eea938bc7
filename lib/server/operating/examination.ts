import "server-only";
import type { Locale } from "@/lib/domain/vocabulary";
import { env } from "@/lib/env";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { examineHere, examineOutside } from "./doctor";
import type { Finding, State } from "./finding";

const PARTS = { here: examineHere, outside: examineOutside } as const;
export type Part = keyof typeof PARTS;

const ORDER = ["error", "warning", "ok"] satisfies State[];

/**
 * What `npm run doctor` says, what is wrong first. `here` is told at once, and `outside` when other servers have answered,
 * or not in time. Administrators only.
 */
export async function examineSystem(ctx: Ctx, part: Part, language: Locale): Promise<Finding[]> {
  demand(ctx, "see_administration");
  const found = await PARTS[part](env, language);
  return found.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
}

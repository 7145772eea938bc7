import "server-only";
import { DomainError } from "@/lib/domain/error";
import { type Offer, offersFor } from "@/lib/domain/offers";
import { type Case, casesById } from "./case-list";
import type { Ctx } from "./context";
import { type HistoryEntry, historyOf } from "./history";

export type CaseDetail = { case: Case; actions: Offer<string>[]; history: HistoryEntry[] };

/** One visible case with what the actor may do with it and everything that happened to it; otherwise `not_found`. */
export async function getCase(ctx: Ctx, id: string): Promise<CaseDetail> {
  const [found] = await casesById(ctx, [id]);
  if (!found) throw new DomainError("not_found");
  const actions = offersFor(ctx.actor.role, [{ state: found.state, count: 1, caseIds: [id] }]);
  return { case: found, actions, history: await historyOf(ctx, "case", id) };
}

import "server-only";
import { sql } from "drizzle-orm";
import { upkeep } from "@/db/schema";
import { RetentionInput } from "@/lib/contract/inputs/retention";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { mutate } from "@/lib/server/kernel/mutate";
import { rowsOf } from "@/lib/server/kernel/sql";

export type Retention = {
  /** Null: archived cases keep everything. */
  anonymiseAfterMonths: number | null;
};

/** What administrators have chosen. Administrators only. */
export async function getRetention(ctx: Ctx): Promise<Retention> {
  demand(ctx, "keep_retention");
  const [found] = await rowsOf<Retention>(
    ctx.db,
    sql`select anonymise_after_months as "anonymiseAfterMonths" from upkeep`,
  );
  if (!found) throw new Error("the row of the upkeep is gone");
  return found;
}

/** The subject of its history. */
const SUBJECT = { subject: "setting", subjectId: "retention" } as const;

/** `{isOn, months?}`: after how many months archived cases are anonymised, or that they are not. Administrators only. */
export async function setRetention(ctx: Ctx, input: unknown): Promise<void> {
  demand(ctx, "keep_retention");
  return mutate(ctx, "set_retention", RetentionInput, input, async ({ isOn, months }, { tx, operation }) => {
    const [before] = await tx.select().from(upkeep).for("update");
    const [old, chosen] = [before?.anonymiseAfterMonths ?? null, isOn ? (months ?? null) : null];
    operation.describe({ params: { months: chosen ?? 0 } });
    if (old === chosen) return operation.unchanged();
    await tx.update(upkeep).set({ anonymiseAfterMonths: chosen, lookedThroughAt: null });
    await operation.record([
      { ...SUBJECT, action: "set_retention", changes: { anonymiseAfterMonths: [old, chosen] } },
    ]);
  });
}

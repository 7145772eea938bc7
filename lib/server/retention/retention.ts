import "server-only";
import { sql } from "drizzle-orm";
import { upkeep } from "@/db/schema";
import { RetentionInput } from "@/lib/contract/inputs/retention";
import { danishDay } from "@/lib/domain/danish-day";
import { env } from "@/lib/env";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { mutate } from "@/lib/server/kernel/mutate";
import { rowsOf } from "@/lib/server/kernel/sql";
import { readSizes, type Size } from "./sizes";

export type Retention = {
  /** Null: archived cases keep everything. */
  anonymiseAfterMonths: number | null;
  /** When cases were last anonymised; null: never. */
  anonymisedAt: Date | null;
  /** The Danish day until which a backup may still hold what was removed then; null when nobody says how long they are kept. */
  inBackupsUntil: string | null;
  /** When the upkeep last came to its end, and how many rows it removed by table, and cases that it `anonymised`. */
  endedAt: Date | null;
  removed: Record<string, number>;
  sizes: Size[];
};

type Row = Pick<Retention, "anonymiseAfterMonths"> & {
  anonymisedAt: string | Date | null;
  endedAt: string | Date | null;
  removed: Record<string, number> | null;
};

const DAY_MS = 24 * 60 * 60_000;

/** What administrators have chosen, what was done, and what there is. Administrators only. */
export async function getRetention(ctx: Ctx, backupDays = env.BACKUP_KEEP_DAYS): Promise<Retention> {
  demand(ctx, "keep_retention");
  const [found] = await rowsOf<Row>(
    ctx.db,
    sql`select anonymise_after_months as "anonymiseAfterMonths", ended_at as "endedAt", removed,
        (select at from operations where organisation_id is null and action = 'anonymise' order by at desc limit 1) as "anonymisedAt"
      from upkeep`,
  );
  if (!found) throw new Error("the row of the upkeep is gone");
  const anonymisedAt = dated(found.anonymisedAt);
  return {
    anonymiseAfterMonths: found.anonymiseAfterMonths,
    anonymisedAt,
    inBackupsUntil:
      anonymisedAt && backupDays ? danishDay(new Date(anonymisedAt.getTime() + backupDays * DAY_MS)) : null,
    endedAt: dated(found.endedAt),
    removed: found.removed ?? {},
    sizes: await readSizes(ctx.db),
  };
}

const dated = (at: string | Date | null) => (at === null ? null : new Date(at));

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

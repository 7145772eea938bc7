import "server-only";
import { and, desc, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { operations } from "@/db/schema";
import type { CasesImported } from "@/lib/contract/answers/imports";
import type { Dated } from "@/lib/contract/answers/pieces";
import { visibleOperations } from "@/lib/server/kernel/access";
import { type Ctx, today } from "@/lib/server/kernel/context";

export type LastBatch = { fields: Record<string, unknown>; at: Date };

/**
 * The batch fields of the newest creation in a group that is not undone, as first values of the next form; null when
 * there is none. A connection date that has passed is left out.
 */
export async function lastBatch(ctx: Ctx, groupId: string): Promise<LastBatch | null> {
  const [last] = await ctx.db
    .select({ params: operations.params, at: operations.at })
    .from(operations)
    .where(and(createdIn(ctx, groupId), inArray(operations.action, ["create_cases", "import_cases"])))
    .orderBy(desc(operations.at))
    .limit(1);
  if (!last) return null;
  const fields = { ...((last.params.fields as Record<string, unknown> | undefined) ?? {}) };
  if (typeof fields.connectionDate === "string" && fields.connectionDate < today(ctx))
    delete fields.connectionDate;
  return { fields, at: last.at };
}

export type EarlierImport = Dated<NonNullable<CasesImported["earlier"]>, "at">;

/** When the same file, by its hash, last created cases in a group; null when it never did. */
export async function earlierImport(
  ctx: Ctx,
  place: { projectId: string; groupId: string },
  fileHash: string,
): Promise<EarlierImport | null> {
  const [earlier] = await ctx.db
    .select({ at: operations.at, created: operations.done })
    .from(operations)
    .where(
      and(
        createdIn(ctx, place.groupId),
        eq(operations.projectId, place.projectId),
        eq(operations.action, "import_cases"),
        eq(sql`${operations.params}->>'fileHash'`, fileHash),
      ),
    )
    .orderBy(desc(operations.at))
    .limit(1);
  return earlier ?? null;
}

/** The visible operations that created cases in a group and are not undone. */
const createdIn = (ctx: Ctx, groupId: string) =>
  and(
    visibleOperations(ctx.actor),
    eq(sql`${operations.params}->>'groupId'`, groupId),
    gt(operations.done, 0),
    isNull(operations.undoneBy),
  );

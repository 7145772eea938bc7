import "server-only";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { operations } from "@/db/schema";
import { visibleOperations } from "./access";
import type { Ctx } from "./context";

/** The batch fields of the newest creation in a group, to begin the next form with; empty when there is none. */
export async function lastBatchFields(ctx: Ctx, groupId: string): Promise<Record<string, unknown>> {
  const [last] = await ctx.db
    .select({ params: operations.params })
    .from(operations)
    .where(
      and(
        visibleOperations(ctx.actor),
        inArray(operations.action, ["create_cases", "import_cases"]),
        eq(sql`${operations.params}->>'groupId'`, groupId),
      ),
    )
    .orderBy(desc(operations.at))
    .limit(1);
  return (last?.params.fields as Record<string, unknown> | undefined) ?? {};
}

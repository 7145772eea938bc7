import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { historyEvents } from "@/db/schema";
import type { EventKind } from "@/lib/domain/operations";
import type { Ctx } from "@/lib/server/kernel/context";
import type { Operation } from "@/lib/server/kernel/history";

/** Columns of an event as expressions over the rows of `done`. */
type Told = { from?: SQL; to?: SQL; changes?: SQL; version: SQL };

/**
 * The part of a statement that inserts one history event for each row of the statement's `done`, which must have the
 * cases' `id`. Every statement that writes cases has it, and its caller gives the count to `operation.recorded`.
 */
export const caseEvents = (
  ctx: Ctx,
  operation: Pick<Operation, "id">,
  action: EventKind,
  { from = sql`null`, to = sql`null`, changes = sql`null::jsonb`, version }: Told,
): SQL => sql`
  insert into ${historyEvents} (operation_id, subject, subject_id, action, actor_id, actor_name,
    organisation_id, from_state, to_state, changes, version, at)
  select ${operation.id}::uuid, 'case', id::text, ${action}, ${ctx.actor.id}::uuid, ${ctx.actor.name},
    ${ctx.actor.organisation?.id ?? null}::uuid, ${from}, ${to}, ${changes}, ${version}, ${ctx.now.toISOString()}::timestamptz
  from done`;

import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { users } from "@/db/schema";
import type { ActionInput } from "@/lib/contract/inputs/actions";
import { asksOf, type DateLimit, formOf } from "@/lib/domain/actions/forms";
import { dateFault, isRequired } from "@/lib/domain/actions/parameters";
import type { DuePromise } from "@/lib/domain/due";
import type { FieldKey } from "@/lib/domain/fields/fields";
import { sideOf } from "@/lib/domain/sides";
import type { Action } from "@/lib/domain/vocabulary";
import { type Ctx, today } from "@/lib/server/kernel/context";
import { planEdit } from "./edit-plan";
import { promiseOf, promisesOf } from "./promises";
import { changesOf, onlySelected, type Planner, refuse, refuseRepeated, type Values } from "./planner";

/** The planner of a request. Throws `invalid` for parameters that are wrong for every case. */
export async function plannerFor(ctx: Ctx, request: ActionInput): Promise<Planner> {
  if (request.action === "change_installer")
    return reassigning(ctx, "installerId", request.params.installerId, "ownerId", !request.dryRun);
  if (request.action === "change_handler")
    return reassigning(ctx, "handlerId", request.params.handlerId, "dsoId", !request.dryRun);
  if (request.action === "edit") return planEdit(ctx, request.params);
  return byForm(ctx, request.action, request.params);
}

/** The planner of an action by its form: values for all cases, values for single cases, fields to clear. */
async function byForm(ctx: Ctx, action: Action, params: Readonly<Record<string, unknown>>): Promise<Planner> {
  const values: Values = Object.fromEntries((formOf(action).clears ?? []).map((key) => [key, null]));
  const days: { path: string; limit: DateLimit; day: string }[] = [];
  const columns: { path: string; key: FieldKey; given: Record<string, string> }[] = [];
  for (const [name, asked] of asksOf(action)) {
    const path = `params.${name}`;
    if (asked.kind === "reason" && isRequired(asked, ctx.actor.role) && !params[name])
      refuse({ path, code: "required" });
    if (asked.kind === "text") values[asked.sets] = params[name] as string;
    if (asked.kind === "date") {
      const day = params[name] as string;
      days.push({ path, limit: asked.limit, day });
      values[asked.sets] = day;
    }
    if (asked.kind === "column") {
      const given = (params[name] ?? {}) as Record<string, string>;
      refuseRepeated(Object.entries(given), (id) => `${path}.${id}`);
      columns.push({ path, key: asked.sets, given });
    }
  }
  const promises = days.some(({ limit }) => limit === "meter_notice")
    ? await promisesOf(ctx.db)
    : new Map<string, DuePromise>();
  return {
    checkSelection: (selected) => {
      // Each grid company must work on the day; a selection of nothing has none, and the usual days.
      const companies = new Set(selected.length > 0 ? selected.map((row) => row.dsoId) : [""]);
      for (const { path, limit, day } of days)
        for (const dsoId of companies) {
          const fault = dateFault(limit, day, today(ctx), promiseOf(promises, dsoId).works);
          if (fault) refuse({ path, ...fault });
        }
      for (const { path, given } of columns) onlySelected(path, Object.keys(given))(selected);
    },
    changesFor: (row) => {
      if (columns.length === 0) return { changes: changesOf(row.fields, values) };
      const own = { ...values };
      for (const { key, given } of columns) if (given[row.id] !== undefined) own[key] = given[row.id];
      return { changes: changesOf(row.fields, own) };
    },
  };
}

/**
 * The planner of a new person responsible, who must be an active user of that side's company (`unknown_person`). With
 * `lock` whoever deactivates them waits for the end of the change, and then finds the cases.
 */
async function reassigning(
  ctx: Ctx,
  key: "installerId" | "handlerId",
  userId: string | null,
  side: "ownerId" | "dsoId",
  lock: boolean,
): Promise<Planner> {
  const path = `params.${key}`;
  const found = ctx.db
    .select({ organisationId: users.organisationId })
    .from(users)
    .where(and(eq(users.id, userId ?? sql`null`), eq(users.isActive, sql`true`)));
  const [user] = userId ? await (lock ? found.for("key share") : found) : [];
  if (userId && !user?.organisationId) refuse({ path, code: "unknown_person" });
  const isOwnCompany =
    sideOf(ctx.actor.role) === null || !user || user.organisationId === ctx.actor.organisation?.id;
  if (!isOwnCompany) refuse({ path, code: "unknown_person" });
  return {
    checkSelection: (selected) => {
      if (user && selected.some((row) => row[side] !== user.organisationId))
        refuse({ path, code: "unknown_person" });
    },
    changesFor: (row) => ({ changes: row[key] === userId ? null : { [key]: [row[key], userId] } }),
  };
}

import "server-only";
import { inArray } from "drizzle-orm";
import { groups } from "@/db/schema";
import { actionsOf, decide } from "@/lib/domain/actions/decide";
import { DomainError } from "@/lib/contract/errors";
import { touchesFields } from "@/lib/domain/actions/parameters";
import { FIELD_KEYS, type FieldKey, type FieldValue } from "@/lib/domain/fields/fields";
import type { ActionOutcome } from "@/lib/contract/answers/actions";
import type { Wordless } from "@/lib/contract/answers/pieces";
import { ActionInput } from "@/lib/contract/inputs/actions";
import { OffersInput } from "@/lib/contract/inputs/selection";
import { type Offer, offersFor } from "@/lib/domain/actions/offers";
import type { Problem } from "@/lib/domain/problem";
import { RULES } from "@/lib/domain/actions/rules";
import { CASE_STATES, type CaseState, type Reason } from "@/lib/domain/vocabulary";
import { plannerFor } from "./action-plan";
import type { Planner } from "./planner";
import { takenNumbers } from "./case-numbers";
import { type CaseChange, updateCases } from "./case-update";
import type { Ctx } from "@/lib/server/kernel/context";
import { readSelectionInTurn } from "@/lib/server/kernel/heavy-reads";
import { lastChanges, type Operation } from "@/lib/server/kernel/history";
import { mapInTurns } from "@/lib/server/kernel/in-turns";
import { parseInput, type Tx, write } from "@/lib/server/kernel/mutate";
import { uuidArray } from "@/lib/server/kernel/sql";
import { touchProjects } from "@/lib/server/projects/projects";
import { bucketSelection, type ResolvedSelection, resolveSelection, type SelectedCase } from "./selection";

/** The outcome of an action, without the sentences, which `lib/web` adds in the caller's language. */
export type BulkOutcome = Wordless<ActionOutcome>;
export type BlockedCase = BulkOutcome["blocked"][number];
type GroupOutcome = BulkOutcome["groups"][number];
type FieldOutcome = NonNullable<BulkOutcome["fields"]>[number];
type ValueCount = FieldOutcome["from"][number];

/** Ids that an offer names for each state; counts are exact. */
const OFFER_IDS = 100;
/** Values that the preview of an edit names for each field. */
const PREVIEW_VALUES = 5;

/**
 * `{selection}` → each action of the actor's role with whether the selection allows it. One statement for any number.
 */
export async function offersOf(
  ctx: Ctx,
  input: unknown,
): Promise<{ count: number; missing: number; actions: Offer<string>[] }> {
  return readSelectionInTurn(ctx, input, async () => {
    const { selection } = parseInput(OffersInput, input);
    const { buckets, count, missing } = await bucketSelection(ctx, selection, OFFER_IDS);
    return { count, missing, actions: offersFor(ctx.actor.role, buckets) };
  });
}

/**
 * Takes an action on a selection; users change cases in no other way. Locks the visible cases in id order, decides on
 * the locked rows, and writes them with one history event each. With `onBlocked: "stop"` one blocked or missing case
 * refuses all (`cases_blocked`, with the outcome). With `skip` each requested id is done, unchanged, blocked or
 * missing. A dry run gives the same outcome and writes nothing. `action_not_allowed` when the role never has the action.
 */
export async function performAction(ctx: Ctx, input: unknown): Promise<BulkOutcome> {
  const request = parseInput(ActionInput, input);
  if (!actionsOf(ctx.actor.role).includes(request.action)) throw new DomainError("action_not_allowed");
  if (request.dryRun) {
    return readSelectionInTurn(ctx, request, async () => {
      const plan = await plannerFor(ctx, request);
      const selected = await resolveSelection(ctx, request.selection, {
        lock: false,
        fields: touchesFields(request.action),
      });
      return (await decideAll(ctx, request, plan, selected)).outcome;
    });
  }
  return write(ctx, request.action, async ({ tx, operation }) => {
    const inside = { ...ctx, db: tx };
    const plan = await plannerFor(inside, request);
    const selected = await resolveSelection(inside, request.selection, {
      lock: true,
      fields: touchesFields(request.action),
    });
    const total = selected.cases.length;
    ctx.progress?.("checking", 0, total);
    const { outcome, changes, unchangedIds } = await decideAll(inside, request, plan, selected);
    ctx.progress?.("checking", total, total);
    await updateCases(inside, tx, operation, request.action, changes);
    if (changes.length === 0) operation.unchanged();
    await describe(inside, operation, request, selected, { ...outcome, unchangedIds });
    return { ...outcome, operationId: operation.id };
  });
}

async function decideAll(
  ctx: Ctx,
  request: ActionInput,
  plan: Planner,
  selected: ResolvedSelection,
): Promise<{ outcome: BulkOutcome; changes: CaseChange[]; unchangedIds: string[] }> {
  plan.checkSelection(selected.cases);
  let changes: CaseChange[] = [];
  let changed: SelectedCase[] = [];
  const blocked: BlockedCase[] = [];
  const unchangedIds: string[] = [];
  const warnings: NonNullable<BulkOutcome["warnings"]> = [];
  const blockCase = (row: SelectedCase, reason: Reason, problems?: Problem[]) =>
    blocked.push({
      caseId: row.id,
      number: row.number,
      reason,
      state: row.state,
      ...(problems && { problems }),
    });
  const decideOne = (row: SelectedCase) => {
    const block = (reason: Reason, problems?: Problem[]) => blockCase(row, reason, problems);
    const seen = selected.seen.get(row.id);
    const verdict = decide(ctx.actor.role, request.action, row.state);
    if (seen !== undefined && seen !== row.version) block("changed_since");
    else if (!verdict.ok) block(verdict.reason);
    else {
      const planned = plan.changesFor(row);
      if ("problems" in planned) block("invalid_fields", planned.problems);
      else if (planned.warnings?.length && !request.acceptWarnings) block("warnings", planned.warnings);
      else if (RULES[request.action].to === null && planned.changes === null) unchangedIds.push(row.id);
      else {
        if (planned.warnings?.length)
          warnings.push({ caseId: row.id, number: row.number, problems: planned.warnings });
        changes.push({ id: row.id, from: row.state, to: verdict.to, changes: planned.changes });
        changed.push(row);
      }
    }
  };
  await mapInTurns(selected.cases, decideOne);
  const taken = await takenNumbers(ctx, changes, changed, !request.dryRun);
  if (taken.size > 0) {
    for (const row of changed) if (taken.has(row.id)) blockCase(row, "invalid_fields", taken.get(row.id));
    changes = changes.filter(({ id }) => !taken.has(id));
    changed = changed.filter(({ id }) => !taken.has(id));
  }
  await nameChangers(ctx, blocked);
  const outcome: BulkOutcome = {
    operationId: null,
    action: request.action,
    requested: selected.requested.length,
    done: changes.length,
    unchanged: unchangedIds.length,
    blocked,
    missing: selected.missing,
    groups: await groupOutcomes(ctx, changed, RULES[request.action].to),
    ...(request.action === "edit" && { warnings: warnings.filter(({ caseId }) => !taken.has(caseId)) }),
    ...(request.dryRun && request.action === "edit" && { fields: fieldOutcomes(changes) }),
  };
  if (request.onBlocked === "stop" && (blocked.length > 0 || selected.missing.length > 0)) {
    const { operationId: _, warnings: __, ...extra } = { ...outcome, done: 0, unchanged: 0 };
    throw new DomainError("cases_blocked", {
      params: { count: blocked.length, missing: selected.missing.length },
      extra,
    });
  }
  return { outcome, changes, unchangedIds };
}

/** Adds who changed the cases that are blocked by `changed_since`. */
async function nameChangers(ctx: Ctx, blocked: BlockedCase[]) {
  const changed = blocked.filter((row) => row.reason === "changed_since");
  const last = await lastChanges(
    ctx,
    changed.map((row) => row.caseId),
  );
  for (const row of changed) Object.assign(row, last.get(row.caseId));
}

function fieldOutcomes(changes: readonly CaseChange[]): FieldOutcome[] {
  const byField = new Map<FieldKey, { cases: number; from: Tally; to: Tally }>();
  for (const { changes: changed } of changes) {
    for (const [key, change] of Object.entries(changed ?? {})) {
      const tally = byField.get(key as FieldKey) ?? { cases: 0, from: new Map(), to: new Map() };
      byField.set(key as FieldKey, tally);
      tally.cases += 1;
      tally.from.set(change[0], (tally.from.get(change[0]) ?? 0) + 1);
      tally.to.set(change[1], (tally.to.get(change[1]) ?? 0) + 1);
    }
  }
  return FIELD_KEYS.flatMap((field) => {
    const tally = byField.get(field);
    if (!tally) return [];
    const { cases, from, to } = tally;
    return [{ field, cases, from: top(from), fromDistinct: from.size, to: top(to), toDistinct: to.size }];
  });
}

type Tally = Map<FieldValue | null, number>;
const top = (tally: Tally): ValueCount[] =>
  [...tally]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1))
    .slice(0, PREVIEW_VALUES);

async function groupOutcomes(
  ctx: Ctx,
  changed: SelectedCase[],
  to: CaseState | null,
): Promise<GroupOutcome[]> {
  const byGroup = new Map<string, { from: Set<CaseState>; count: number }>();
  for (const row of changed) {
    const group = byGroup.get(row.groupId) ?? { from: new Set(), count: 0 };
    group.from.add(row.state);
    group.count += 1;
    byGroup.set(row.groupId, group);
  }
  if (byGroup.size === 0) return [];
  const named = await ctx.db
    .select({ groupId: groups.id, name: groups.name, caseType: groups.caseType })
    .from(groups)
    .where(inArray(groups.id, [...byGroup.keys()]))
    .orderBy(groups.createdAt, groups.id);
  return named.map((group) => {
    const { from, count } = byGroup.get(group.groupId) ?? { from: new Set<CaseState>(), count: 0 };
    return { ...group, from: CASE_STATES.filter((state) => from.has(state)), to, count };
  });
}

async function describe(
  ctx: Ctx,
  operation: Operation,
  request: ActionInput,
  selected: ResolvedSelection,
  outcome: BulkOutcome & { unchangedIds: string[] },
) {
  const { done, unchanged, requested, blocked, missing, unchangedIds } = outcome;
  const projectIds = [...new Set(selected.cases.map((row) => row.projectId))];
  // The common value; null when the cases lie in several projects, or belong to several companies.
  const only = (key: "projectId" | "ownerId") => {
    const values = new Set(selected.cases.map((row) => row[key]));
    return values.size === 1 ? ([...values][0] ?? null) : null;
  };
  operation.describe({
    projectId: only("projectId"),
    ownerId: only("ownerId"),
    gridAreas: [...new Set(selected.cases.map((row) => row.gridArea))].sort(),
    params: request.params as Record<string, unknown>,
    requested,
    done,
    unchanged,
    blocked,
    missing,
    unchangedIds,
  });
  if (done > 0) await touchProjects(ctx, ctx.db as Tx, uuidArray(projectIds));
}

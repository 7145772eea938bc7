import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { users } from "@/db/schema";
import type { CaseState } from "@/lib/domain/vocabulary";
import { addWorkingDays } from "@/lib/domain/working-days";
import { performAction } from "@/lib/server/cases/bulk";
import { listCases } from "@/lib/server/cases/case-list";
import { addCases } from "@/lib/server/imports/import";
import { type Actor, type Ctx, today } from "@/lib/server/kernel/context";
import { createGroup } from "@/lib/server/projects/groups";
import { createProject } from "@/lib/server/projects/projects";
import { demoAddresses, demoFields } from "./demo-cases";
import { storeAccounts } from "./demo-accounts";
import { type Plan, PLANS } from "./demo-plans";
import { storeReferenceData } from "./reference-data";

const DAY = 86_400_000;

/** Any constant number: it names the lock that lets one process seed at a time. */
const SEED_LOCK = 7_914_133;

/**
 * Fills an empty database with the demo: reference data, accounts, and projects whose cases reach their states through
 * the ordinary verbs, on days of the last weeks. »already« when the demo is there. One transaction, so that an
 * interrupted run leaves nothing behind.
 */
export async function seedDemo(db: Db, now: Date): Promise<"seeded" | "already"> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`set local lock_timeout = 0`);
    await tx.execute(sql`select pg_advisory_xact_lock(${SEED_LOCK})`);
    const [known] = await tx
      .select({ id: users.id })
      .from(users)
      .where(eq(users.email, "admin@demo.example"));
    if (known) return "already";
    await storeReferenceData(tx);
    const actors = await storeAccounts(tx);
    for (const plan of PLANS) await playPlan(tx, now, actors, plan);
    return "seeded";
  });
}

async function playPlan(db: Db, now: Date, actors: Map<string, Actor>, plan: Plan): Promise<void> {
  const as = (email: string, daysAgo: number): Ctx => {
    const actor = actors.get(email);
    if (!actor) throw new Error(`no demo account ${email}`);
    return { actor, db, now: new Date(now.getTime() - daysAgo * DAY) };
  };
  const { id: projectId } = await createProject(as(plan.owner, 30), {
    name: plan.name,
    gridArea: plan.gridArea,
  });
  for (const [i, { name, caseType, street, postcode, count, reach }] of plan.groups.entries()) {
    const { id: groupId } = await createGroup(as(plan.owner, 30 - i / 100), projectId, { name, caseType });
    const wished = addWorkingDays(today({ now }), 30);
    await addCases(as(plan.owner, 28), groupId, {
      fields: demoFields(caseType, wished),
      addresses: demoAddresses(caseType, street, postcode, count),
      acceptWarnings: true,
    });
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listCases(as(plan.owner, 28), projectId, {
        group: groupId,
        limit: 500,
        ...(cursor && { cursor }),
      });
      ids.push(...page.cases.map((row) => row.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    let at = 0;
    for (const [state, n] of Object.entries(reach) as [CaseState, number][]) {
      await leadTo(state, ids.slice(at, at + n), plan, as);
      at += n;
    }
  }
}

/** A meter number made from the case's id, so that each case has its own. */
const meterOf = (id: string) => `M${Number.parseInt(id.replaceAll("-", "").slice(-10), 16)}`;

async function leadTo(
  state: CaseState,
  ids: string[],
  plan: Plan,
  as: (email: string, daysAgo: number) => Ctx,
): Promise<void> {
  const { owner, dso } = plan;
  const act = (email: string, daysAgo: number, action: string, params: Record<string, unknown> = {}) =>
    performAction(as(email, daysAgo), { action, params, selection: { ids } });
  const dayOf = (daysAgo: number) => today(as(owner, daysAgo));
  await act(dso, 24, "change_handler", { handlerId: as(dso, 24).actor.id });
  if (state === "rejected")
    return void (await act(dso, 20, "reject", { reason: "Tegning over målerplacering mangler." }));
  await act(dso, 20, "approve", { connectionPoint: `Kabelskab ${100 + (ids.length % 40)}` });
  if (state === "approved") return;
  if (state === "cancelled")
    return void (await act(owner, 15, "cancel", { reason: "Boligerne bygges ikke i denne etape." }));
  await act(owner, 14, "report_ready_for_meter", {
    meterDate: addWorkingDays(dayOf(14), 5),
    supplierChosen: true,
    meterPlaceLabelled: true,
  });
  if (state === "ready_for_meter") return;
  const meterNumbers = Object.fromEntries(ids.map((id) => [id, meterOf(id)]));
  await act(dso, 7, "register_meter", { installedOn: dayOf(8), meterNumbers });
  if (state === "meter_installed") return;
  await act(owner, 4, "complete", { completedOn: dayOf(5) });
  if (state === "archived") await act(dso, 2, "archive");
}

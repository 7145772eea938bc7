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
import { openDemoAreas } from "./demo-areas";
import { bringReferenceData } from "./reference-data";

const DAY = 86_400_000;

/** What is older is read. */
const NEWS_DAYS = 8;

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
    await bringReferenceData(tx);
    await openDemoAreas(tx);
    const actors = await storeAccounts(tx);
    for (const plan of PLANS) await playPlan(tx, now, actors, plan);
    // What happened weeks ago is no news, and nobody is written to.
    await tx.execute(sql`delete from outbox where kind = 'news' and receiver like '%@demo.example'`);
    const read = new Date(now.getTime() - NEWS_DAYS * DAY).toISOString();
    await tx.execute(sql`update notifications set read_at = created_at 
      where created_at < ${read}::timestamptz and user_id in (select id from users where email like '%@demo.example')`);
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
    const addresses = demoAddresses(caseType, street, postcode, count);
    const led = Object.values(reach).reduce((sum, n) => sum + n, 0);
    for (const [daysAgo, from, to] of submissions(led, count))
      await addCases(as(plan.owner, daysAgo), groupId, {
        fields: demoFields(caseType, wished),
        addresses: addresses.slice(from, to),
        acceptWarnings: true,
      });
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listCases(as(plan.owner, 28), projectId, {
        group: groupId,
        sort: "number",
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

/**
 * When which of a group's addresses are submitted: those that are led further first; of those that still wait a few are
 * overdue, some are due soon, and most are new.
 */
function submissions(led: number, count: number): [daysAgo: number, from: number, to: number][] {
  const waiting = count - led;
  const overdue = led + Math.floor(waiting * 0.05);
  const soon = overdue + Math.floor(waiting * 0.1);
  const parts: [number, number, number][] = [
    [28, 0, led],
    [24, led, overdue],
    [19, overdue, soon],
    [5, soon, count],
  ];
  return parts.filter(([, from, to]) => to > from);
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
    meterDate: addWorkingDays(dayOf(14), 8),
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

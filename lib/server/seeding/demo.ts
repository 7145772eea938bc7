import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { gridAreas, organisations, users } from "@/db/schema";
import type { CaseState, CaseType, Role } from "@/lib/domain/vocabulary";
import { addWorkingDays } from "@/lib/domain/working-days";
import { performAction } from "@/lib/server/cases/bulk";
import { listCases } from "@/lib/server/cases/case-list";
import { type Actor, type Ctx, today } from "@/lib/server/kernel/context";
import { storePostcodes } from "@/lib/server/places/grid-areas";
import { addCases } from "@/lib/server/imports/import";
import { hashPassword } from "@/lib/server/people/passwords";
import { createGroup, createProject } from "@/lib/server/projects/projects";
import { demoAddresses, demoFields } from "./seeding";

export const DEMO_PASSWORD = "projekter-demo";

/** Rows of a file in `db/data`, without its head; the files hold no quoted cells. */
const table = (name: string) =>
  readFileSync(join(process.cwd(), "db", "data", name), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(","));

/** Postcodes of the demo's areas. Real borders are finer; several areas share 4000 and 7100 to show the choice. */
const AREAS_OF: [from: number, to: number, areas: string[]][] = [
  [1050, 2999, ["791"]],
  [3000, 3699, ["791"]],
  [4000, 4000, ["740", "791"]],
  [4001, 4999, ["740"]],
  [7100, 7100, ["244", "131"]],
  [8600, 8699, ["131"]],
  [8700, 8799, ["131"]],
  [8900, 8999, ["131"]],
];

/** Organisations of the grid areas, the areas, and the postcode table: what a new system starts from. */
export async function storeReferenceData(db: Db): Promise<void> {
  const areas = table("grid-areas.csv").map(
    ([code = "", name = "", dso = "", gln = "", priceArea = "", status = ""]) => ({
      ...{ code, name, dso, gln, priceArea },
      isActive: status === "active",
    }),
  );
  const dsos = [...new Map(areas.map(({ dso, gln }) => [dso, gln || null])).entries()];
  const stored = await db
    .insert(organisations)
    .values(dsos.map(([name, gln]) => ({ kind: "dso" as const, name, gln })))
    .returning();
  const ids = new Map(stored.map(({ name, id }) => [name, id]));
  await db.insert(gridAreas).values(
    areas.map(({ code, name, dso, priceArea, isActive }) => ({
      code,
      name,
      dsoId: ids.get(dso) ?? "",
      priceArea,
      isActive,
    })),
  );
  const rows = table("postcodes.csv").map(([postcode = "", town = ""]) => {
    const number = Number(postcode);
    return {
      postcode,
      town,
      gridAreas: AREAS_OF.find(([from, to]) => number >= from && number <= to)?.[2] ?? [],
    };
  });
  await storePostcodes(db, rows);
}

type Account = { email: string; name: string; role: Role; organisation: string | null };
const ACCOUNTS: Account[] = [
  {
    email: "installer@demo.example",
    name: "Ida Installatør",
    role: "installer",
    organisation: "Elfirma Nord A/S",
  },
  {
    email: "colleague@demo.example",
    name: "Karl Kollega",
    role: "installer",
    organisation: "Elfirma Nord A/S",
  },
  {
    email: "other-installer@demo.example",
    name: "Omar Andersen",
    role: "installer",
    organisation: "Havnens El ApS",
  },
  { email: "dso@demo.example", name: "Dorte Sagsbehandler", role: "dso", organisation: "Radius Elnet A/S" },
  {
    email: "dso-colleague@demo.example",
    name: "Niels Netmand",
    role: "dso",
    organisation: "Radius Elnet A/S",
  },
  { email: "other-dso@demo.example", name: "Nora Net", role: "dso", organisation: "N1 A/S" },
  { email: "admin@demo.example", name: "Anna Administrator", role: "admin", organisation: null },
];

async function storeAccounts(db: Db): Promise<Map<string, Actor>> {
  await db.insert(organisations).values([
    { kind: "installer", name: "Elfirma Nord A/S", cvr: "10150817" },
    { kind: "installer", name: "Havnens El ApS", cvr: "25063864" },
  ]);
  const known = new Map(
    (await db.select().from(organisations)).map((organisation) => [organisation.name, organisation]),
  );
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const actors = new Map<string, Actor>();
  for (const { email, name, role, organisation } of ACCOUNTS) {
    const company = organisation === null ? null : (known.get(organisation) ?? null);
    const row = { email, name, role, organisationId: company?.id ?? null, passwordHash };
    const [user] = await db.insert(users).values(row).returning({ id: users.id });
    const seat = company && { id: company.id, kind: company.kind, name: company.name };
    actors.set(email, { id: user?.id ?? "", name, email, role, organisation: seat } as Actor);
  }
  return actors;
}

type Plan = {
  name: string;
  gridArea: string;
  owner: string;
  dso: string;
  groups: {
    name: string;
    caseType: CaseType;
    street: string;
    postcode: string;
    count: number;
    reach: Partial<Record<CaseState, number>>;
  }[];
};

/** `reach`: how many of a group's cases are led to which state; the rest stay submitted. */
const PLANS: Plan[] = [
  {
    name: "Bryggervangen, 2.040 boliger",
    gridArea: "791",
    owner: "installer@demo.example",
    dso: "dso@demo.example",
    groups: [
      {
        name: "Blok A",
        caseType: "apartment",
        street: "Bryggervangen",
        postcode: "2100",
        count: 700,
        reach: { completed: 200, approved: 250, rejected: 20 },
      },
      {
        name: "Blok B",
        caseType: "apartment",
        street: "Østerbrogade",
        postcode: "2100",
        count: 640,
        reach: { approved: 300, ready_for_meter: 120 },
      },
      {
        name: "Kollegiet",
        caseType: "youth_elderly_care",
        street: "Tagensvej",
        postcode: "2200",
        count: 480,
        reach: { approved: 80, cancelled: 12 },
      },
      {
        name: "Rækkehusene",
        caseType: "terraced_house",
        street: "Strandvænget",
        postcode: "2100",
        count: 180,
        reach: { ready_for_meter: 60 },
      },
      {
        name: "Butikkerne",
        caseType: "business",
        street: "Jagtvej",
        postcode: "2100",
        count: 40,
        reach: { meter_installed: 10, approved: 10 },
      },
    ],
  },
  {
    name: "Skovlunde Have",
    gridArea: "791",
    owner: "installer@demo.example",
    dso: "dso@demo.example",
    groups: [
      {
        name: "Bygning 1",
        caseType: "apartment",
        street: "Bakkevej",
        postcode: "2740",
        count: 40,
        reach: { archived: 8, completed: 12, meter_installed: 6, approved: 6 },
      },
      {
        name: "Plejecentret",
        caseType: "youth_elderly_care",
        street: "Torvet",
        postcode: "2740",
        count: 24,
        reach: { rejected: 5, cancelled: 3, ready_for_meter: 6 },
      },
      {
        name: "Rækkerne",
        caseType: "terraced_house",
        street: "Ballerupvej",
        postcode: "2740",
        count: 18,
        reach: { approved: 9 },
      },
    ],
  },
  {
    name: "Silkeborg Søfront",
    gridArea: "131",
    owner: "installer@demo.example",
    dso: "other-dso@demo.example",
    groups: [
      {
        name: "Punkthus 1",
        caseType: "apartment",
        street: "Søvej",
        postcode: "8600",
        count: 60,
        reach: { approved: 30, rejected: 4 },
      },
      {
        name: "Caféer",
        caseType: "business",
        street: "Åhavevej",
        postcode: "8600",
        count: 6,
        reach: { ready_for_meter: 2 },
      },
    ],
  },
  {
    name: "Nordhavn Pier 4",
    gridArea: "791",
    owner: "other-installer@demo.example",
    dso: "dso@demo.example",
    groups: [
      {
        name: "Tårnet",
        caseType: "apartment",
        street: "Sundkaj",
        postcode: "2150",
        count: 90,
        reach: { approved: 40, completed: 20 },
      },
      {
        name: "Kontorer",
        caseType: "business",
        street: "Pier",
        postcode: "2150",
        count: 12,
        reach: { meter_installed: 4 },
      },
    ],
  },
];

const DAY = 86_400_000;

/** Any constant number: it names the lock that lets one process seed at a time. */
const SEED_LOCK = 7_914_133;

/**
 * Fills a database that holds nothing with the demo: reference data, the accounts, and projects whose cases reach
 * their states through the same verbs as anybody's, on days of the last weeks. »already« when the demo is there.
 * One transaction: whoever stops it, or is stopped in it, finds nothing of it and begins again.
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

/** Made up of the case's own id: no meter hangs in two places. */
const meterOf = (id: string) => `M${Number.parseInt(id.replaceAll("-", "").slice(0, 10), 16)}`;

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

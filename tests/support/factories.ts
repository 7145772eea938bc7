import { gridAreas, organisations, postcodeGridAreas, postcodes, users } from "@/db/schema";
import type { Case } from "@/lib/contract/answers/cases";
import type { CaseState, CaseType, OrganisationKind, Role } from "@/lib/domain/vocabulary";
import { allCases } from "@/lib/server/cases/case-list";
import { scopeOf } from "@/lib/server/kernel/access";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { performAction } from "@/lib/server/cases/bulk";
import { addCases } from "@/lib/server/imports/import";
import { createGroup } from "@/lib/server/projects/groups";
import { createProject } from "@/lib/server/projects/projects";
import { testDb, testDbFor } from "./database";

/** A Tuesday at noon; every date in the tests is reckoned from it. */
export const NOW = new Date("2026-11-24T11:00:00Z");

/** Everybody's password, and a hash of it that costs next to nothing to check. */
export const PASSWORD = "et kodeord til prøver";
const PASSWORD_HASH =
  "$argon2id$v=19$m=8,t=1,p=1$k60zDgukb0nb758+KHHHew$IVaHmoHU+mps+Nu8aUvreCfTYUtncJr3pky5150wwJE";

let count = 0;
const next = () => {
  count += 1;
  return count;
};

// Three digits is all an area has, so these are counted apart.
let areas = 0;

type Organisation = NonNullable<Actor["organisation"]>;

export async function anOrganisation(kind: OrganisationKind): Promise<Organisation> {
  const [row] = await testDb()
    .insert(organisations)
    .values({ kind, name: `${kind} ${next()}` })
    .returning();
  if (!row) throw new Error("no organisation");
  return { id: row.id, kind, name: row.name };
}

export async function aUser(role: Role, organisation: Organisation | null = null): Promise<Actor> {
  const n = next();
  const [row] = await testDb()
    .insert(users)
    .values({
      role,
      organisationId: organisation?.id ?? null,
      name: `${role} ${n}`,
      email: `user${n}@test.example`,
      passwordHash: PASSWORD_HASH,
    })
    .returning();
  if (!row) throw new Error("no user");
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role,
    sessionVersion: 1,
    changeCount: 0,
    sessionId: null,
    scope: "write",
    organisation,
  } as Actor;
}

export const ctxOf = (actor: Actor, now = NOW): Ctx => ({ actor, db: testDbFor(scopeOf(actor)), now });

/** An area of a DSO, with the postcodes that lie in it. */
export async function aGridArea(dso: Organisation, codes: string[] = []): Promise<string> {
  areas += 1;
  const code = String(100 + areas);
  await testDb()
    .insert(gridAreas)
    .values({ code, name: `Area ${code}`, dsoId: dso.id });
  for (const postcode of codes) {
    await testDb().insert(postcodes).values({ postcode, town: "Skovlunde" }).onConflictDoNothing();
    await testDb().insert(postcodeGridAreas).values({ postcode, gridArea: code });
  }
  return code;
}

/** Values with which a case of each type is complete and without warnings on `NOW`. */
export const FIELDS: Record<CaseType, Record<string, unknown>> = {
  business: {
    meterType: "direct",
    usage: "Butik",
    customerCvr: "10150817",
    meterPlacement: "switch_room",
    serviceCable: "new",
    connectionDate: "2027-03-01",
    customerName: "Kunde A/S",
    customerEmail: "kunde@test.example",
    payerSameAsCustomer: true,
  },
  terraced_house: {
    storeys: 2,
    meterPlacement: "outdoor_cabinet",
    serviceCable: "new",
    connectionDate: "2027-03-01",
    customerName: "Kunde",
    customerEmail: "kunde@test.example",
    payerSameAsCustomer: true,
  },
  apartment: {
    storeys: 5,
    meterPlacement: "dwelling",
    serviceCable: "new",
    connectionDate: "2027-03-01",
    customerName: "Kunde",
    customerEmail: "kunde@test.example",
    payerSameAsCustomer: true,
  },
  youth_elderly_care: {
    floorArea: 40,
    housingKind: "youth",
    meterPlacement: "dwelling",
    serviceCable: "new",
    connectionDate: "2027-03-01",
    customerName: "Kunde",
    customerEmail: "kunde@test.example",
    payerSameAsCustomer: true,
  },
};

export const someAddresses = (n: number, street = `Vej ${next()}`) =>
  Array.from({ length: n }, (_, i) => ({
    street,
    houseNo: String(1 + Math.floor(i / 10)),
    floor: String(1 + Math.floor((i % 10) / 2)),
    door: i % 2 === 0 ? "tv" : "th",
    postcode: "2740",
  }));

/** Everyone there is: two installer companies, two DSOs with an area each, an administrator. */
export async function aWorld() {
  const [company, otherCompany] = [await anOrganisation("installer"), await anOrganisation("installer")];
  const [dsoCompany, otherDsoCompany] = [await anOrganisation("dso"), await anOrganisation("dso")];
  const installer = await aUser("installer", company);
  const gridArea = await aGridArea(dsoCompany, ["2740"]);
  const otherArea = await aGridArea(otherDsoCompany);
  return {
    gridArea,
    otherArea,
    installer,
    colleague: await aUser("installer", company),
    otherInstaller: await aUser("installer", otherCompany),
    dso: await aUser("dso", dsoCompany),
    dsoColleague: await aUser("dso", dsoCompany),
    otherDso: await aUser("dso", otherDsoCompany),
    admin: await aUser("admin"),
  };
}
export type World = Awaited<ReturnType<typeof aWorld>>;

export async function aProject(
  installer: Actor,
  gridArea: string,
  name = `Projekt ${next()}`,
): Promise<string> {
  return (await createProject(ctxOf(installer), { name, gridArea })).id;
}

export async function aGroup(
  installer: Actor,
  projectId: string,
  caseType: CaseType = "apartment",
): Promise<string> {
  return (await createGroup(ctxOf(installer), projectId, { name: `Gruppe ${next()}`, caseType })).id;
}

/** Complete cases in a group; their ids in the order of their addresses. */
export async function someCases(
  installer: Actor,
  groupId: string,
  caseType: CaseType,
  n: number,
): Promise<Case[]> {
  const street = `Vej ${next()}`;
  const outcome = await addCases(ctxOf(installer), groupId, {
    fields: FIELDS[caseType],
    addresses: someAddresses(n, street),
    acceptWarnings: true,
  });
  if (outcome.created !== n) throw new Error(`${outcome.created} of ${n} cases were created`);
  const { projectId } = await import("@/lib/server/projects/groups").then(({ getGroup }) =>
    getGroup(ctxOf(installer), groupId),
  );
  const all = await allCases(ctxOf(installer), projectId, { group: [groupId] }, 50_000);
  return all.filter((row) => row.addressParts.street === street);
}

const STEPS: Record<
  CaseState,
  [who: "installer" | "dso", action: string, params: Record<string, unknown>][]
> = {
  submitted: [],
  approved: [["dso", "approve", { connectionPoint: "Skab 1" }]],
  ready_for_meter: [
    ["dso", "approve", { connectionPoint: "Skab 1" }],
    [
      "installer",
      "report_ready_for_meter",
      { meterDate: "2026-12-01", supplierChosen: true, meterPlaceLabelled: true },
    ],
  ],
  meter_installed: [],
  completed: [],
  rejected: [["dso", "reject", { reason: "Mangler tegning" }]],
  cancelled: [["installer", "cancel", {}]],
  archived: [],
};
STEPS.meter_installed = [...STEPS.ready_for_meter, ["dso", "register_meter", { installedOn: "2026-11-20" }]];
STEPS.completed = [...STEPS.meter_installed, ["installer", "complete", { completedOn: "2026-11-23" }]];
STEPS.archived = [...STEPS.rejected, ["dso", "archive", {}]];

/** Leads cases from submitted to a state, through the same door as everybody. */
export async function lead(world: World, ids: string[], state: CaseState): Promise<void> {
  for (const [who, action, params] of STEPS[state]) {
    await performAction(ctxOf(world[who]), { action, params, selection: { ids } });
  }
}

/** A world with one project, a group and some submitted cases of one type. */
export async function aProjectWithCases(n = 3, caseType: CaseType = "apartment") {
  const world = await aWorld();
  const projectId = await aProject(world.installer, world.gridArea);
  const groupId = await aGroup(world.installer, projectId, caseType);
  const cases = await someCases(world.installer, groupId, caseType, n);
  return { ...world, world, projectId, groupId, cases, ids: cases.map((row) => row.id) };
}

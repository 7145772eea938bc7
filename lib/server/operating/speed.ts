import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { gridAreas, groups, organisations, projects, users } from "@/db/schema";
import type { Role } from "@/lib/domain/vocabulary";
import { updateCases } from "@/lib/server/cases/case-update";
import { listAllCases } from "@/lib/server/cases/work-list";
import type { Actor } from "@/lib/server/kernel/context";
import { startOperation } from "@/lib/server/kernel/history";
import type { Tx } from "@/lib/server/kernel/mutate";
import { rowsOf } from "@/lib/server/kernel/sql";

/** In cases: enough to tell a slow disk, and few enough to leave little behind for the vacuum. */
const CHANGED = 200;
/** Any constant number: it names the lock that lets one process measure at a time. */
const MEASURE_LOCK = 7_914_137;
/** No code of a real grid area. */
const AREA = "###";

type Took = { listMs: number; bulkMs: number; count: number };

/**
 * How long the first page of all cases takes, and one change of many. The change is done to cases, a project and companies
 * that are made for it, and everything is rolled back: it waits for nobody's locks and holds none that others ask for, takes
 * no case numbers, and neither news nor counts of it remain. »busy« while another process measures.
 */
export async function measureWork(db: Db): Promise<Took | "busy"> {
  const undone = new Error("measured");
  let took: Took | "busy" = "busy";
  const measuring = db.transaction(async (tx) => {
    await tx.execute(sql`set local lock_timeout = '500ms'`);
    await tx.execute(sql`set local statement_timeout = '5s'`);
    const [lock] = await rowsOf<{ isOurs: boolean }>(
      tx,
      sql`select pg_try_advisory_xact_lock(${MEASURE_LOCK}) as "isOurs"`,
    );
    if (lock?.isOurs) took = await measure(tx);
    throw undone;
  });
  await measuring.catch((error) => {
    if (error !== undone) throw error;
  });
  return took;
}

async function measure(tx: Tx): Promise<Took> {
  const now = new Date();
  const listMs = await timeOf(() => listAllCases({ actor: anActor("admin"), db: tx, now }, { limit: 50 }));
  const dso = anActor("dso");
  const ids = await makeCases(tx, anActor("installer"), dso);
  const ctx = { actor: dso, db: tx, now };
  const changed = ids.map((id) => ({
    id,
    from: "submitted" as const,
    to: "approved" as const,
    changes: { connectionPoint: [null, "1"] as [null, string] },
  }));
  const bulkMs = await timeOf(() => updateCases(ctx, tx, startOperation(ctx, "approve"), "approve", changed));
  return { listMs, bulkMs, count: ids.length };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return Math.round(performance.now() - begun);
}

/** Somebody of a company that there is only within the transaction. */
function anActor(role: Role): Actor {
  const [id, company] = [crypto.randomUUID(), crypto.randomUUID()];
  const organisation = role === "admin" ? null : { id: company, kind: role, name: company };
  return {
    id,
    name: id,
    email: id,
    role,
    sessionVersion: 1,
    changeCount: 0,
    sessionId: null,
    organisation,
  } as Actor;
}

async function makeCases(tx: Tx, installer: Actor, dso: Actor): Promise<string[]> {
  const [ownerId, dsoId] = [installer, dso].map(({ organisation }) => organisation?.id ?? "") as [
    string,
    string,
  ];
  const [projectId, groupId] = [crypto.randomUUID(), crypto.randomUUID()];
  const place = { ownerId, gridArea: AREA, dsoId };
  await tx.insert(organisations).values([
    { id: ownerId, kind: "installer", name: ownerId },
    { id: dsoId, kind: "dso", name: dsoId },
  ]);
  await tx.insert(users).values(
    [installer, dso].map(({ id, name, email, role, organisation }) => ({
      ...{ id, name, email, role },
      organisationId: organisation?.id,
      passwordHash: "",
      isActive: false,
    })),
  );
  await tx.insert(gridAreas).values({ code: AREA, name: AREA, dsoId });
  await tx.insert(projects).values({ id: projectId, name: AREA, createdBy: installer.id, ...place });
  await tx.insert(groups).values({ id: groupId, projectId, name: AREA, caseType: "apartment" });
  // Numbers of their own: those from the sequence would be missing afterwards.
  const made = await rowsOf<{ id: string }>(
    tx,
    sql`insert into cases (number, project_id, group_id, owner_id, grid_area, dso_id, case_type, street, house_no, postcode,
        address_key, address_sort, fields, installer_id)
      overriding system value
      select -n, ${projectId}::uuid, ${groupId}::uuid, ${ownerId}::uuid, ${AREA}, ${dsoId}::uuid, 'apartment', 'Vej', '1', '0000',
        n::text, n::text, '{}', ${installer.id}::uuid
      from generate_series(1, ${CHANGED}::int) n returning id`,
  );
  return made.map(({ id }) => id);
}

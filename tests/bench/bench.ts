/**
 * Times the work on 10,000 cases beside its floor: the same rows written by bare SQL on the same database in the
 * same run, taken in turns, the median of several. One JSON line an item: {item, rows, ms, floorMs, ratio, peakMiB}.
 * `npm run bench -- P3` measures the items that begin so. Runs on DATABASE_URL (a database of its own, filled with rows!) or on an embedded one in memory.
 */
import { sql } from "drizzle-orm";
import { type Db, migratePostgres, openEmbedded, openPostgres } from "@/db/client";
import { gridAreas, organisations, postcodeGridAreas, postcodes, users } from "@/db/schema";
import { offersOf, performAction } from "@/lib/server/cases/bulk";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { addCases } from "@/lib/server/imports/import";
import { createGroup } from "@/lib/server/projects/groups";
import { createProject } from "@/lib/server/projects/projects";
import { rowsOf, uuidArray } from "@/lib/server/kernel/sql";
import { measureImport } from "./import";

const ROWS = 10_000;
const ROUNDS = 5;

async function main() {
  const url = process.env.DATABASE_URL;
  if (url) await migratePostgres(url);
  const { db, close } = url ? await openPostgres(url) : await openEmbedded();
  const installer = await person(db, "installer");
  const dso = await person(db, "dso");
  await db
    .insert(gridAreas)
    .values({ code: "791", name: "Bench", dsoId: dso.organisation?.id ?? "" })
    .onConflictDoNothing();
  await db.insert(postcodes).values({ postcode: "2740", town: "Skovlunde" }).onConflictDoNothing();
  await db.insert(postcodeGridAreas).values({ postcode: "2740", gridArea: "791" }).onConflictDoNothing();
  const areaOwner = { ...dso, organisation: { ...dso.organisation, id: await ownerOfArea() } } as Actor;
  const as = (actor: Actor): Ctx => ({ actor, db, now: new Date() });

  async function person(on: Db, role: "installer" | "dso"): Promise<Actor> {
    const tag = crypto.randomUUID();
    const [organisation] = await on
      .insert(organisations)
      .values({ kind: role, name: `Bench ${tag}` })
      .returning();
    const values = {
      role,
      organisationId: organisation?.id ?? "",
      name: "Bench",
      email: `${tag}@bench.example`,
      passwordHash: "-",
    };
    const [user] = await on.insert(users).values(values).returning();
    return { ...user, organisation } as unknown as Actor;
  }

  async function ownerOfArea(): Promise<string> {
    const [area] = await rowsOf<{ id: string }>(
      db,
      sql`select dso_id as id from grid_areas where code = '791'`,
    );
    return area?.id ?? "";
  }

  const fields = {
    storeys: 5,
    meterPlacement: "dwelling",
    serviceCable: "new",
    connectionDate: "2099-03-02",
    customerName: "Kunde",
    customerEmail: "kunde@bench.example",
    payerSameAsCustomer: true,
  };
  const addresses = Array.from({ length: ROWS }, (_, i) => ({
    street: "Bygaden",
    houseNo: String(1 + Math.floor(i / 20)),
    floor: String(1 + (Math.floor(i / 2) % 10)),
    door: i % 2 ? "tv" : "th",
    postcode: "2740",
    reference: `R-${i}`,
  }));

  async function emptyGroup() {
    const project = await createProject(as(installer), { name: "Bench", gridArea: "791" });
    const group = await createGroup(as(installer), project.id, { name: "A", caseType: "apartment" });
    return { projectId: project.id, groupId: group.id };
  }

  async function filledGroup() {
    const place = await emptyGroup();
    await addCases(as(installer), place.groupId, { fields, addresses, acceptWarnings: true });
    const rows = await rowsOf<{ id: string }>(
      db,
      sql`select id from cases where project_id = ${place.projectId}`,
    );
    return { ...place, ids: rows.map((row) => row.id) };
  }

  /** What the database itself must do for a change: the rows, one history row each, one transaction. */
  const rawChange = (ids: string[]) =>
    db.transaction(async (tx) => {
      await tx.execute(
        sql`update cases set state = 'approved', version = version + 1, updated_at = now() where id = any(${uuidArray(ids)})`,
      );
      await tx.execute(rawHistory(ids));
    });

  const rawHistory = (
    ids: string[],
  ) => sql`insert into history_events (operation_id, subject, subject_id, action, actor_name, version)
    select gen_random_uuid(), 'case', id::text, 'approve', 'Bench', 2 from unnest(${uuidArray(ids)}) id`;

  async function rawCreate() {
    const { projectId, groupId } = await emptyGroup();
    return () =>
      db.transaction(async (tx) => {
        const rows = JSON.stringify(addresses.map((address, i) => ({ ...address, key: String(i), fields })));
        const made = await rowsOf<{ id: string }>(
          tx,
          sql`insert into cases (project_id, group_id, owner_id, grid_area, dso_id, case_type, street, house_no, floor, door,
            postcode, address_key, address_sort, fields, installer_id)
          select p.id, ${groupId}::uuid, p.owner_id, p.grid_area, p.dso_id, 'apartment', r->>'street', r->>'houseNo', r->>'floor',
            r->>'door', r->>'postcode', r->>'key', r->>'key', r->'fields', ${installer.id}::uuid
          from projects p, jsonb_array_elements(${rows}::jsonb) r where p.id = ${projectId}::uuid returning id`,
        );
        await tx.execute(rawHistory(made.map((row) => row.id)));
      });
  }

  type Work = () => Promise<unknown>;
  const timed = async (work: Work) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

  /** `prepare` makes the rows before the clock starts. */
  async function measure(item: string, prepare: () => Promise<Work>, prepareFloor: () => Promise<Work>) {
    if (!item.startsWith(process.argv[2] ?? "")) return;
    const ours: number[] = [];
    const floor: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      floor.push(await timed(await prepareFloor()));
      ours.push(await timed(await prepare()));
    }
    const [ms, floorMs] = [median(ours), median(floor)];
    const line = {
      item,
      rows: ROWS,
      ms: Math.round(ms),
      floorMs: Math.round(floorMs),
      ratio: Number((ms / floorMs).toFixed(2)),
    };
    process.stdout.write(
      `${JSON.stringify({ ...line, peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`,
    );
  }

  const change = async () => {
    const { ids } = await filledGroup();
    return () => rawChange(ids);
  };
  const approve = { action: "approve", params: { connectionPoint: "Skab 1" } };

  await measureImport(measure, { ctx: () => as(installer), fields, addresses, emptyGroup, rawCreate });
  await measure(
    "P2 create from JSON",
    async () => {
      const { groupId } = await emptyGroup();
      return () => addCases(as(installer), groupId, { fields, addresses, acceptWarnings: true });
    },
    rawCreate,
  );
  await measure(
    "P3 state change by ids",
    async () => {
      const { ids } = await filledGroup();
      return () => performAction(as(areaOwner), { ...approve, selection: { ids } });
    },
    change,
  );
  await measure(
    "P3 state change by filter",
    async () => {
      const { projectId } = await filledGroup();
      return () =>
        performAction(as(areaOwner), {
          ...approve,
          selection: { projectId, filter: { state: "submitted" } },
        });
    },
    change,
  );
  await measure(
    "P4 bulk edit",
    async () => {
      const { ids } = await filledGroup();
      return () =>
        performAction(as(installer), { action: "edit", params: { set: { ampere: 20 } }, selection: { ids } });
    },
    change,
  );
  await measure(
    "P5 offers by ids",
    async () => {
      const { ids } = await filledGroup();
      return () => offersOf(as(installer), { selection: { ids } });
    },
    async () => {
      const { ids } = await filledGroup();
      return () => rowsOf(db, sql`select id, state from cases where id = any(${uuidArray(ids)})`);
    },
  );
  await close();
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

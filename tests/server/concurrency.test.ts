import { setTimeout } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { performAction } from "@/lib/server/cases/bulk";
import { allCases } from "@/lib/server/cases/case-list";
import { updateCases } from "@/lib/server/cases/case-update";
import { historyOf } from "@/lib/server/kernel/history";
import { addCases } from "@/lib/server/imports/import";
import { deleteGroup, renameGroup } from "@/lib/server/projects/groups";
import { deleteProject, renameProject } from "@/lib/server/projects/projects";
import { write } from "@/lib/server/kernel/mutate";
import { rowsOf, uuidArray } from "@/lib/server/kernel/sql";
import { undoOperation } from "@/lib/server/operations/undo";
import { setUserActive } from "@/lib/server/people/users";
import { seedProject } from "@/lib/server/seeding/seeding";
import { testDb } from "../support/database";
import {
  aGroup,
  aProject,
  aProjectWithCases,
  aWorld,
  ctxOf,
  FIELDS,
  someAddresses,
} from "../support/factories";

/** The embedded database has one connection and takes turns; PostgreSQL really does these at once. */
const ROUNDS = 15;

test("two users change overlapping selections: no update is lost, each version has its event", async () => {
  const { dso, dsoColleague, projectId, ids } = await aProjectWithCases(20);
  const change = (actor: typeof dso, selected: string[], round: number) =>
    performAction(ctxOf(actor), {
      action: "edit",
      params: { set: { connectionPoint: `${actor.name} ${round}`, feePaid: round % 2 === 0 } },
      selection: { ids: selected },
    });
  for (let round = 0; round < ROUNDS; round += 1) {
    // The same cases in opposite order: without a fixed order of locking this would deadlock.
    await Promise.all([
      change(dso, ids.slice(0, 14), round),
      change(dsoColleague, ids.slice(6).reverse(), round),
    ]);
  }
  for (const row of await allCases(ctxOf(dso), projectId, {}, 100)) {
    const events = (await historyOf(ctxOf(dso), "case", row.id)).reverse();
    expect(events).toHaveLength(row.version);
    // Each event takes up where the one before it left off, and the last one is what the case says.
    let point: unknown = null;
    for (const { changes } of events) {
      if (!changes?.connectionPoint) continue;
      expect(changes.connectionPoint[0]).toBe(point);
      point = changes.connectionPoint[1];
    }
    expect(row.fields.connectionPoint).toBe(point);
  }
});

test("of two who act on what they saw, the second is told, and nothing of it is done", async () => {
  const { installer, dso, cases, ids } = await aProjectWithCases(10);
  const selection = { ids, versions: cases.map((row) => row.version) };
  const outcomes = await Promise.allSettled([
    performAction(ctxOf(dso), { action: "approve", params: { connectionPoint: "S" }, selection }),
    performAction(ctxOf(installer), { action: "cancel", params: {}, selection }),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const refused = outcomes.find((outcome) => outcome.status === "rejected");
  expect(refused?.reason).toMatchObject({ code: "cases_blocked" });
  expect(refused?.reason.detail.extra.blocked).toHaveLength(10);
  for (const row of cases) {
    expect(await historyOf(ctxOf(dso), "case", row.id)).toHaveLength(2);
  }
});

test("of two who take the same back, the second is told that it has been done", async () => {
  const { dso, dsoColleague, ids } = await aProjectWithCases(20);
  const change = { action: "approve", params: { connectionPoint: "S" }, selection: { ids } };
  const { operationId } = await performAction(ctxOf(dso), change);
  const outcomes = await Promise.allSettled(
    [dso, dsoColleague].map((actor) => undoOperation(ctxOf(actor), operationId ?? "")),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const refused = outcomes.find((outcome) => outcome.status === "rejected");
  expect(refused?.reason).toMatchObject({ code: "operation_already_undone" });
});

test("a case that is gone when it is written fails the whole change", async () => {
  const { installer, ids } = await aProjectWithCases(2);
  const ctx = ctxOf(installer);
  const changes = [...ids, crypto.randomUUID()].map((id) => ({
    id,
    from: "submitted" as const,
    to: "cancelled" as const,
    changes: null,
  }));
  const change = write(ctx, "cancel", ({ tx, operation }) =>
    updateCases({ ...ctx, db: tx }, tx, operation, "cancel", changes),
  );
  await expect(change).rejects.toThrow("2 of 3 locked cases were written");
  expect(await historyOf(ctx, "case", ids[0] ?? "")).toHaveLength(1);
});

test("two colleagues add the same addresses at once: they are there once, the other is told which", async () => {
  const { installer, colleague, gridArea } = await aWorld();
  const projectId = await aProject(installer, gridArea);
  const groupId = await aGroup(installer, projectId, "apartment");
  const addresses = ["1", "2", "3"].map((houseNo) => ({ street: "Nygade", houseNo, postcode: "2740" }));
  const add = (actor: typeof installer) =>
    addCases(ctxOf(actor), groupId, { fields: FIELDS.apartment, addresses });
  const outcomes = await Promise.allSettled([add(installer), add(colleague)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const refused = outcomes.find((outcome) => outcome.status === "rejected");
  expect(refused?.reason).toMatchObject({
    code: "import_has_errors",
    detail: { extra: { problems: ["1", "2", "3"].map(() => ({ code: "duplicate_in_project" })) } },
  });
  expect(await allCases(ctxOf(installer), projectId, {}, 10)).toHaveLength(3);
});

test("a group that is deleted while addresses are added is there with them, or gone without", async () => {
  const { installer, gridArea } = await aWorld();
  const projectId = await aProject(installer, gridArea);
  for (let round = 0; round < ROUNDS; round += 1) {
    const groupId = await aGroup(installer, projectId, "apartment");
    const addresses = [{ street: "Nygade", houseNo: String(round + 1), postcode: "2740" }];
    const [added, deleted] = await Promise.allSettled([
      addCases(ctxOf(installer), groupId, { fields: FIELDS.apartment, addresses }),
      deleteGroup(ctxOf(installer), groupId),
    ]);
    if (added.status === "fulfilled") {
      expect(deleted).toMatchObject({ status: "rejected", reason: { code: "group_not_empty" } });
    } else {
      expect(added.reason).toMatchObject({ code: "not_found" });
      expect(deleted.status).toBe("fulfilled");
    }
  }
});

/** Begins the changes while somebody holds the row, so that each has asked for it before the first one is done. */
async function atOnce(
  table: "projects" | "groups" | "users",
  id: string,
  changes: readonly (() => Promise<unknown>)[],
) {
  let begun: Promise<PromiseSettledResult<unknown>[]> | undefined;
  await testDb().transaction(async (tx) => {
    await tx.execute(sql`select from ${sql.identifier(table)} where id = ${id}::uuid for update`);
    begun = Promise.allSettled(changes.map((change) => change()));
    await setTimeout(400);
  });
  return (await begun) ?? [];
}

describe.each([
  ["projects", deleteProject, renameProject],
  ["groups", deleteGroup, renameGroup],
] as const)("%s", (table, remove, rename) => {
  async function anEmptyOne() {
    const { installer, colleague, gridArea } = await aWorld();
    const projectId = await aProject(installer, gridArea);
    const id = table === "projects" ? projectId : await aGroup(installer, projectId);
    const told = () =>
      rowsOf<{ action: string; name: [string | null, string | null] }>(
        testDb(),
        sql`select action, changes->'name' as name from history_events
          where subject_id = ${id} and action not like 'create_%' order by id`,
      );
    return { by: [ctxOf(installer), ctxOf(colleague)], id, told };
  }

  test("of two who delete an empty one, the second finds none, and history tells of it once", async () => {
    const { by, id, told } = await anEmptyOne();
    const outcomes = await atOnce(
      table,
      id,
      by.map((ctx) => () => remove(ctx, id)),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "not_found" },
    });
    expect(await told()).toHaveLength(1);
  });

  test("of two who rename it, the second renames what the first has left", async () => {
    const { by, id, told } = await anEmptyOne();
    await atOnce(
      table,
      id,
      by.map((ctx, i) => () => rename(ctx, id, { name: `Navn ${i}` })),
    );
    const [first, second, ...more] = await told();
    expect(more).toEqual([]);
    expect(second?.name[0]).toBe(first?.name[1]);
  });

  test("one that is deleted while it is renamed is told as one, or as the other before it", async () => {
    const { by, id, told } = await anEmptyOne();
    const [one, other] = by as [(typeof by)[0], (typeof by)[0]];
    const [removed, renamed] = await atOnce(table, id, [
      () => remove(one, id),
      () => rename(other, id, { name: "Nyt navn" }),
    ]);
    expect(removed?.status).toBe("fulfilled");
    const kind = table.slice(0, -1);
    if (renamed?.status === "rejected") expect(renamed.reason).toMatchObject({ code: "not_found" });
    const isRenamed = renamed?.status === "fulfilled";
    expect((await told()).map(({ action }) => action)).toEqual([
      ...(isRenamed ? [`rename_${kind}`] : []),
      `delete_${kind}`,
    ]);
  });
});

describe("a user who is deactivated while they get cases has them, or gets none", () => {
  async function whileDeactivated(
    { admin }: Awaited<ReturnType<typeof aWorld>>,
    userId: string,
    give: () => Promise<unknown>,
    refusal: object,
  ) {
    const deactivate = () => setUserActive(ctxOf(admin), userId, { isActive: false });
    const [deactivated, given] = await atOnce("users", userId, [deactivate, give]);
    if (given?.status === "fulfilled")
      expect(deactivated).toMatchObject({ status: "rejected", reason: { code: "has_open_cases" } });
    else {
      expect(given?.reason).toMatchObject(refusal);
      expect(deactivated?.status).toBe("fulfilled");
    }
  }

  test("by adding addresses", async () => {
    const world = await aWorld();
    const { installer, gridArea } = world;
    const groupId = await aGroup(installer, await aProject(installer, gridArea), "apartment");
    const addresses = [{ street: "Nygade", houseNo: "1", postcode: "2740" }];
    const add = () => addCases(ctxOf(installer), groupId, { fields: FIELDS.apartment, addresses });
    await whileDeactivated(world, installer.id, add, { code: "unauthenticated" });
  });

  test("by an administrator who seeds their company's project", async () => {
    const world = await aWorld();
    const { admin, installer, colleague, gridArea } = world;
    await setUserActive(ctxOf(admin), colleague.id, { isActive: false });
    const cases = { fields: FIELDS.apartment, addresses: someAddresses(2) };
    const seed = () =>
      seedProject(ctxOf(admin), {
        ownerId: installer.organisation?.id,
        name: "Søgården",
        gridArea,
        groups: [{ name: "Blok A", caseType: "apartment", ...cases }],
      });
    await whileDeactivated(world, installer.id, seed, {
      code: "invalid",
      detail: { faults: [{ path: "ownerId", code: "no_installer" }] },
    });
  });

  test.each([
    ["change_installer", "installerId", "installer", "colleague"],
    ["change_handler", "handlerId", "dso", "dsoColleague"],
  ] as const)("by %s", async (action, key, by, to) => {
    const { world, ids } = await aProjectWithCases(3);
    const userId = world[to].id;
    const give = () =>
      performAction(ctxOf(world[by]), { action, params: { [key]: userId }, selection: { ids } });
    await whileDeactivated(world, userId, give, {
      code: "invalid",
      detail: { faults: [{ path: `params.${key}`, code: "unknown_person" }] },
    });
  });
});

test("a case that a search no longer finds when it is locked is left alone", async () => {
  const { dso, projectId, ids } = await aProjectWithCases(3);
  const refer = (db: ReturnType<typeof testDb>, reference: string, some: string[]) =>
    db.execute(
      sql`update cases set fields = fields || jsonb_build_object('reference', ${reference}::text) where id = any(${uuidArray(some)})`,
    );
  await refer(testDb(), "Fællessag", ids);
  let acting: ReturnType<typeof performAction> | undefined;
  await testDb().transaction(async (tx) => {
    await refer(tx, "Andet", ids.slice(0, 1));
    acting = performAction(ctxOf(dso), {
      action: "edit",
      params: { set: { connectionPoint: "Skab 9" } },
      selection: { projectId, filter: { q: "Fællessag" } },
    });
    // It finds three cases, and waits for the one that is being changed.
    await setTimeout(400);
  });
  expect((await acting)?.done).toBe(2);
});

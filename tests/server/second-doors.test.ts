import { sql } from "drizzle-orm";
import { addressKey } from "@/lib/domain/addresses/address-keys";
import { performAction } from "@/lib/server/cases/bulk";
import { listCases } from "@/lib/server/cases/case-list";
import { getCase } from "@/lib/server/cases/cases";
import type { Ctx, Outcome } from "@/lib/server/kernel/context";
import { addCases } from "@/lib/server/imports/import";
import { importCases } from "@/lib/server/imports/import-file";
import { activityChoices, listOperations } from "@/lib/server/operations/operations";
import { deleteGroup, renameGroup } from "@/lib/server/projects/groups";
import { renameProject } from "@/lib/server/projects/projects";
import { rowsOf } from "@/lib/server/kernel/sql";
import { undoOperation } from "@/lib/server/operations/undo";
import { setUserActive } from "@/lib/server/people/users";
import { isPostgres, testDb, whileHeld } from "../support/database";
import {
  aGroup,
  aProject,
  aProjectWithCases,
  aUser,
  aWorld,
  ctxOf,
  FIELDS,
  NOW,
  someAddresses,
} from "../support/factories";

const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const eventsOf = (subjectId: string, action: string) =>
  rowsOf<Record<string, unknown>>(
    testDb(),
    sql`select subject, actor_id as "actorId", from_state as "fromState", to_state as "toState", changes, version
      from history_events where subject_id = ${subjectId} and action = ${action} order by id`,
  );

test("renaming and deleting a group, and renaming a project, are in history with both names", async () => {
  const { installer, gridArea } = await aWorld();
  const projectId = await aProject(installer, gridArea, "Før");
  const groupId = await aGroup(installer, projectId);
  await renameProject(ctxOf(installer), projectId, { name: "Efter" });
  await renameGroup(ctxOf(installer), groupId, { name: "Blok B" });
  await deleteGroup(ctxOf(installer), groupId);
  const by = { actorId: installer.id, fromState: null, toState: null, version: null };
  expect(await eventsOf(projectId, "rename_project")).toEqual([
    { ...by, subject: "project", changes: { name: ["Før", "Efter"] } },
  ]);
  expect(await eventsOf(groupId, "rename_group")).toEqual([
    { ...by, subject: "group", changes: { name: [expect.stringMatching(/^Gruppe/), "Blok B"] } },
  ]);
  expect(await eventsOf(groupId, "delete_group")).toEqual([
    { ...by, subject: "group", changes: { name: ["Blok B", null] } },
  ]);
});

test("a creation taken back is in each case's history, from where it stood", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const { operationId } = await addCases(ctxOf(installer), groupId, {
    fields: FIELDS.apartment,
    addresses: [{ street: "Nygade", houseNo: "4", postcode: "2740" }],
    acceptWarnings: true,
  });
  const [created] = await rowsOf<{ id: string }>(
    testDb(),
    sql`select subject_id as id from history_events where operation_id = ${operationId}::uuid`,
  );
  await undoOperation(ctxOf(installer), operationId ?? "");
  expect(await eventsOf(created?.id ?? "", "undo")).toEqual([
    {
      subject: "case",
      actorId: installer.id,
      fromState: "submitted",
      toState: null,
      changes: null,
      version: 2,
    },
  ]);
});

test("the activity's pages follow one another, each operation once, also those of one moment", async () => {
  const { installer, gridArea } = await aWorld();
  const projectId = await aProject(installer, gridArea);
  await renameProject(ctxOf(installer, later(1)), projectId, { name: "Navn" });
  // The same again, six at each of twenty moments.
  await testDb().execute(sql`
    insert into operations (action, actor_id, actor_name, organisation_id, project_id, owner_id, grid_areas, at)
    select action, actor_id, actor_name, organisation_id, project_id, owner_id, grid_areas, at + (n / 6) * interval '1 second'
    from operations, generate_series(1, 119) n where project_id = ${projectId}::uuid and action = 'rename_project'`);
  const pages: { id: string; at: Date }[][] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listOperations>> = await listOperations(
      ctxOf(installer),
      projectId,
      cursor ? { cursor } : {},
    );
    pages.push(page.operations);
    cursor = page.nextCursor;
  } while (cursor && pages.length < 10);
  expect(pages.map((page) => page.length)).toEqual([50, 50, 21]);
  const all = pages.flat();
  expect(new Set(all.map(({ id }) => id)).size).toBe(121);
  const times = all.map(({ at }) => at.getTime());
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect((await activityChoices(ctxOf(installer), projectId)).actors).toHaveLength(1);
});

test("an administrator makes only active people of the case's own companies responsible", async () => {
  const { admin, installer, colleague, otherInstaller, dso, otherDso, ids } = await aProjectWithCases(1);
  const gone = await aUser("installer", installer.organisation);
  await setUserActive(ctxOf(admin), gone.id, { isActive: false });
  const goneDso = await aUser("dso", dso.organisation);
  await setUserActive(ctxOf(admin), goneDso.id, { isActive: false });
  const assign = (key: "installer" | "handler", id: string) =>
    performAction(ctxOf(admin), {
      action: `change_${key}`,
      params: { [`${key}Id`]: id },
      selection: { ids },
    }).then(
      () => "done",
      (error) => error.detail.faults,
    );
  const unknown = (key: string) => [{ path: `params.${key}Id`, code: "unknown_person" }];
  for (const { id } of [otherInstaller, gone, dso, admin]) {
    expect(await assign("installer", id)).toEqual(unknown("installer"));
  }
  for (const { id } of [otherDso, goneDso, installer, admin]) {
    expect(await assign("handler", id)).toEqual(unknown("handler"));
  }
  expect(await assign("installer", colleague.id)).toBe("done");
  expect(await assign("handler", dso.id)).toBe("done");
});

test("another company's person is told as nobody, also for cases that are not there", async () => {
  const { installer, dso, otherInstaller, otherDso } = await aWorld();
  const nobody = crypto.randomUUID();
  for (const [actor, key, foreign] of [
    [installer, "installer", otherInstaller.id],
    [dso, "handler", otherDso.id],
  ] as const) {
    for (const id of [foreign, nobody]) {
      const params = { [`${key}Id`]: id };
      const input = { action: `change_${key}`, params, selection: { ids: [crypto.randomUUID()] } };
      await expect(performAction(ctxOf(actor), input)).rejects.toMatchObject({
        code: "invalid",
        detail: { faults: [{ path: `params.${key}Id`, code: "unknown_person" }] },
      });
    }
  }
});

test("an import or a list of addresses that was refused is kept as refused", async () => {
  const { installer, groupId } = await aProjectWithCases(1);
  const withKey = (key: string): Ctx => ({
    ...ctxOf(installer),
    once: {
      key,
      requestHash: "h",
      keep: (outcome: Outcome) => ("refusal" in outcome ? outcome.refusal.code : "done"),
    },
  });
  const file = { name: "a.csv", bytes: new TextEncoder().encode("Vejnavn;Husnr.;Postnr.\nNygade;;2740\n") };
  const wrong = { fields: FIELDS.apartment, addresses: [{ street: "Nygade", postcode: "2740" }] };
  const works = [
    () => importCases(withKey("file"), groupId, file, { fields: FIELDS.apartment }),
    () => addCases(withKey("list"), groupId, wrong),
  ];
  for (const work of works) {
    await expect(work()).rejects.toMatchObject({ code: "import_has_errors" });
    await expect(work()).rejects.toMatchObject({
      name: "Replay",
      kept: "import_has_errors",
    });
  }
});

const onPostgres = isPostgres() ? test : test.skip;

onPostgres("an undo waits for what is being done to its operation and cases, and then sees it", async () => {
  const { dso, dsoColleague, ids } = await aProjectWithCases(2);
  const approve = { action: "approve", params: { connectionPoint: "S" }, selection: { ids } };
  const { operationId } = await performAction(ctxOf(dso), approve);
  const undo = () => undoOperation(ctxOf(dsoColleague), operationId ?? "");
  const changed = await whileHeld(
    sql`update cases set version = version + 1 where id = ${ids[0]}::uuid`,
    undo,
  );
  expect(changed).toMatchObject({ code: "cases_changed", detail: { params: { count: 1 } } });
  const undone = await whileHeld(
    sql`update operations set undone_by = gen_random_uuid() where id = ${operationId}::uuid`,
    undo,
  );
  expect(undone).toMatchObject({ code: "operation_already_undone" });
  expect((await getCase(ctxOf(dso), ids[1] ?? "")).case).toMatchObject({ state: "approved", version: 2 });
});

onPostgres("addresses that wait for an area to move become cases of the area's new company", async () => {
  const { installer, otherDso, gridArea, projectId, groupId } = await aProjectWithCases(1);
  const created = await whileHeld(
    sql`update grid_areas set dso_id = ${otherDso.organisation?.id}::uuid where code = ${gridArea}`,
    () =>
      addCases(ctxOf(installer), groupId, {
        fields: FIELDS.apartment,
        addresses: someAddresses(2),
        acceptWarnings: true,
      }),
  );
  expect(created).toMatchObject({ created: 2 });
  expect((await listCases(ctxOf(otherDso), projectId, {})).total).toBe(3);
});

onPostgres("addresses that wait for somebody who creates one of them are told which", async () => {
  const { installer, groupId, ids } = await aProjectWithCases(1);
  const address = { street: "Nygade", houseNo: "7", floor: "", door: "", postcode: "2740" };
  const other = { ...address, houseNo: "5" };
  const refused = await whileHeld(
    sql`update cases set street = ${address.street}, house_no = ${address.houseNo}, floor = '', door = '',
      address_key = ${addressKey({ ...address, city: "" })} where id = ${ids[0]}::uuid`,
    () => addCases(ctxOf(installer), groupId, { fields: FIELDS.apartment, addresses: [other, address] }),
  );
  expect(refused).toMatchObject({
    code: "import_has_errors",
    detail: {
      params: { count: 1 },
      extra: { created: 0, problems: [{ row: 2, code: "duplicate_in_project" }] },
    },
  });
});

onPostgres("a bulk that waits for an area to move does not reach its cases any more", async () => {
  const { dso, otherDso, gridArea, ids } = await aProjectWithCases(2);
  const refused = await whileHeld(
    sql`update grid_areas set dso_id = ${otherDso.organisation?.id}::uuid where code = ${gridArea}`,
    () => performAction(ctxOf(dso), { action: "reject", params: { reason: "x" }, selection: { ids } }),
  );
  expect(refused).toMatchObject({
    code: "cases_blocked",
    detail: { extra: { blocked: [], missing: ids } },
  });
});

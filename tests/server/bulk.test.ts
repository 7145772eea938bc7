import { FIELD_KEYS } from "@/lib/domain/fields/fields";
import { eq } from "drizzle-orm";
import { historyEvents } from "@/db/schema";
import { offersOf, performAction } from "@/lib/server/cases/bulk";
import { getCase } from "@/lib/server/cases/cases";
import { testDb } from "../support/database";
import { aProjectWithCases, ctxOf, lead, someCases } from "../support/factories";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";

const eventsOf = (operationId: string | null) =>
  testDb()
    .select()
    .from(historyEvents)
    .where(eq(historyEvents.operationId, operationId ?? ""));

test("a case lives from submitted to archived, with its fields and its history", async () => {
  const { installer, colleague, dso, dsoColleague, ids } = await aProjectWithCases(2);
  const selection = { ids };
  await performAction(ctxOf(dso), {
    action: "change_handler",
    params: { handlerId: dsoColleague.id },
    selection,
  });
  await performAction(ctxOf(dso), { action: "reject", params: { reason: "Mangler tegning" }, selection });
  await performAction(ctxOf(installer), {
    action: "edit",
    params: { set: { ampere: "20 A" }, clear: ["remarks"] },
    selection,
  });
  await performAction(ctxOf(installer), { action: "resubmit", selection });
  await performAction(ctxOf(dso), { action: "approve", params: { connectionPoint: "Skab 12" }, selection });
  await performAction(ctxOf(installer), {
    action: "change_installer",
    params: { installerId: colleague.id },
    selection,
  });
  await performAction(ctxOf(installer), {
    action: "report_ready_for_meter",
    params: { meterDate: "2026-11-26", supplierChosen: true, meterPlaceLabelled: true },
    selection,
  });
  await performAction(ctxOf(dso), {
    action: "register_meter",
    params: { installedOn: "2026-11-24", meterNumbers: { [ids[0] as string]: "M-100" } },
    selection,
  });
  await performAction(ctxOf(installer), {
    action: "complete",
    params: { completedOn: "2026-11-24" },
    selection,
  });
  await performAction(ctxOf(dso), { action: "edit", params: { set: { feePaid: true } }, selection });
  await performAction(ctxOf(dso), { action: "archive", selection });

  const detail = await getCase(ctxOf(installer), ids[0] as string);
  expect(detail.case).toMatchObject({
    state: "archived",
    version: 12,
    handler: { id: dsoColleague.id },
    installer: { id: colleague.id },
  });
  expect(detail.case.fields).toMatchObject({
    ampere: 20,
    connectionPoint: "Skab 12",
    meterDate: "2026-11-26",
    meterNumber: "M-100",
    meterInstalledOn: "2026-11-24",
    completedOn: "2026-11-24",
    feePaid: true,
  });
  expect(detail.history.map((entry) => [entry.action, entry.toState]).reverse()).toEqual([
    ["create", "submitted"],
    ["change_handler", "submitted"],
    ["reject", "rejected"],
    ["edit", "rejected"],
    ["resubmit", "submitted"],
    ["approve", "approved"],
    ["change_installer", "approved"],
    ["report_ready_for_meter", "ready_for_meter"],
    ["register_meter", "meter_installed"],
    ["complete", "completed"],
    ["edit", "completed"],
    ["archive", "archived"],
  ]);
});

test("all or nothing: one blocked case stops the rest, and every one is named", async () => {
  const { world, installer, dso, ids } = await aProjectWithCases(4);
  await lead(world, ids.slice(0, 1), "rejected");
  await lead(world, ids.slice(1, 2), "archived");
  const request = {
    action: "approve",
    params: { connectionPoint: "Skab 1" },
    selection: { ids: [...ids, UNKNOWN] },
  };
  await expect(performAction(ctxOf(dso), request)).rejects.toMatchObject({
    code: "cases_blocked",
    detail: {
      params: { count: 2, missing: 1 },
      extra: {
        requested: 5,
        done: 0,
        blocked: expect.arrayContaining([
          expect.objectContaining({ caseId: ids[0], reason: "wrong_state", state: "rejected" }),
          expect.objectContaining({ caseId: ids[1], reason: "archived", state: "archived" }),
        ]),
        missing: [UNKNOWN],
      },
    },
  });
  expect((await getCase(ctxOf(installer), ids[2] as string)).case).toMatchObject({
    state: "submitted",
    version: 1,
  });
});

test("skip: every requested id appears once, as done, blocked or missing", async () => {
  const { world, dso, ids } = await aProjectWithCases(4);
  await lead(world, ids.slice(0, 1), "rejected");
  const request = { action: "approve", params: { connectionPoint: "Skab 1" }, onBlocked: "skip" };
  const outcome = await performAction(ctxOf(dso), {
    ...request,
    selection: { ids: [...ids, UNKNOWN, ids[3]] },
  });
  expect(outcome).toMatchObject({ requested: 5, done: 3, unchanged: 0, missing: [UNKNOWN] });
  expect(outcome.blocked.map((row) => row.caseId)).toEqual([ids[0]]);
  const events = await eventsOf(outcome.operationId);
  expect(events.map((event) => event.subjectId).sort()).toEqual(ids.slice(1).sort());
});

test("a case changed since it was seen is blocked", async () => {
  const { dso, installer, ids } = await aProjectWithCases(2);
  await performAction(ctxOf(installer), {
    action: "edit",
    params: { set: { reference: "X" } },
    selection: { ids: [ids[0]] },
  });
  const request = {
    action: "approve",
    params: { connectionPoint: "S" },
    selection: { ids, versions: [1, 1] },
  };
  const outcome = await performAction(ctxOf(dso), { ...request, onBlocked: "skip" });
  expect(outcome.blocked).toEqual([expect.objectContaining({ caseId: ids[0], reason: "changed_since" })]);
  expect(outcome.done).toBe(1);
});

test("a dry run answers like the real thing and writes nothing", async () => {
  const { dso, ids, groupId } = await aProjectWithCases(3);
  const request = { action: "approve", params: { connectionPoint: "S" }, selection: { ids }, dryRun: true };
  const outcome = await performAction(ctxOf(dso), request);
  expect(outcome).toMatchObject({
    operationId: null,
    done: 3,
    groups: [{ groupId, from: ["submitted"], to: "approved", count: 3 }],
  });
  expect((await getCase(ctxOf(dso), ids[0] as string)).history).toHaveLength(1);
});

test("what a case has already is unchanged and leaves no event", async () => {
  const { installer, colleague, ids } = await aProjectWithCases(3);
  const change = (some: string[]) =>
    performAction(ctxOf(installer), {
      action: "change_installer",
      params: { installerId: colleague.id },
      selection: { ids: some },
    });
  await change(ids.slice(0, 1));
  const outcome = await change(ids);
  expect(outcome).toMatchObject({ done: 2, unchanged: 1 });
  expect(await eventsOf(outcome.operationId)).toHaveLength(2);
  expect(await change(ids)).toMatchObject({ done: 0, unchanged: 3 });
});

test("a selection by filter, with exceptions", async () => {
  const { world, dso, installer, projectId, groupId, ids } = await aProjectWithCases(5);
  await lead(world, ids.slice(0, 2), "rejected");
  await someCases(installer, groupId, "apartment", 2);
  const selection = { projectId, filter: { state: "submitted" }, except: [ids[2]] };
  const { count, actions } = await offersOf(ctxOf(dso), { selection });
  expect(count).toBe(4);
  expect(actions.find((offer) => offer.action === "approve")).toMatchObject({ offered: true, eligible: 4 });
  expect(
    await performAction(ctxOf(dso), { action: "approve", params: { connectionPoint: "S" }, selection }),
  ).toMatchObject({ done: 4 });
});

test("an edit that leaves a case invalid blocks that case with the fields named", async () => {
  const { installer, ids } = await aProjectWithCases(2);
  const request = {
    action: "edit",
    params: { set: { serviceCable: "existing" } },
    selection: { ids },
    onBlocked: "skip",
  };
  const outcome = await performAction(ctxOf(installer), request);
  expect(outcome).toMatchObject({
    done: 0,
    blocked: [{ reason: "invalid_fields" }, { reason: "invalid_fields" }],
  });
  expect(outcome.blocked[0]?.problems).toEqual([
    expect.objectContaining({ field: "existingInstallation", code: "required" }),
  ]);
});

describe("what the field list warns of in an edit", () => {
  const edit = (scene: Awaited<ReturnType<typeof aProjectWithCases>>, params: object, more: object = {}) =>
    performAction(ctxOf(scene.installer), {
      action: "edit",
      params,
      selection: { ids: scene.ids },
      ...more,
    });

  test.each([
    [{ ampere: 63 }, "ampere", "ampere_unusual"],
    [{ storeys: 1 }, "storeys", "storeys_unusual"],
    [{ connectionDate: "2026-11-24" }, "connectionDate", "date_too_soon"],
    [{ connectionDate: "2027-03-06" }, "connectionDate", "not_a_working_day"],
    [{ customerCvr: "12345678" }, "customerCvr", "cvr_check_sum"],
  ])("%j is told for each case, refused until it is accepted, then done", async (set, field, code) => {
    const scene = await aProjectWithCases(2);
    const problems = [expect.objectContaining({ field, code, severity: "warning" })];
    for (const dryRun of [true, false])
      await expect(edit(scene, { set }, { dryRun })).rejects.toMatchObject({
        code: "cases_blocked",
        detail: {
          extra: {
            blocked: scene.ids.toSorted().map((caseId) => ({ caseId, reason: "warnings", problems })),
          },
        },
      });
    const [first = ""] = scene.ids;
    await expect(edit(scene, { perCase: { [first]: set } })).rejects.toMatchObject({
      detail: { extra: { blocked: [{ caseId: first, reason: "warnings" }] } },
    });
    const tried = await edit(scene, { set }, { dryRun: true, acceptWarnings: true });
    expect(tried).toMatchObject({
      done: 2,
      blocked: [],
      warnings: scene.ids.toSorted().map((caseId) => ({ caseId, problems })),
    });
    expect((await edit(scene, { set }, { acceptWarnings: true })).done).toBe(2);
    // Accepted once, it is not asked about when something else is changed.
    expect(await edit(scene, { set: { remarks: "x" } })).toMatchObject({ done: 2, warnings: [] });
  });

  test("an error stays one, accepted or not", async () => {
    const scene = await aProjectWithCases(1);
    await expect(edit(scene, { set: { ampere: 80 } }, { acceptWarnings: true })).rejects.toMatchObject({
      detail: { extra: { blocked: [{ reason: "invalid_fields" }] } },
    });
  });
});

describe("parameters that no case could take", () => {
  const meter = { meterDate: "2026-11-26", supplierChosen: true, meterPlaceLabelled: true };
  test.each([
    ["installer", "report_ready_for_meter", { ...meter, meterDate: "2026-11-25" }, "params.meterDate"],
    ["installer", "report_ready_for_meter", { ...meter, meterDate: "2026-12-25" }, "params.meterDate"],
    ["installer", "report_ready_for_meter", { ...meter, supplierChosen: false }, "params.supplierChosen"],
    [
      "installer",
      "report_ready_for_meter",
      { meterDate: "2026-11-26", meterPlaceLabelled: true },
      "params.supplierChosen",
    ],
    ["dso", "reject", {}, "params.reason"],
    ["dso", "reject", { reason: "  " }, "params.reason"],
    ["dso", "reject", { reason: "x".repeat(501) }, "params.reason"],
    ["dso", "cancel", {}, "params.reason"],
    ["dso", "approve", { connectionPoint: "x".repeat(201) }, "params.connectionPoint"],
    ["dso", "register_meter", { installedOn: "2026-11-25" }, "params.installedOn"],
    ["dso", "register_meter", { installedOn: "2026-02-30" }, "params.installedOn"],
    [
      "dso",
      "register_meter",
      { installedOn: "2026-11-24", meterNumbers: { [UNKNOWN]: "M" } },
      `params.meterNumbers.${UNKNOWN}`,
    ],
    ["installer", "complete", { completedOn: "2026-11-25" }, "params.completedOn"],
    ["installer", "change_installer", { installerId: UNKNOWN }, "params.installerId"],
    ["dso", "change_handler", { handlerId: UNKNOWN }, "params.handlerId"],
    ["installer", "edit", { set: { feePaid: true } }, "params.set.feePaid"],
    ["installer", "edit", { set: { nonsense: 1 } }, "params.set.nonsense"],
    ["installer", "edit", { set: { ampere: 17 } }, "params.set.ampere"],
    ["installer", "edit", { clear: ["ampere"] }, "params.clear.0"],
    ["installer", "edit", {}, "params"],
    ["dso", "edit", { set: { meteringPointId: "571313100000000000" } }, "params.set.meteringPointId"],
    ["dso", "approve", { connectionPoint: "S", extra: 1 }, "params.extra"],
  ] as const)("%s %s %j", async (who, action, params, path) => {
    const world = await aProjectWithCases(1);
    await expect(
      performAction(ctxOf(world[who]), { action, params, selection: { ids: world.ids } }),
    ).rejects.toMatchObject({
      code: "invalid",
      detail: { faults: [expect.objectContaining({ path })] },
    });
  });

  test("a person of another company", async () => {
    const { installer, otherInstaller, dso, otherDso, ids } = await aProjectWithCases(1);
    for (const [who, action, params] of [
      [installer, "change_installer", { installerId: otherInstaller.id }],
      [installer, "change_installer", { installerId: dso.id }],
      [dso, "change_handler", { handlerId: otherDso.id }],
    ] as const) {
      await expect(performAction(ctxOf(who), { action, params, selection: { ids } })).rejects.toMatchObject({
        code: "invalid",
        detail: { faults: [expect.objectContaining({ code: "unknown_person" })] },
      });
    }
  });
});

test("an action that the role never has is refused outright", async () => {
  const { installer, admin, ids } = await aProjectWithCases(1);
  for (const [who, action, params] of [
    [installer, "approve", { connectionPoint: "S" }],
    [admin, "edit", { set: { reference: "X" } }],
    [admin, "cancel", {}],
  ] as const) {
    await expect(performAction(ctxOf(who), { action, params, selection: { ids } })).rejects.toMatchObject({
      code: "action_not_allowed",
    });
  }
});

test("an administrator moves responsibility on both sides", async () => {
  const { admin, colleague, dsoColleague, ids } = await aProjectWithCases(1);
  const selection = { ids };
  await performAction(ctxOf(admin), {
    action: "change_installer",
    params: { installerId: colleague.id },
    selection,
  });
  await performAction(ctxOf(admin), {
    action: "change_handler",
    params: { handlerId: dsoColleague.id },
    selection,
  });
  await performAction(ctxOf(admin), { action: "change_handler", params: { handlerId: null }, selection });
  expect((await getCase(ctxOf(admin), ids[0] as string)).case).toMatchObject({
    installer: { id: colleague.id },
    handler: null,
  });
});

test("of a case changed since it was seen it is told by whom and when", async () => {
  const { dso, colleague, ids } = await aProjectWithCases(2);
  await performAction(ctxOf(colleague, new Date("2026-11-24T11:05:00Z")), {
    action: "cancel",
    selection: { ids: [ids[0]] },
  });
  const request = {
    action: "approve",
    params: { connectionPoint: "S" },
    selection: { ids, versions: [1, 1] },
    onBlocked: "skip",
  };
  const { blocked, operationId } = await performAction(ctxOf(dso), request);
  expect(blocked).toEqual([
    expect.objectContaining({
      caseId: ids[0],
      reason: "changed_since",
      changedBy: colleague.name,
      changedByOrganisation: colleague.organisation?.name,
      changedAt: "2026-11-24T11:05:00.000Z",
    }),
  ]);
  expect(operationId).not.toBeNull();
});

test("of values that are wrong in a quarter of a million places a hundred are told", async () => {
  const { installer, ids } = await aProjectWithCases(1);
  const wrong = Object.fromEntries(FIELD_KEYS.map((key) => [key, [true]]));
  const perCase = Object.fromEntries(
    Array.from({ length: Math.ceil(250_000 / FIELD_KEYS.length) }, () => [crypto.randomUUID(), wrong]),
  );
  const strangers = Object.fromEntries(Object.keys(perCase).map((id) => [id, { reference: "A" }]));
  for (const given of [perCase, strangers]) {
    const refused = performAction(ctxOf(installer), {
      action: "edit",
      params: { perCase: given },
      selection: { ids },
    });
    await expect(refused).rejects.toMatchObject({ code: "invalid", detail: { faults: { length: 100 } } });
  }
});

test("trying out an edit tells each field's old and new values with their numbers", async () => {
  const { installer, ids } = await aProjectWithCases(4);
  const edit = (params: Record<string, unknown>, some = ids, dryRun = false) =>
    performAction(ctxOf(installer), { action: "edit", params, selection: { ids: some }, dryRun });
  await edit({ set: { ampere: 25, remarks: "Ved porten" } }, ids.slice(0, 1));
  const perCase = { [ids[0] as string]: { reference: "A" }, [ids[1] as string]: { reference: "B" } };
  const tried = await edit({ set: { ampere: "20 A" }, clear: ["remarks"], perCase }, ids, true);
  expect(tried).toMatchObject({ operationId: null, done: 4, unchanged: 0 });
  expect(tried.fields).toEqual([
    {
      field: "reference",
      cases: 2,
      from: [{ value: null, count: 2 }],
      fromDistinct: 1,
      to: [
        { value: "A", count: 1 },
        { value: "B", count: 1 },
      ],
      toDistinct: 2,
    },
    {
      field: "ampere",
      cases: 4,
      from: [
        { value: 16, count: 3 },
        { value: 25, count: 1 },
      ],
      fromDistinct: 2,
      to: [{ value: 20, count: 4 }],
      toDistinct: 1,
    },
    {
      field: "remarks",
      cases: 1,
      from: [{ value: "Ved porten", count: 1 }],
      fromDistinct: 1,
      to: [{ value: null, count: 1 }],
      toDistinct: 1,
    },
  ]);
  expect((await edit({ set: { ampere: 20 } })).fields).toBeUndefined();
});

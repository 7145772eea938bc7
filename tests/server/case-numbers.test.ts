import { performAction } from "@/lib/server/cases/bulk";
import { allCases } from "@/lib/server/cases/case-list";
import { takenNumbers } from "@/lib/server/cases/case-numbers";
import { addCases } from "@/lib/server/imports/import";
import { undoOperation } from "@/lib/server/operations/undo";
import type { Actor } from "@/lib/server/kernel/context";
import { aGridArea, aGroup, aProject, aProjectWithCases, ctxOf, FIELDS, lead } from "../support/factories";
import { elementsRead } from "../support/elements-read";

const POINT = "571313000001000005";
const OTHER_POINT = "571313174200000019";

/** A case of another company in another area. */
async function aForeignCase(installer: Actor, area: string): Promise<string> {
  const projectId = await aProject(installer, area);
  await addCases(ctxOf(installer), await aGroup(installer, projectId), {
    fields: FIELDS.apartment,
    addresses: [{ street: "Nygade", houseNo: "1", postcode: "6299" }],
    acceptWarnings: true,
  });
  return (await allCases(ctxOf(installer), projectId, {}, 1))[0]?.id ?? "";
}

const act = (actor: Actor, action: string, params: object, ids: string[], more: object = {}) =>
  performAction(ctxOf(actor), { action, params, selection: { ids }, ...more });
const edit = (actor: Actor, params: object, ids: string[], more: object = {}) =>
  act(actor, "edit", params, ids, more);

test.each([true, false])("one number for several cases is refused, dry run %s", async (dryRun) => {
  const scene = await aProjectWithCases(3);
  const { dso, ids } = scene;
  const [first = "", second = ""] = ids;
  for (const set of [{ meteringPointId: POINT }, { meterNumber: "M1" }]) {
    const key = Object.keys(set)[0] ?? "";
    await expect(edit(dso, { set }, ids, { dryRun, onBlocked: "skip" })).rejects.toMatchObject({
      code: "invalid",
      detail: { faults: [{ path: `params.set.${key}`, code: "one_per_case" }] },
    });
  }
  const perCase = { [first]: { meterNumber: "A 00-1" }, [second]: { meterNumber: "a001" } };
  await expect(edit(dso, { perCase }, ids, { dryRun })).rejects.toMatchObject({
    detail: {
      faults: [first, second].map((id) => ({
        path: `params.perCase.${id}.meterNumber`,
        code: "given_to_several",
      })),
    },
  });
  await lead(scene.world, ids, "ready_for_meter");
  const meterNumbers = { [first]: "00012345", [second]: "00012345" };
  await expect(
    act(dso, "register_meter", { installedOn: "2026-11-24", meterNumbers }, ids, { dryRun }),
  ).rejects.toMatchObject({
    detail: {
      faults: [first, second].map((id) => ({ path: `params.meterNumbers.${id}`, code: "given_to_several" })),
    },
  });
  const stored = await allCases(ctxOf(dso), scene.projectId, {}, 10);
  expect(stored.map(({ fields }) => [fields.meterNumber, fields.meteringPointId])).toEqual(
    ids.map(() => [undefined, undefined]),
  );
});

test("a number of another case of the grid company is refused by its case's number, also in another area", async () => {
  const { dso, dsoColleague, otherInstaller, ids, cases } = await aProjectWithCases(3);
  const area = await aGridArea(dso.organisation as NonNullable<Actor["organisation"]>);
  const foreign = await aForeignCase(otherInstaller, area);
  const [first = "", second = "", third = ""] = ids;
  await edit(dso, { perCase: { [first]: { meteringPointId: POINT, meterNumber: "M-1" } } }, [first]);
  const taken = {
    reason: "invalid_fields",
    problems: [
      {
        field: "meteringPointId",
        value: POINT,
        severity: "error",
        code: "number_taken",
        params: { number: cases[0]?.number },
      },
    ],
  };
  for (const id of [second, foreign]) {
    for (const dryRun of [true, false])
      await expect(
        edit(dsoColleague, { set: { meteringPointId: POINT } }, [id], { dryRun }),
      ).rejects.toMatchObject({
        code: "cases_blocked",
        detail: { extra: { blocked: [{ caseId: id, ...taken }] } },
      });
  }
  // The others are done when asked so, and one's own number is nobody else's.
  const perCase = {
    [first]: { meteringPointId: POINT },
    [second]: { meterNumber: "m 1" },
    [third]: { meterNumber: "M-3" },
  };
  const outcome = await edit(dso, { perCase }, ids, { onBlocked: "skip" });
  expect(outcome).toMatchObject({ done: 1, unchanged: 1, blocked: [{ caseId: second }] });
});

test("numbers may be exchanged, but not with a case that stays as it is", async () => {
  const { dso, ids } = await aProjectWithCases(3);
  const [first = "", second = "", third = ""] = ids;
  const give = (perCase: Record<string, object>, versions?: number[]) =>
    performAction(ctxOf(dso), {
      action: "edit",
      params: { perCase },
      selection: { ids, ...(versions && { versions }) },
      onBlocked: "skip",
    });
  await give({
    [first]: { meterNumber: "A-1" },
    [second]: { meterNumber: "B-1" },
    [third]: { meterNumber: "C-1" },
  });
  const exchanged = await give({
    [first]: { meterNumber: "B-1" },
    [second]: { meterNumber: "C-1" },
    [third]: { meterNumber: "A-1" },
  });
  expect(exchanged.done).toBe(3);
  // The third was changed by somebody else since: it keeps A, so nobody can have it, and so on down the chain.
  const stale = await give(
    { [first]: { meterNumber: "C-1" }, [second]: { meterNumber: "A-1" }, [third]: { meterNumber: "D-1" } },
    [3, 3, 2],
  );
  expect(stale.done).toBe(0);
  expect(stale.blocked.map(({ caseId, reason }) => [caseId, reason])).toEqual(
    expect.arrayContaining([
      [third, "changed_since"],
      [second, "invalid_fields"],
      [first, "invalid_fields"],
    ]),
  );
});

test("a long chain of numbers that are passed on is refused in one go through it", async () => {
  const count = 1_000;
  const ids = Array.from({ length: count }, (_, i) => `case ${i}`);
  // Each case gets the number of the one before it, the first that of a case which stays as it is.
  const changes = ids.map((id, i) => ({
    id,
    from: "submitted",
    to: "submitted",
    changes: { meterNumber: [`M${i + 1}`, `M${i}`] },
  })) as unknown as Parameters<typeof takenNumbers>[1];
  const changed = ids.map((id) => ({ id, dsoId: "dso" })) as unknown as Parameters<typeof takenNumbers>[2];
  const holders = ["other", ...ids.slice(0, -1)].map((id, i) => ({ id, number: i, at: `dso m${i}` }));
  const execute = () => Promise.resolve({ rows: holders });
  const ctx = { actor: { role: "admin" }, db: { execute } } as unknown as Parameters<typeof takenNumbers>[0];
  let taken: Awaited<ReturnType<typeof takenNumbers>> | undefined;
  const read = await elementsRead(async () => {
    taken = await takenNumbers(ctx, changes, changed, false);
  });
  expect([...(taken ?? [])].map(([id, [problem]]) => [id, problem?.params])).toEqual(
    ids.map((id, i) => [id, { number: i }]),
  );
  expect(read).toBeLessThan(50 * count);
});

test("a case of the past gives its number free, another grid company knows nothing of it", async () => {
  const scene = await aProjectWithCases(2);
  const { dso, installer, otherDso, otherInstaller, otherArea, ids } = scene;
  const [first = "", second = ""] = ids;
  await edit(dso, { set: { meterNumber: "M-1" } }, [first]);
  const elsewhere = await aForeignCase(otherInstaller, otherArea);
  expect((await edit(otherDso, { set: { meterNumber: "M-1" } }, [elsewhere])).done).toBe(1);
  const cancelled = await act(installer, "cancel", {}, [first]);
  expect((await edit(dso, { set: { meterNumber: "M-1" } }, [second])).done).toBe(1);
  // Taking the cancellation back would give the number twice.
  await expect(undoOperation(ctxOf(installer), cancelled.operationId ?? "")).rejects.toMatchObject({
    code: "number_given_away",
  });
  await edit(dso, { set: { meterNumber: OTHER_POINT } }, [second]);
  expect((await undoOperation(ctxOf(installer), cancelled.operationId ?? "")).done).toBe(1);
});

test("of two who give the same number to two cases at once, one is refused", async () => {
  const { dso, dsoColleague, ids } = await aProjectWithCases(2);
  const [first = "", second = ""] = ids;
  for (let round = 0; round < 10; round += 1) {
    const set = { meterNumber: `M-${round + 1}` };
    const outcomes = await Promise.allSettled([
      edit(dso, { set }, [first]),
      edit(dsoColleague, { set }, [second]),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await edit(dso, { clear: ["meterNumber"] }, ids);
  }
});

test.each(["-", "0000", "?"])(
  "%s is no meter number, when meters are registered and when cases are edited",
  async (number) => {
    const { dso, ids } = await aProjectWithCases(1);
    const [id = ""] = ids;
    const act = (action: string, params: object) =>
      performAction(ctxOf(dso), { action, params, selection: { ids } });
    await expect(
      act("register_meter", { installedOn: "2026-11-20", meterNumbers: { [id]: number } }),
    ).rejects.toMatchObject({
      code: "invalid",
      detail: { faults: [{ path: `params.meterNumbers.${id}`, code: "not_a_meter_number" }] },
    });
    await expect(act("edit", { perCase: { [id]: { meterNumber: number } } })).rejects.toMatchObject({
      code: "invalid",
    });
  },
);

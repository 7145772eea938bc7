/** What holds of any action on any selection, of any list of addresses, and of taking something back. */
import fc from "fast-check";
import type { Case } from "@/lib/contract/answers/cases";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";
import { performAction } from "@/lib/server/cases/bulk";
import { allCases } from "@/lib/server/cases/case-list";
import { addCases } from "@/lib/server/imports/import";
import { undoOperation } from "@/lib/server/operations/undo";
import { aGroup, aProject, aProjectWithCases, aWorld, ctxOf, FIELDS, lead } from "../support/factories";

jest.setTimeout(60_000);
const RUNS = { numRuns: 20, endOnFailure: true };

const PARAMS = {
  approve: { connectionPoint: "Skab" },
  reject: { reason: "Mangler tegning" },
  resubmit: {},
  cancel: { reason: "Fejl" },
  archive: {},
  withdraw_ready: {},
  edit: { set: { remarks: "Port 7" } },
} as const;
const action = fc.constantFrom(...(Object.keys(PARAMS) as (keyof typeof PARAMS)[]));

/** What people see of cases; a version counts changes, and the time of the last change goes with it. */
const seen = (rows: readonly Case[]) =>
  rows.map(({ version: _, updatedAt: __, ...row }) => row).toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** A project with a case in each state. */
async function oneOfEach() {
  const scene = await aProjectWithCases(CASE_STATES.length);
  for (const [i, state] of CASE_STATES.entries())
    await lead(scene.world, [scene.ids[i] ?? ""], state as CaseState);
  return { ...scene, all: () => allCases(ctxOf(scene.installer), scene.projectId, {}, 100) };
}

test("a dry run tells what the run does, in any order of ids, and undo leaves no trace in the cases", async () => {
  const { installer, dso, ids, all } = await oneOfEach();
  const selections = fc.shuffledSubarray(ids, { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(installer, dso), action, selections, async (actor, name, some) => {
      const request = { action: name, params: PARAMS[name], selection: { ids: some }, onBlocked: "skip" };
      const outcome = (input: object) =>
        performAction(ctxOf(actor), input).catch((error: { code: string }) => ({ refused: error.code }));
      const before = seen(await all());
      const tried = await outcome({ ...request, dryRun: true });
      expect(seen(await all())).toEqual(before);
      const reversed = await outcome({ ...request, selection: { ids: some.toReversed() }, dryRun: true });
      expect(reversed).toEqual(tried);
      const done = await outcome(request);
      if ("refused" in done) return expect(tried).toEqual(done);
      // A run tells no preview of values, and has an operation.
      const { operationId, ...told } = done;
      const { operationId: _, fields: __, ...foretold } = tried as typeof done;
      expect(told).toEqual(foretold);
      if (done.done > 0) await undoOperation(ctxOf(actor), operationId ?? "");
      expect(seen(await all())).toEqual(before);
    }),
    RUNS,
  );
});

test("a check tells what is then created, and nothing else is", async () => {
  const { installer, gridArea } = await aWorld();
  const part = (...values: string[]) => fc.constantFrom(...values);
  const address = fc.record(
    {
      street: part("Nygade", "nygade", "Ny gade", "", "Torvet"),
      houseNo: part("1", "2", "2A", "nul", ""),
      floor: part("st", "1", "99", "kl"),
      door: part("tv", "th", "1", "?"),
      postcode: part("2740", "9999", "27", ""),
      ampere: part("25", "63", "-1", "mange"),
    },
    { requiredKeys: ["street", "houseNo", "postcode"] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(address, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (addresses, acceptWarnings) => {
        const projectId = await aProject(installer, gridArea);
        const groupId = await aGroup(installer, projectId);
        const input = { fields: FIELDS.apartment, addresses, acceptWarnings };
        const checked = await addCases(ctxOf(installer), groupId, { ...input, mode: "check" });
        const made = await addCases(ctxOf(installer), groupId, { ...input, onError: "skip" });
        expect([made.created, made.problems]).toEqual([checked.ready, checked.problems]);
        const rows = await allCases(ctxOf(installer), projectId, {}, 100);
        expect(rows).toHaveLength(checked.ready);
        const promised = new Set(checked.addresses.map((one) => one.address));
        for (const row of rows) expect(promised).toContain(row.address);
      },
    ),
    RUNS,
  );
});

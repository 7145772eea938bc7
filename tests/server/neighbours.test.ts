import { performAction } from "@/lib/server/cases/bulk";
import { neighboursOf } from "@/lib/server/cases/cases";
import { createGroup } from "@/lib/server/projects/groups";
import { aProjectWithCases, ctxOf, lead, NOW, someCases } from "../support/factories";

test("goes through the list as the project page shows it: group by group, filtered and sorted", async () => {
  const { world, installer, projectId, cases, ids } = await aProjectWithCases(4);
  // Made a minute after the first, which is what the order of the groups goes by.
  const later = ctxOf(installer, new Date(NOW.getTime() + 60_000));
  const { id: groupId } = await createGroup(later, projectId, { name: "Butikker", caseType: "business" });
  const second = await someCases(installer, groupId, "business", 2);
  await lead(world, [ids[1] as string, second[0]?.id as string], "approved");
  const around = async (i: number, list: Record<string, unknown> = {}) => {
    const all = [...cases, ...second];
    const { previous, next } = await neighboursOf(ctxOf(installer), all[i] as never, list);
    return [previous, next].map((row) => (row ? all.findIndex(({ id }) => id === row.id) : null));
  };
  expect(await around(0)).toEqual([null, 1]);
  expect(await around(3)).toEqual([2, 4]);
  expect(await around(4)).toEqual([3, 5]);
  expect(await around(5)).toEqual([4, null]);
  expect(await around(1, { state: "approved" })).toEqual([null, 4]);
  // Descending within the groups; the groups stay in their order.
  expect(await around(0, { sort: "-number" })).toEqual([1, 5]);
  expect(await around(5, { sort: "-number" })).toEqual([0, 4]);
  expect(await around(3, { sort: "-number" })).toEqual([null, 2]);
});

test("a case that has left the filter still leads on through it", async () => {
  const { installer, cases, ids } = await aProjectWithCases(3);
  await performAction(ctxOf(installer), { action: "cancel", selection: { ids: [ids[1]] } });
  const list = { state: "submitted" };
  const { previous, next } = await neighboursOf(ctxOf(installer), cases[1] as never, list);
  expect([previous?.id, next?.id]).toEqual([ids[0], ids[2]]);
});

test("strangers are told of no neighbours, also when they hold the case itself", async () => {
  const { world, projectId, cases } = await aProjectWithCases(3);
  const nobody = { previous: null, next: null };
  for (const stranger of [world.otherInstaller, world.otherDso]) {
    expect(await neighboursOf(ctxOf(stranger), cases[1] as never, {})).toEqual(nobody);
  }
  const { previous, next } = await neighboursOf(
    ctxOf(world.admin),
    { id: cases[1]?.id ?? "", projectId },
    {},
  );
  expect([previous?.id, next?.id]).toEqual([cases[0]?.id, cases[2]?.id]);
});

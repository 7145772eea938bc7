import { performAction } from "@/lib/server/cases/bulk";
import { countWork, mostUrgent } from "@/lib/server/cases/work";
import { listAllCases } from "@/lib/server/cases/work-list";
import type { Actor } from "@/lib/server/kernel/context";
import { listOperations } from "@/lib/server/operations/operations";
import { undoOperation } from "@/lib/server/operations/undo";
import { aGroup, aProject, aProjectWithCases, ctxOf, NOW, someCases } from "../support/factories";

const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

/** How many cases the list has to which a tile of operations leads. */
async function listed(who: Actor, news: "mine" | "others", since: string) {
  const { operations } = await listOperations(ctxOf(who, later(60)), null, { news, since });
  return operations.reduce((sum, { done }) => sum + done, 0);
}

test("what was taken back is no news, nor is a project or a group; the tiles count what their links list", async () => {
  const { installer, colleague, dso, gridArea, ids } = await aProjectWithCases(5);
  const act = async (minute: number, action: string, some: string[], params: object) => {
    const ctx = ctxOf(dso, later(minute));
    return (await performAction(ctx, { action, params, selection: { ids: some } })).operationId ?? "";
  };
  const first = await act(1, "approve", ids.slice(0, 4), { connectionPoint: "Skab 1" });
  await undoOperation(ctxOf(dso, later(2)), first);
  await act(3, "approve", ids.slice(0, 3), { connectionPoint: "Skab 1" });
  await act(4, "reject", ids.slice(3, 5), { reason: "Mangler tegning" });
  const project = await aProject(colleague, gridArea);
  const group = await aGroup(colleague, project);
  for (const [who, whose, count] of [
    [dso, "mine", 5],
    [installer, "others", 5],
    [colleague, "others", 10],
  ] as const) {
    const { fresh, done } = await countWork(ctxOf(who, later(60)));
    const tile = whose === "mine" ? done : fresh;
    expect([who.name, tile.count]).toEqual([who.name, count]);
    expect(await listed(who, whose, tile.since)).toBe(count);
  }
  await someCases(colleague, group, "apartment", 2);
  expect((await countWork(ctxOf(installer, later(60)))).fresh.count).toBe(7);
});

test("an administrator, who is on neither side, is shown what waits for either", async () => {
  const { admin, ids } = await aProjectWithCases(3);
  const work = await countWork(ctxOf(admin));
  expect(work.ours.count).toBeGreaterThanOrEqual(ids.length);
  const total = async (filter: object) => (await listAllCases(ctxOf(admin), filter)).total;
  expect(await total(work.ours.filter)).toBe(work.ours.count);
  expect((await mostUrgent(ctxOf(admin), 500)).length).toBeGreaterThan(0);
});

test("an installer sees what the grid company has not answered in time", async () => {
  const { installer, ids } = await aProjectWithCases(2);
  const longAfter = ctxOf(installer, later(60 * 24 * 60));
  const { overdue, ours } = await countWork(longAfter);
  expect([overdue.count, ours.count]).toEqual([ids.length, 0]);
  expect((await listAllCases(longAfter, overdue.filter)).total).toBe(overdue.count);
});

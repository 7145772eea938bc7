import { setTimeout } from "node:timers/promises";
import { performAction } from "@/lib/server/cases/bulk";
import { listEvents } from "@/lib/server/events/events";
import { scopeOf } from "@/lib/server/kernel/access";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { undoOperation } from "@/lib/server/operations/undo";
import { createGroup } from "@/lib/server/projects/groups";
import { isPostgres, rawRows, testDbFor } from "../support/database";
import { aGroup, aProject, aProjectWithCases, aWorld, ctxOf, NOW, someCases } from "../support/factories";

/** Everything in the feed of somebody, asked for in pages. */
async function allEvents(actor: Actor, limit = 2, from?: string) {
  const events = [];
  for (let after = from; ; ) {
    const page = await listEvents(ctxOf(actor), { limit: String(limit), ...(after && { after }) });
    if (page.events.length === 0) return { events, after: page.after ?? undefined };
    events.push(...page.events);
    after = page.after ?? undefined;
  }
}
const typesOf = async (actor: Actor) => (await allEvents(actor)).events.map(({ type }) => type);

test("a company reads what was done to its cases, oldest first, and goes on from where it was", async () => {
  const { installer, colleague, dso, dsoColleague, admin, ids, projectId } = await aProjectWithCases(3);
  const before = await allEvents(dso);
  // Of one moment, so in no order of their own.
  expect(before.events.map(({ type }) => type).sort()).toEqual([
    "create_cases",
    "create_group",
    "create_project",
  ]);
  const approve = { action: "approve", params: { connectionPoint: "Skab 1" }, selection: { ids } };
  const { operationId } = await performAction(ctxOf(dso), approve);
  const undone = await undoOperation(ctxOf(dsoColleague, new Date(NOW.getTime() + 1)), operationId ?? "");
  const [project] = await rawRows<{ name: string }>("select name from projects where id = $1", [projectId]);
  const told = {
    id: operationId,
    type: "approve",
    at: NOW.toISOString(),
    by: { organisation: dso.organisation?.name, person: dso.name },
    projectId,
    projectName: project?.name,
    cases: 3,
    undoes: null,
    links: { operation: `/api/v1/operations/${operationId}`, page: `/operations/${operationId}` },
  };
  const after = await allEvents(dso, 2, before.after ?? undefined);
  expect(after.events).toEqual([
    told,
    expect.objectContaining({ id: undone.operationId, type: "undo", undoes: operationId, cases: 3 }),
  ]);
  // The other side is told of the company, not of the person; an administrator of both.
  const seen = async (actor: Actor) =>
    (await allEvents(actor)).events.find(({ id }) => id === operationId)?.by;
  for (const actor of [installer, colleague])
    expect(await seen(actor)).toEqual({ organisation: dso.organisation?.name, person: null });
  expect(await seen(admin)).toEqual({ organisation: dso.organisation?.name, person: dso.name });
  expect(before.events.find(({ type }) => type === "create_project")).toMatchObject({ cases: 0 });
});

test("nobody reads of what another company did, and of operations over several companies each its part", async () => {
  const { world, installer, otherInstaller, dso, otherDso, ids, projectId } = await aProjectWithCases(2);
  const own = await aProject(otherInstaller, world.gridArea);
  const others = await someCases(otherInstaller, await aGroup(otherInstaller, own), "apartment", 1);
  const { operationId } = await performAction(ctxOf(dso), {
    action: "approve",
    params: { connectionPoint: "Skab 1" },
    selection: { ids: [...ids, ...others.map(({ id }) => id)] },
  });
  expect(await typesOf(otherDso)).toEqual([]);
  for (const [actor, project, cases] of [
    [installer, projectId, 2],
    [otherInstaller, own, 1],
  ] as const) {
    const { events } = await allEvents(actor);
    expect(events.map(({ projectId }) => projectId)).toEqual(Array(4).fill(project));
    expect(events.at(-1)).toMatchObject({ type: "approve", cases });
    expect(events.at(-1)?.id).not.toBe(operationId);
  }
  const whole = (await allEvents(dso)).events.filter(({ type }) => type === "approve");
  expect(whole).toEqual([expect.objectContaining({ id: operationId, projectId: null, cases: 3 })]);
});

test("what is no event has no place in the feed, and a place that is none is refused", async () => {
  const { admin, installer } = await aWorld();
  expect(await listEvents(ctxOf(installer), {})).toEqual({ events: [], after: null });
  const { after } = await listEvents(ctxOf(admin), {});
  const other = Buffer.from(JSON.stringify(["1", installer.id, "views"])).toString("base64url");
  const words = Buffer.from(JSON.stringify(["x", installer.id, "events"])).toString("base64url");
  const huge = Buffer.from(JSON.stringify(["9".repeat(30), installer.id, "events"])).toString("base64url");
  for (const wrong of ["x", other, words, huge, "x".repeat(3_000)])
    await expect(listEvents(ctxOf(installer), { after: wrong })).rejects.toMatchObject({
      code: "invalid",
      detail: { faults: [expect.objectContaining({ path: "after" })] },
    });
  if (after) expect((await listEvents(ctxOf(installer), { after })).after).toBe(after);
  const [wrong] = await rawRows<{ n: number }>(
    "select count(*)::int as n from operations where event_number is not null and (done = 0 or grid_areas = '{}')",
  );
  expect(wrong?.n).toBe(0);
});

test("numbers go on above all others when the clock was set back, and above the clock when they fell behind", async () => {
  const { installer, projectId } = await aProjectWithCases(1);
  const { after } = await allEvents(installer);
  const ahead = "(select max(event_number) from operations) + 1000000000000";
  // As after the clock was an hour ahead; then as after a restore of an old backup.
  await rawRows(
    `update operations set event_number = ${ahead} where project_id = $1 and action = 'create_cases'`,
    [projectId],
  );
  await aGroup(installer, projectId);
  expect((await allEvents(installer)).events.at(-1)?.type).toBe("create_group");
  await rawRows(
    "update operations set event_number = event_number - 2000000000000000 where event_number is not null",
  );
  await aGroup(installer, projectId);
  expect((await allEvents(installer, 2, after)).events.map(({ type }) => type)).toEqual(["create_group"]);
});

const really = isPostgres() ? describe : describe.skip;
really("many at once", () => {
  /** A group made in a transaction that is committed when it is let. */
  const heldGroup = (actor: Actor, projectId: string, name: string, until: () => Promise<unknown>) =>
    testDbFor(scopeOf(actor)).transaction(async (db) => {
      await createGroup({ ...ctxOf(actor), db } as Ctx, projectId, { name, caseType: "apartment" });
      await until();
    });

  test("an operation that is committed late comes after what was read before", async () => {
    const { world, installer, projectId } = await aProjectWithCases(1);
    const start = await allEvents(installer);
    let commit = (): void => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let written = (): void => {};
    const isWritten = new Promise<void>((resolve) => {
      written = resolve;
    });
    // By a colleague: of one person a second change waits for the first to be committed.
    const late = heldGroup(world.colleague, projectId, "Sen", () => {
      written();
      return held;
    });
    await isWritten;
    const other = await aProject(
      installer,
      (
        await rawRows<{ area: string }>("select grid_area as area from projects where id = $1", [projectId])
      )[0]?.area ?? "",
    );
    const first = await allEvents(installer, 100, start.after);
    expect(first.events.map((event) => event.projectId)).toEqual([other]);
    commit();
    await late;
    const second = await allEvents(installer, 100, first.after);
    expect(second.events.map((event) => [event.type, event.projectId])).toEqual([
      ["create_group", projectId],
    ]);
  });

  test("those who read while many write miss nothing and read nothing twice", async () => {
    const { world, installer, otherInstaller } = await aProjectWithCases(1);
    const projects = await Promise.all([
      aProject(installer, world.gridArea),
      aProject(installer, world.gridArea),
      aProject(otherInstaller, world.gridArea),
    ]);
    const starts = new Map<Actor, string | undefined>();
    for (const actor of [installer, world.dso]) starts.set(actor, (await allEvents(actor)).after);
    let isOver = false;
    const follow = async (actor: Actor) => {
      const read: string[] = [];
      let after = starts.get(actor);
      for (let isLast = false; ; ) {
        isLast = isOver;
        const page = await allEvents(actor, 3, after);
        read.push(...page.events.map(({ id }) => id));
        after = page.after ?? after;
        if (isLast) return read;
      }
    };
    const readers = [installer, world.dso, installer].map(follow);
    await Promise.all(
      projects.map(async (projectId, at) => {
        for (let round = 0; round < 25; round += 1)
          await heldGroup(at === 2 ? otherInstaller : installer, projectId, `G ${round}`, () =>
            setTimeout((round * 7 + at * 5) % 23),
          );
      }),
    );
    isOver = true;
    const [own, all, again] = await Promise.all(readers);
    expect(own).toHaveLength(50);
    expect(new Set(own).size).toBe(50);
    expect(again).toEqual(own);
    expect(all).toHaveLength(75);
    expect(new Set(all).size).toBe(75);
  });
});

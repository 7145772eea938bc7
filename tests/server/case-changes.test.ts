import { performAction } from "@/lib/server/cases/bulk";
import { changesSince } from "@/lib/server/cases/case-changes";
import { setUserActive } from "@/lib/server/people/users";
import { addCases } from "@/lib/server/imports/import";
import { undoOperation } from "@/lib/server/operations/undo";
import {
  aGroup,
  aProject,
  aProjectWithCases,
  ctxOf,
  FIELDS,
  NOW,
  someAddresses,
  someCases,
} from "../support/factories";

const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const since = later(60).toISOString();

test("tells which cases others have changed since, by whom, in one project or in all", async () => {
  const { installer, colleague, dso, otherInstaller, gridArea, projectId, ids } = await aProjectWithCases(3);
  const second = await aProject(installer, gridArea);
  const more = (await someCases(installer, await aGroup(installer, second), "apartment", 1)).map(
    ({ id }) => id,
  );
  const seen = async (who: typeof installer, project?: string) => {
    const { cases, hasMore } = await changesSince(ctxOf(who, later(200)), {
      since,
      ...(project && { project }),
    });
    expect(hasMore).toBe(false);
    return cases.map(({ id, version, changedBy }) => [id, version, changedBy]).sort();
  };
  const none: unknown[] = [];
  expect(await seen(colleague)).toEqual(none);

  const selection = { ids: [...ids.slice(0, 2), ...more] };
  const params = { connectionPoint: "Skab 1" };
  const done = await performAction(ctxOf(dso, later(100)), { action: "approve", params, selection });
  const told = (version: number, some: string[]) => some.map((id) => [id, version, dso.name]).sort();
  expect(await seen(installer)).toEqual(told(2, selection.ids));
  expect(await seen(installer, projectId)).toEqual(told(2, ids.slice(0, 2)));
  expect(await seen(installer, second)).toEqual(told(2, more));
  // Not one's own changes, and nothing of another company's.
  expect(await seen(dso)).toEqual(none);
  expect(await seen(otherInstaller, projectId)).toEqual(none);

  // An undo in several projects is told as well.
  await undoOperation(ctxOf(dso, later(150)), done.operationId ?? "");
  expect(await seen(colleague)).toEqual(told(3, selection.ids));
});

test("a change that began up to half a minute earlier is told, an older one is not", async () => {
  const { installer, dso, ids } = await aProjectWithCases(2);
  const approve = (id: string | undefined, at: number) =>
    performAction(ctxOf(dso, later(at)), {
      action: "approve",
      params: { connectionPoint: "Skab 1" },
      selection: { ids: [id] },
    });
  await approve(ids[0], 20);
  await approve(ids[1], 40);
  const { cases, at } = await changesSince(ctxOf(installer, later(61)), { since });
  expect(cases.map(({ id }) => id)).toEqual([ids[1]]);
  expect(at).toBe(later(61).toISOString());
});

test("tells who took back the making of cases, to those who saw them", async () => {
  const { installer, colleague, dso, otherInstaller, groupId, projectId } = await aProjectWithCases(1);
  const made = await addCases(ctxOf(colleague, later(90)), groupId, {
    fields: FIELDS.apartment,
    addresses: someAddresses(2),
  });
  const who = async (actor: typeof installer, project?: string) =>
    (await changesSince(ctxOf(actor, later(200)), { since, ...(project && { project }) })).removedBy;
  expect(await who(installer)).toBeNull();
  await undoOperation(ctxOf(colleague, later(100)), made.operationId ?? "");
  for (const project of [undefined, projectId])
    expect([await who(installer, project), await who(dso, project)]).toEqual([
      colleague.name,
      colleague.name,
    ]);
  expect([await who(colleague), await who(otherInstaller)]).toEqual([null, null]);
});

test("whoever is made responsible by an administrator is told as well", async () => {
  const { installer, colleague, dso, admin, ids } = await aProjectWithCases(2);
  await setUserActive(ctxOf(admin, later(100)), installer.id, { isActive: false, moveTo: colleague.id });
  const { cases } = await changesSince(ctxOf(dso, later(200)), { since });
  expect(cases.map(({ id, version }) => [id, version]).sort()).toEqual(ids.map((id) => [id, 2]).sort());
});

test("more than a list would read one by one are cut off, and it says so", async () => {
  const { installer, dso, projectId, ids } = await aProjectWithCases(501);
  await performAction(ctxOf(dso, later(100)), {
    action: "approve",
    params: { connectionPoint: "Skab 1" },
    selection: { projectId },
  });
  const { cases, hasMore } = await changesSince(ctxOf(installer, later(200)), { since });
  expect([cases.length, hasMore, ids.length]).toEqual([500, true, 501]);
});

test.each(["0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"])(
  "a moment at the edge of the calendar is one as well: %s",
  async (edge) => {
    const { installer } = await aProjectWithCases(1);
    expect((await changesSince(ctxOf(installer, later(201)), { since: edge })).at).toBeDefined();
  },
);

test.each([{}, { since: "yesterday" }, { since, project: "1" }, { since, more: 1 }])(
  "refuses %j",
  async (input) => {
    const { installer } = await aProjectWithCases(1);
    await expect(changesSince(ctxOf(installer), input)).rejects.toMatchObject({ code: "invalid" });
  },
);

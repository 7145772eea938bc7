import { sql } from "drizzle-orm";
import { performAction } from "@/lib/server/cases/bulk";
import { getCase } from "@/lib/server/cases/cases";
import type { Ctx } from "@/lib/server/kernel/context";
import { updateGridArea } from "@/lib/server/places/grid-areas";
import { historyOf } from "@/lib/server/kernel/history";
import { setOrganisationActive, updateOrganisation } from "@/lib/server/people/organisations";
import { createGroup, deleteGroup, renameGroup } from "@/lib/server/projects/groups";
import { deleteProject, renameProject } from "@/lib/server/projects/projects";
import { rowsOf } from "@/lib/server/kernel/sql";
import { createToken, revokeToken } from "@/lib/server/people/tokens";
import { listUsers, resetPassword, setUserActive, updateUser } from "@/lib/server/people/users";
import { isPostgres, testDb } from "../support/database";
import { aGroup, aProject, aProjectWithCases, aUser, aWorld, ctxOf, PASSWORD } from "../support/factories";

const MISSING = "00000000-0000-4000-8000-000000000000";

/** What PostgreSQL would read as the same id, and what strangers send in place of one. */
const noIds = (id: string): unknown[] => [
  id.replaceAll("-", ""),
  `{${id}}`,
  ` ${id}`,
  `${id}\n`,
  id.replace("-", ""),
  `${id}\0`,
  "",
  "null",
  [id],
  { id },
  { getSQL: "x" },
  1,
  true,
  null,
  undefined,
  new Map([["id", id]]),
];

const outcomeOf = (work: () => Promise<unknown>) =>
  work().then(
    () => "done",
    (error) => JSON.stringify({ code: error.code, detail: error.detail }),
  );

/** Every verb that a page hands an id to: how it is called, and by whom. */
async function theVerbs() {
  const { installer, admin, colleague, gridArea, dso } = await aWorld();
  const projectId = await aProject(installer, gridArea);
  const groupId = await aGroup(installer, projectId);
  const emptyProject = await aProject(installer, gridArea);
  const emptyGroup = await aGroup(installer, projectId);
  const token = await createToken(ctxOf(installer), { name: "Nøgle", password: PASSWORD });
  const company = installer.organisation?.id ?? "";
  const email = `${crypto.randomUUID()}@test.example`;
  type Verb = [name: string, id: string, ctx: Ctx, call: (ctx: Ctx, id: never) => Promise<unknown>];
  const verbs: Verb[] = [
    ["rename_project", projectId, ctxOf(installer), (ctx, id) => renameProject(ctx, id, { name: "Nyt" })],
    ["delete_project", emptyProject, ctxOf(installer), deleteProject],
    [
      "create_group",
      projectId,
      ctxOf(installer),
      (ctx, id) => createGroup(ctx, id, { name: "Ny", caseType: "business" }),
    ],
    ["rename_group", groupId, ctxOf(installer), (ctx, id) => renameGroup(ctx, id, { name: "Ny" })],
    ["delete_group", emptyGroup, ctxOf(installer), deleteGroup],
    ["revoke_token", token.id, ctxOf(installer), revokeToken],
    [
      "update_user",
      colleague.id,
      ctxOf(admin),
      (ctx, id) => updateUser(ctx, id, { name: "Ny", email, password: PASSWORD }),
    ],
    [
      "reset_password",
      colleague.id,
      ctxOf(admin),
      (ctx, id) => resetPassword(ctx, id, { password: PASSWORD }),
    ],
    ["set_user_active", colleague.id, ctxOf(admin), (ctx, id) => setUserActive(ctx, id, { isActive: false })],
    [
      "update_organisation",
      company,
      ctxOf(admin),
      (ctx, id) => updateOrganisation(ctx, id, { name: `Ny ${email}` }),
    ],
    [
      "set_organisation_active",
      company,
      ctxOf(admin),
      (ctx, id) => setOrganisationActive(ctx, id, { isActive: false }),
    ],
  ];
  return { verbs, admin, gridArea, dso };
}

test("what cannot be an id is answered as a missing one, and nothing is written under it", async () => {
  const { verbs } = await theVerbs();
  for (const [name, id, ctx, call] of verbs) {
    const missing = await outcomeOf(() => call(ctx, MISSING as never));
    expect([name, missing]).toEqual([name, '{"code":"not_found","detail":{}}']);
    for (const given of noIds(id)) {
      expect([name, given, await outcomeOf(() => call(ctx, given as never))]).toEqual([name, given, missing]);
    }
  }
});

test("an id in capitals is the same id, and history knows it under one spelling", async () => {
  const { verbs } = await theVerbs();
  const subject = (name: string) => (name === "revoke_token" || name === "create_group" ? null : name);
  for (const [name, id, ctx, call] of verbs) {
    expect([name, await outcomeOf(() => call(ctx, id.toUpperCase() as never))]).toEqual([name, "done"]);
    if (!subject(name)) continue;
    const events = await rowsOf<{ id: string }>(
      testDb(),
      sql`select subject_id as id from history_events where action = ${name} and lower(subject_id) = ${id}`,
    );
    expect([name, ...events.map((event) => event.id)]).toEqual([name, id]);
  }
});

test("a project renamed through an id in capitals shows it in its own history", async () => {
  const { installer, gridArea } = await aWorld();
  const id = await aProject(installer, gridArea);
  await renameProject(ctxOf(installer), id.toUpperCase(), { name: "Bakken" });
  expect((await historyOf(ctxOf(installer), "project", id)).map(({ action }) => action)).toEqual([
    "rename_project",
    "create_project",
  ]);
});

test("an area's code is three digits and nothing around them", async () => {
  const { gridArea, admin, dso } = await theVerbs();
  const input = { name: "Ny", dsoId: dso.organisation?.id, isActive: true };
  for (const given of [`${gridArea} `, ` ${gridArea}`, "", Number(gridArea), [gridArea], null, undefined]) {
    expect([given, await outcomeOf(() => updateGridArea(ctxOf(admin), given as never, input))]).toEqual([
      given,
      '{"code":"not_found","detail":{}}',
    ]);
  }
});

/** Leaves one or two active administrators in this database. */
async function onlyAdmins(n: number) {
  const [first, ...others] = await Promise.all(Array.from({ length: n }, () => aUser("admin")));
  if (!first) throw new Error("no administrator");
  const kept = [first, ...others].map(({ id }) => id);
  for (const { id, role, isActive } of await listUsers(ctxOf(first))) {
    if (role === "admin" && isActive && !kept.includes(id))
      await setUserActive(ctxOf(first), id, { isActive: false });
  }
  return [first, ...others];
}
const activeAdmins = async () =>
  (await rowsOf<{ id: string }>(testDb(), sql`select id from users where role = 'admin' and is_active`)).map(
    ({ id }) => id,
  );

test("the last administrator stays, however the id is spelled", async () => {
  const [last] = await onlyAdmins(1);
  if (!last) throw new Error("no administrator");
  for (const given of [last.id, last.id.toUpperCase()]) {
    await expect(setUserActive(ctxOf(last), given, { isActive: false })).rejects.toMatchObject({
      code: "last_admin",
    });
  }
  for (const given of noIds(last.id)) {
    await expect(setUserActive(ctxOf(last), given as string, { isActive: false })).rejects.toMatchObject({
      code: "not_found",
    });
  }
  expect(await activeAdmins()).toEqual([last.id]);
});

test("of the last administrators who deactivate each other at once, one stays", async () => {
  for (let round = 0; round < (isPostgres() ? 15 : 2); round += 1) {
    const admins = await onlyAdmins(3);
    const outcomes = await Promise.allSettled(
      admins.map((admin, i) =>
        setUserActive(ctxOf(admin), admins[(i + 1) % 3]?.id ?? "", { isActive: false }),
      ),
    );
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused.map(({ reason }) => reason.code)).toEqual(["last_admin"]);
    expect(await activeAdmins()).toHaveLength(1);
  }
});

test("one case named twice counts once; with two versions, or two values, it is refused", async () => {
  const { installer, dso, ids, cases } = await aProjectWithCases(2);
  const [id = "", other = ""] = ids;
  const act = (selection: object, more: object = {}) =>
    performAction(ctxOf(dso), {
      action: "edit",
      params: { set: { connectionPoint: "Skab 1" }, ...more },
      selection,
    });
  const versions = cases.map(({ version }) => version);
  const refused = (path: string, code: string) => ({ code: "invalid", detail: { faults: [{ path, code }] } });
  await expect(act({ ids: [id, other, id.toUpperCase()], versions: [1, 1, 2] })).rejects.toMatchObject(
    refused("selection.versions.0", "contradictory_versions"),
  );
  await expect(act({ ids: [id, id], versions: [2, 1] })).rejects.toMatchObject(
    refused("selection.versions.0", "contradictory_versions"),
  );
  await expect(act({ ids: [id, id], versions: [1] })).rejects.toMatchObject(
    refused("selection.versions", "one_version_per_id"),
  );
  const perCase = { [id]: { connectionPoint: "A" }, [id.toUpperCase()]: { connectionPoint: "B" } };
  await expect(act({ ids: [id] }, { perCase })).rejects.toMatchObject(
    refused(`params.perCase.${id}`, "given_twice"),
  );
  expect(await act({ ids: [id, other, id.toUpperCase(), id], versions: [...versions, 1, 1] })).toMatchObject({
    requested: 2,
    done: 2,
  });
  const spelled = { perCase: { [other.toUpperCase()]: { connectionPoint: "Skab 2" } } };
  await act({ ids: [other.toUpperCase()] }, spelled);
  expect((await getCase(ctxOf(installer), other)).case.fields.connectionPoint).toBe("Skab 2");
});

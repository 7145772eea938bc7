import { createGroup, deleteGroup, listGroups, renameGroup } from "@/lib/server/projects/groups";
import { createProject, deleteProject, renameProject } from "@/lib/server/projects/projects";
import { getProject, listProjects } from "@/lib/server/projects/project-summaries";
import { historyOf } from "@/lib/server/kernel/history";
import { performAction } from "@/lib/server/cases/bulk";
import { aGroup, aProject, aProjectWithCases, aWorld, ctxOf, lead, someCases } from "../support/factories";

test("a project is created in a grid area, named, renamed and deleted with its empty groups", async () => {
  const { installer, gridArea, dso } = await aWorld();
  const { id } = await createProject(ctxOf(installer), { name: "  Søndre \u00a0 Havn ", gridArea });
  expect(await getProject(ctxOf(installer), id)).toMatchObject({
    name: "Søndre Havn",
    gridArea,
    caseCount: 0,
    groupCount: 0,
  });
  expect((await getProject(ctxOf(dso), id)).owner.id).toBe(installer.organisation?.id);
  await renameProject(ctxOf(installer), id, { name: "Nordre Havn" });
  await createGroup(ctxOf(installer), id, { name: "A", caseType: "business" });
  expect((await historyOf(ctxOf(installer), "project", id)).map((entry) => entry.action)).toEqual([
    "rename_project",
    "create_project",
  ]);
  await deleteProject(ctxOf(installer), id);
  await expect(getProject(ctxOf(installer), id)).rejects.toMatchObject({ code: "not_found" });
});

test("a project and a group with cases cannot be deleted, and say how many", async () => {
  const { installer, projectId, groupId } = await aProjectWithCases(3);
  await expect(deleteProject(ctxOf(installer), projectId)).rejects.toMatchObject({
    code: "project_not_empty",
    detail: { params: { count: 3 } },
  });
  await expect(deleteGroup(ctxOf(installer), groupId)).rejects.toMatchObject({
    code: "group_not_empty",
    detail: { params: { count: 3 } },
  });
  expect(await listGroups(ctxOf(installer), projectId)).toHaveLength(1);
});

test("an empty group is renamed and deleted", async () => {
  const { installer, gridArea } = await aWorld();
  const projectId = await aProject(installer, gridArea);
  const groupId = await aGroup(installer, projectId);
  await renameGroup(ctxOf(installer), groupId, { name: "Blok B" });
  expect((await listGroups(ctxOf(installer), projectId)).map((group) => group.name)).toEqual(["Blok B"]);
  await deleteGroup(ctxOf(installer), groupId);
  expect(await listGroups(ctxOf(installer), projectId)).toEqual([]);
});

test.each([
  [{ name: "", gridArea: "AREA" }, "name", "required"],
  [{ name: "x".repeat(121), gridArea: "AREA" }, "name", "too_long"],
  [{ name: "a\u0000b", gridArea: "AREA" }, "name", "forbidden_characters"],
  [{ name: "A", gridArea: "999" }, "gridArea", "unknown_grid_area"],
  [{ name: "A" }, "gridArea", "required"],
  [{ name: "A", gridArea: "AREA", extra: 1 }, "extra", "unknown_key"],
])("%j is refused at %s", async (input, path, code) => {
  const { installer, gridArea } = await aWorld();
  const filled = JSON.parse(JSON.stringify(input).replace("AREA", gridArea));
  await expect(createProject(ctxOf(installer), filled)).rejects.toMatchObject({
    code: "invalid",
    detail: { faults: [{ path, code }] },
  });
});

test("only an installer creates projects", async () => {
  const { dso, admin, gridArea } = await aWorld();
  for (const actor of [dso, admin]) {
    await expect(createProject(ctxOf(actor), { name: "A", gridArea })).rejects.toMatchObject({
      code: "forbidden",
    });
  }
});

test("the list pages, searches and filters", async () => {
  const { world, installer, dso, projectId, ids, cases } = await aProjectWithCases(2);
  const empty = await aProject(installer, world.gridArea, "Helt tomt projekt");
  const idsOf = async (input: object) =>
    (await listProjects(ctxOf(installer), input)).projects.map((project) => project.id);
  const first = await listProjects(ctxOf(installer), { limit: 1 });
  const second = await listProjects(ctxOf(installer), { limit: 1, cursor: first.nextCursor });
  expect([...first.projects, ...second.projects].map((project) => project.id).sort()).toEqual(
    [projectId, empty].sort(),
  );
  expect(second.nextCursor).toBeNull();
  expect(await idsOf({ q: "tomt" })).toEqual([empty]);
  expect(await idsOf({ q: cases[0]?.addressParts.street })).toEqual([projectId]);
  expect(await idsOf({ q: String(cases[1]?.number) })).toEqual([projectId]);
  expect(await idsOf({ q: "100%_" })).toEqual([]);
  expect(await idsOf({ show: "needs_action" })).toEqual([]);
  expect(
    (await listProjects(ctxOf(dso), { show: "needs_action" })).projects.map((project) => project.id),
  ).toEqual([projectId]);
  await lead(world, ids, "archived");
  expect(await idsOf({ show: "closed" })).toEqual([projectId]);
  await expect(listProjects(ctxOf(installer), { cursor: "nonsense" })).rejects.toMatchObject({
    code: "invalid",
  });
});

test("the list is sorted by name, size and what waits for oneself, and pages in that order", async () => {
  const world = await aWorld();
  const make = async (name: string, n: number, state: "submitted" | "rejected") => {
    const id = await aProject(world.installer, world.gridArea, name);
    if (n > 0) {
      const groupId = await aGroup(world.installer, id, "apartment");
      const made = await someCases(world.installer, groupId, "apartment", n);
      await lead(
        world,
        made.map((row) => row.id),
        state,
      );
    }
    return id;
  };
  await make("Åvænget", 1, "rejected");
  await make("alleen", 3, "submitted");
  await make("Ærøgade", 2, "rejected");
  const names = async (sort: string) => {
    const list: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listProjects>> = await listProjects(ctxOf(world.installer), {
        sort,
        limit: 2,
        ...(cursor && { cursor }),
      });
      list.push(...page.projects.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor);
    return list;
  };
  expect(await names("name")).toEqual(["alleen", "Ærøgade", "Åvænget"]);
  expect(await names("cases")).toEqual(["alleen", "Ærøgade", "Åvænget"]);
  expect(await names("waiting")).toEqual(["Ærøgade", "Åvænget", "alleen"]);
});

test("a rejected case in the archive does not count as completed", async () => {
  const { world, installer, ids, projectId } = await aProjectWithCases(3);
  await lead(world, ids.slice(0, 1), "archived");
  await lead(world, ids.slice(1, 2), "completed");
  await performAction(ctxOf(world.dso), { action: "archive", selection: { ids: [ids[1]] } });
  expect(await getProject(ctxOf(installer), projectId)).toMatchObject({
    completedCount: 1,
    countsByState: { archived: 2 },
  });
});

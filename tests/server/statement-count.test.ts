import { performAction } from "@/lib/server/cases/bulk";
import { addCases } from "@/lib/server/imports/import";
import { undoOperation } from "@/lib/server/operations/undo";
import { statementsOf } from "../support/database";
import { aGroup, aProject, aWorld, ctxOf, FIELDS, someAddresses, type World } from "../support/factories";

const shapes = (statements: string[]) =>
  statements.map((statement) => statement.replace(/\s+/g, " ").slice(0, 60));

/** Creates `n` cases, changes them all three ways and takes the last change back; the statements of each step. */
async function playThrough(world: World, n: number) {
  const { installer, colleague, dso } = world;
  const projectId = await aProject(installer, world.gridArea);
  const groupId = await aGroup(installer, projectId, "apartment");
  const addresses = Array.from({ length: Math.ceil(n / 100) }, (_, i) =>
    someAddresses(Math.min(100, n), `Bygade ${i}. sti`),
  ).flat();
  const selection = { projectId };
  let operationId = "";
  const done: number[] = [];
  const steps = {
    create: async () => {
      done.push(
        (
          await addCases(ctxOf(installer), groupId, {
            fields: FIELDS.apartment,
            addresses,
            acceptWarnings: true,
          })
        ).created,
      );
    },
    "change installer": async () => {
      const params = { installerId: colleague.id };
      done.push(
        (await performAction(ctxOf(installer), { action: "change_installer", params, selection })).done,
      );
    },
    edit: async () => {
      const params = { set: { ampere: 20, reference: "R" } };
      done.push((await performAction(ctxOf(installer), { action: "edit", params, selection })).done);
    },
    approve: async () => {
      const outcome = await performAction(ctxOf(dso), {
        action: "approve",
        params: { connectionPoint: "S" },
        selection,
      });
      operationId = outcome.operationId ?? "";
      done.push(outcome.done);
    },
    undo: async () => {
      done.push((await undoOperation(ctxOf(dso), operationId)).done);
    },
  };
  const statements: Record<string, string[]> = {};
  for (const [name, step] of Object.entries(steps)) statements[name] = shapes(await statementsOf(step));
  expect(done).toEqual([n, n, n, n, n]);
  return statements;
}

jest.setTimeout(60_000);

test("2,000 cases take the same statements as ten, and only a handful", async () => {
  const world = await aWorld();
  const few = await playThrough(world, 10);
  const many = await playThrough(world, 2_000);
  expect(many).toEqual(few);
  for (const statements of Object.values(few)) expect(statements.length).toBeLessThanOrEqual(12);
});

test("no statement creates, locks or writes more cases than can be done between two turns", async () => {
  const many = await playThrough(await aWorld(), 5_100);
  const writes = (step: string) =>
    many[step]?.filter((statement) => statement.trim().startsWith("with input as (")).length;
  expect([writes("create"), writes("edit"), writes("undo")]).toEqual([3, 3, 3]);
  const locks = many.undo?.filter((statement) => statement.trim().startsWith("select id, number, version"));
  expect(locks).toHaveLength(2);
}, 60_000);

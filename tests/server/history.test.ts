import { sql } from "drizzle-orm";
import { operations } from "@/db/schema";
import { historyOf } from "@/lib/server/kernel/history";
import { write } from "@/lib/server/kernel/mutate";
import { performAction } from "@/lib/server/cases/bulk";
import { rowsOf } from "@/lib/server/kernel/sql";
import { testDb } from "../support/database";
import { aProjectWithCases, aWorld, ctxOf, lead } from "../support/factories";

const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => "let in",
    (error: Error) => `${error.message} ${(error.cause as Error | undefined)?.message ?? ""}`,
  );

test.each([
  "update history_events set actor_name = 'somebody else'",
  "delete from history_events",
  "truncate history_events",
])("history is only ever added to: %s", async (statement) => {
  await aProjectWithCases(1);
  expect(await messageOf(testDb().execute(sql.raw(statement)))).toMatch(/append-only|only be added/i);
});

test("a write that records nothing is a bug, and nothing of it stays", async () => {
  const { installer } = await aWorld();
  const change = write(ctxOf(installer), "forgetful" as never, async ({ tx }) => {
    await tx.execute(sql`update users set name = 'changed' where id = ${installer.id}::uuid`);
  });
  await expect(change).rejects.toThrow("forgetful changed something without history");
  const [user] = await rowsOf<{ name: string }>(
    testDb(),
    sql`select name from users where id = ${installer.id}::uuid`,
  );
  expect(user?.name).toBe(installer.name);
});

test("a refused action leaves no operation and no event behind", async () => {
  const { installer, ids } = await aProjectWithCases(2);
  const count = () => testDb().$count(operations);
  const before = await count();
  await expect(
    performAction(ctxOf(installer), {
      action: "complete",
      params: { completedOn: "2026-11-20" },
      selection: { ids },
    }),
  ).rejects.toMatchObject({ code: "cases_blocked" });
  expect(await count()).toBe(before);
  expect(await historyOf(ctxOf(installer), "case", ids[0] ?? "")).toHaveLength(1);
});

test("a case's history tells who, what, from where to where, and of which operation", async () => {
  const { world, ids, installer, dso } = await aProjectWithCases(2);
  await lead(world, ids, "ready_for_meter");
  const told = (await historyOf(ctxOf(installer), "case", ids[1] ?? "")).reverse();
  expect(
    told.map(({ action, actorName, fromState, toState, operationSize, changes }) => ({
      action,
      actorName,
      fromState,
      toState,
      operationSize,
      changes,
    })),
  ).toEqual([
    {
      action: "create",
      actorName: installer.name,
      fromState: null,
      toState: "submitted",
      operationSize: 2,
      changes: null,
    },
    {
      action: "approve",
      actorName: dso.name,
      fromState: "submitted",
      toState: "approved",
      operationSize: 2,
      changes: { connectionPoint: [null, "Skab 1"] },
    },
    {
      action: "report_ready_for_meter",
      actorName: installer.name,
      fromState: "approved",
      toState: "ready_for_meter",
      operationSize: 2,
      changes: { meterDate: [null, "2026-12-01"] },
    },
  ]);
});

import { sql } from "drizzle-orm";
import { performAction } from "@/lib/server/cases/bulk";
import { write } from "@/lib/server/kernel/mutate";
import { rowsOf } from "@/lib/server/kernel/sql";
import { testDb } from "../support/database";
import { aProjectWithCases, ctxOf } from "../support/factories";
import { keysOf, withKey } from "../support/request-keys";

const cancel = (ids: string[]) => ({ action: "cancel", selection: { ids } });

test("the answer is kept as text: its members stay in order", async () => {
  const { installer, ids } = await aProjectWithCases(1);
  const ctx = withKey(ctxOf(installer), "a");
  const first = await performAction(ctx, cancel(ids));
  await expect(performAction(ctx, cancel(ids))).rejects.toMatchObject({
    name: "Replay",
    kept: JSON.stringify(first),
  });
  await expect(performAction(withKey(ctxOf(installer), "a", "other"), cancel(ids))).rejects.toMatchObject({
    code: "idempotency_key_reused",
  });
});

test("a decision against the work is kept while the work is taken back", async () => {
  const { installer, dso, ids } = await aProjectWithCases(2);
  await performAction(ctxOf(dso), {
    action: "approve",
    params: { connectionPoint: "S" },
    selection: { ids: [ids[0]] },
  });
  const ctx = withKey(ctxOf(dso), "b");
  const reject = { action: "reject", params: { reason: "x" }, selection: { ids } };
  await expect(performAction(ctx, reject)).rejects.toMatchObject({ code: "cases_blocked" });
  const states = await rowsOf<{ state: string }>(
    testDb(),
    sql`select state from cases where owner_id = ${installer.organisation?.id}::uuid order by state`,
  );
  expect(states.map(({ state }) => state)).toEqual(["approved", "submitted"]);
  await expect(performAction(ctx, reject)).rejects.toMatchObject({
    kept: '"cases_blocked"',
  });
});

test("a fault of ours leaves no key, so that the same request can be sent again", async () => {
  const { installer, ids } = await aProjectWithCases(1);
  const ctx = withKey(ctxOf(installer), "c");
  await expect(
    write(ctx, "cancel", async () => {
      throw new Error("out of paper");
    }),
  ).rejects.toThrow("out of paper");
  expect(await keysOf(ctx)).toEqual([]);
  expect((await performAction(ctx, cancel(ids))).done).toBe(1);
  expect(await keysOf(ctx)).toEqual(["c"]);
});

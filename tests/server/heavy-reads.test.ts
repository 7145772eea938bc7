import { setTimeout as pause } from "node:timers/promises";
import { offersOf, performAction } from "@/lib/server/cases/bulk";
import { allCases } from "@/lib/server/cases/case-list";
import type { Ctx } from "@/lib/server/kernel/context";
import { listSelected, valuesOf } from "@/lib/server/cases/selected-cases";
import { aProjectWithCases, ctxOf } from "../support/factories";

/**
 * A database that is slow, and knows how much was asked of it at once. It holds its answers until `awaited` questions
 * have been there at once, so that a busy machine counts as many as a quick one.
 */
function slowDatabase(db: Ctx["db"], awaited: number) {
  const seen = { now: 0, most: 0, awaited };
  const counted = new Proxy(db, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (name !== "execute" || typeof value !== "function") return value;
      return async (...given: unknown[]) => {
        seen.now += 1;
        seen.most = Math.max(seen.most, seen.now);
        for (let waited = 0; seen.most < seen.awaited && waited < 5_000; waited += 10) await pause(10);
        await pause(20);
        try {
          return await (value.call(target, ...given) as Promise<unknown>);
        } finally {
          seen.now -= 1;
        }
      };
    },
  });
  return { db: counted, seen };
}

type Read = (ctx: Ctx, projectId: string, ids: string[]) => Promise<unknown>;
const action = "cancel";
const READS: [string, Read][] = [
  ["offers by filter", (ctx, projectId) => offersOf(ctx, { selection: { projectId } })],
  ["values by filter", (ctx, projectId) => valuesOf(ctx, { selection: { projectId } })],
  ["the selected by filter", (ctx, projectId) => listSelected(ctx, { selection: { projectId } })],
  [
    "a dry run by filter",
    (ctx, projectId) => performAction(ctx, { action, selection: { projectId }, dryRun: true }),
  ],
  [
    "offers by many ids",
    (ctx, _, ids) => offersOf(ctx, { selection: { ids: Array(1_001).fill(ids[0]) as string[] } }),
  ],
];

test.each(READS)("%s: of one person two are read at once, of many four", async (_, read) => {
  const { installer, colleague, world, projectId, ids } = await aProjectWithCases(2);
  const { db, seen } = slowDatabase(ctxOf(installer).db, 2);
  const ask = (actor: Ctx["actor"]) => read({ ...ctxOf(actor), db }, projectId, ids);
  await Promise.all(Array.from({ length: 6 }, () => ask(installer)));
  expect(seen.most).toBe(2);
  seen.awaited = 4;
  const people = [installer, colleague, world.dso, world.admin];
  await Promise.all(people.flatMap((actor) => [1, 2].map(() => ask(actor).catch(() => {}))));
  expect(seen.most).toBe(4);
});

test("a few cases named one by one wait for nobody, and the project's page takes its turn", async () => {
  const { installer, projectId, ids } = await aProjectWithCases(2);
  const { db, seen } = slowDatabase(ctxOf(installer).db, 6);
  const ctx = { ...ctxOf(installer), db };
  await Promise.all(Array.from({ length: 6 }, () => offersOf(ctx, { selection: { ids } })));
  expect(seen.most).toBe(6);
  Object.assign(seen, { most: 0, awaited: 2 });
  await Promise.all(Array.from({ length: 6 }, () => allCases(ctx, projectId, {}, 100)));
  expect(seen.most).toBe(2);
});

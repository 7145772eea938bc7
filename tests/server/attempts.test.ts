import { sql } from "drizzle-orm";
import { attemptKey, countTries, forgetTries, takeSlot } from "@/lib/server/people/attempts";
import { rowsOf } from "@/lib/server/kernel/sql";
import { isPostgres, testDb } from "../support/database";
import { NOW } from "../support/factories";

const HOURS = 3_600_000;
const at = (hours: number) => new Date(NOW.getTime() + hours * HOURS);
let names = 0;
const aKey = () => {
  names += 1;
  return attemptKey("test", String(names));
};
const isKept = async (key: string) =>
  (await rowsOf(testDb(), sql`select 1 from login_attempts where key = ${key}`)).length === 1;

test("a clock that is set back closes nobody out until it is as late again", async () => {
  const [key, other] = [aKey(), aKey()];
  const pace = { gapSeconds: 5, patienceSeconds: 10 };
  for (let i = 0; i < 12; i += 1) await countTries(testDb(), at(24), [key, other]);
  while ((await takeSlot(testDb(), at(24), key, pace)) !== null /* until none is left */);
  expect(await countTries(testDb(), NOW, [key])).toEqual([1]);
  expect(await takeSlot(testDb(), NOW, key, pace)).toBe(0);
  expect(await takeSlot(testDb(), NOW, key, pace)).toBe(5_000);
  // What nobody tries again goes with the rest of what is old.
  await forgetTries(testDb(), NOW, aKey());
  expect([await isKept(key), await isKept(other)]).toEqual([true, false]);
});

test("clocks of two servers that differ by seconds count as one", async () => {
  const key = aKey();
  await countTries(testDb(), at(10 / 3_600), [key]);
  expect(await countTries(testDb(), NOW, [key])).toEqual([2]);
});

test("a log-in waits for nobody's try of another account, however old that one is", async () => {
  // The embedded database has one connection and takes turns.
  if (!isPostgres()) return;
  const [old, own] = [aKey(), aKey()];
  await countTries(testDb(), at(-1), [old]);
  await testDb().transaction(async (tx) => {
    await countTries(tx, NOW, [old]);
    await forgetTries(testDb(), NOW, own);
  });
  expect(await isKept(old)).toBe(true);
});

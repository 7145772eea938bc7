import { attemptKey, countTries, takeSlot } from "@/lib/server/people/attempts";
import { testDb } from "../support/database";
import { NOW } from "../support/factories";

const HOURS = 3_600_000;
const at = (hours: number) => new Date(NOW.getTime() + hours * HOURS);
let names = 0;
const aKey = () => {
  names += 1;
  return attemptKey("test", String(names));
};

test("a clock that is set back closes nobody out until it is as late again", async () => {
  const key = aKey();
  const pace = { gapSeconds: 5, patienceSeconds: 10 };
  for (let i = 0; i < 12; i += 1) await countTries(testDb(), at(24), [key]);
  while ((await takeSlot(testDb(), at(24), key, pace)) !== null /* until none is left */);
  expect(await countTries(testDb(), NOW, [key])).toEqual([1]);
  expect(await takeSlot(testDb(), NOW, key, pace)).toBe(0);
  expect(await takeSlot(testDb(), NOW, key, pace)).toBe(5_000);
});

test("clocks of two servers that differ by seconds count as one", async () => {
  const key = aKey();
  await countTries(testDb(), at(10 / 3_600), [key]);
  expect(await countTries(testDb(), NOW, [key])).toEqual([2]);
});

import * as timers from "node:timers/promises";
import { inTurns, mapInTurns, nextTurn } from "@/lib/server/kernel/in-turns";

jest.mock("node:timers/promises", () => ({ setImmediate: jest.fn(), setTimeout: jest.fn() }));
const [soon, later] = [jest.mocked(timers.setImmediate), jest.mocked(timers.setTimeout)];

const OPEN = Symbol.for("projekter.openRequests");
const answering = (requests: number | undefined) =>
  Object.assign(globalThis, { [OPEN]: requests === undefined ? undefined : new Set(Array(requests).keys()) });
beforeEach(() => {
  jest.clearAllMocks();
  answering(undefined);
});

test.each([
  [undefined, "soon"],
  [0, "soon"],
  [1, "soon"],
  [2, "later"],
  [9, "later"],
])("with %s requests open the next turn comes %s", async (requests, comes) => {
  answering(requests);
  await nextTurn();
  expect(soon).toHaveBeenCalledTimes(comes === "soon" ? 1 : 0);
  expect(later.mock.calls).toEqual(comes === "later" ? [[4]] : []);
});

test.each([
  [0, undefined, [], 0],
  [250, undefined, [250], 0],
  [501, undefined, [250, 250, 1], 2],
  [5, 2, [2, 2, 1], 2],
])("%d items, %s at a time: %j, %d turns between", async (count, atATime, pieces, turns) => {
  const items = [...Array(count).keys()];
  const taken: number[][] = [];
  for await (const some of inTurns(items, atATime)) taken.push(some);
  expect(taken.map((some) => some.length)).toEqual(pieces);
  expect(taken.flat()).toEqual(items);
  expect(soon).toHaveBeenCalledTimes(turns);
});

test("what is made of a long list stands in its order", async () => {
  const items = [...Array(600).keys()];
  expect(await mapInTurns(items, (item) => item * 2)).toEqual(items.map((item) => item * 2));
  expect(soon).toHaveBeenCalledTimes(2);
});

import { getEventListeners } from "node:events";
import type * as lines from "@/lib/server/kernel/turns";
import { Turns } from "@/lib/server/kernel/turns";
import { readInTurn, readSelectionInTurn } from "@/lib/server/kernel/heavy-reads";
import type { Ctx } from "@/lib/server/kernel/context";

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate"] });
});
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

let count = 0;
type Limits = Parameters<typeof Turns.named>[1];
const aLine = (limits: Limits) => Turns.named(`line ${(count += 1)}`, limits);

/** Takes a turn for each of some people; says who is in, who was refused, and lets go by number. */
function stand(turns: Turns, people: readonly string[], gone?: AbortSignal) {
  const leaves: (() => void)[] = [];
  const [inside, refused]: [number[], number[]] = [[], []];
  for (const [i, who] of people.entries())
    turns.take(who, gone).then(
      (leave) => {
        leaves[i] = leave;
        inside.push(i);
      },
      (error) => {
        expect(error).toMatchObject({ code: "busy" });
        refused.push(i);
      },
    );
  return { inside, refused, leave: (i: number) => leaves[i]?.() };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("a line is known by its name, in every copy of the module", () => {
  const limits = { atOnce: 1, perPerson: 1 };
  expect(Turns.named("same", limits)).toBe(Turns.named("same", limits));
  expect(Turns.named("same", limits)).not.toBe(Turns.named("other", limits));
  jest.isolateModules(() => {
    const copy = jest.requireActual<typeof lines>("@/lib/server/kernel/turns");
    expect(copy.Turns).not.toBe(Turns);
    expect(copy.Turns.named("same", limits)).toBe(Turns.named("same", limits));
  });
});

test("so many are let in at once, the others in their order as places become free", async () => {
  const { inside, leave } = stand(aLine({ atOnce: 2, perPerson: 9 }), ["a", "a", "b", "c", "d"]);
  await settle();
  expect(inside).toEqual([0, 1]);
  leave(1);
  await settle();
  expect(inside).toEqual([0, 1, 2]);
  leave(0);
  leave(2);
  await settle();
  expect(inside).toEqual([0, 1, 2, 3, 4]);
});

test("whoever has their share waits, and the next person passes them", async () => {
  const { inside, leave } = stand(aLine({ atOnce: 3, perPerson: 1 }), ["a", "a", "b", "a"]);
  await settle();
  expect(inside).toEqual([0, 2]);
  leave(2);
  await settle();
  expect(inside).toEqual([0, 2]);
  leave(0);
  await settle();
  expect(inside).toEqual([0, 2, 1]);
});

test("places to wait are counted without those who are let in, in all and of one person", async () => {
  const inAll = stand(aLine({ atOnce: 1, perPerson: 1, places: { all: 2, each: 9 } }), ["a", "b", "c", "d"]);
  const ofOne = stand(aLine({ atOnce: 1, perPerson: 1, places: { all: 9, each: 2 } }), [
    "a",
    "b",
    "b",
    "b",
    "c",
  ]);
  const unlimited = stand(aLine({ atOnce: 1, perPerson: 1 }), Array(300).fill("a"));
  await settle();
  expect([inAll.inside, inAll.refused]).toEqual([[0], [3]]);
  expect([ofOne.inside, ofOne.refused]).toEqual([[0], [3]]);
  expect(unlimited.refused).toEqual([]);
});

test("patience ends for those who wait, not for those who are in, and frees their place", async () => {
  const turns = aLine({ atOnce: 1, perPerson: 1, patienceMs: 100, places: { all: 1, each: 1 } });
  const { inside, refused, leave } = stand(turns, ["a", "b"]);
  await jest.advanceTimersByTimeAsync(99);
  expect([inside, refused]).toEqual([[0], []]);
  await jest.advanceTimersByTimeAsync(1);
  expect(refused).toEqual([1]);
  const later = stand(turns, ["c"]);
  leave(0);
  await settle();
  expect(later.inside).toEqual([0]);
});

test("without a patience one waits for good", async () => {
  const { inside, refused, leave } = stand(aLine({ atOnce: 1, perPerson: 1 }), ["a", "b"]);
  await jest.advanceTimersByTimeAsync(1_000_000);
  expect(refused).toEqual([]);
  leave(0);
  await settle();
  expect(inside).toEqual([0, 1]);
});

test("who has gone is refused, and nothing listens to their signal any more", async () => {
  const turns = aLine({ atOnce: 1, perPerson: 1, patienceMs: 100 });
  const gone = new AbortController();
  const { inside, refused, leave } = stand(turns, ["a", "b", "c"], gone.signal);
  await settle();
  expect(getEventListeners(gone.signal, "abort")).toHaveLength(2);
  leave(0);
  await settle();
  expect(inside).toEqual([0, 1]);
  expect(getEventListeners(gone.signal, "abort")).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(100);
  expect(refused).toEqual([2]);
  expect(getEventListeners(gone.signal, "abort")).toHaveLength(0);
});

test("who had gone before they came is not let in, though there is room", async () => {
  const turns = aLine({ atOnce: 1, perPerson: 1, patienceMs: 100 });
  const { inside, refused } = stand(turns, ["a"], AbortSignal.abort());
  const next = stand(turns, ["b"]);
  await settle();
  expect([inside, refused, next.inside]).toEqual([[], [0], [0]]);
});

test("who leaves while waiting is not let in later", async () => {
  const turns = aLine({ atOnce: 1, perPerson: 1 });
  const gone = new AbortController();
  const first = stand(turns, ["a"]);
  const second = stand(turns, ["b"], gone.signal);
  const third = stand(turns, ["c"]);
  await settle();
  gone.abort();
  first.leave(0);
  await settle();
  expect([second.inside, second.refused, third.inside]).toEqual([[], [0], [0]]);
});

test("work gives its turn back whether it succeeds or fails", async () => {
  const turns = aLine({ atOnce: 1, perPerson: 1 });
  await expect(turns.run("a", async () => "done")).resolves.toBe("done");
  await expect(turns.run("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(turns.run("a", async () => "done")).resolves.toBe("done");
  await expect(turns.run("a", async () => "done", AbortSignal.abort())).rejects.toMatchObject({
    code: "busy",
  });
});

/** Reads that go on until they are ended; how many have begun and how many were refused. */
function reads() {
  const seen = { begun: 0, refused: 0 };
  const ends: (() => void)[] = [];
  const read = () => {
    seen.begun += 1;
    return new Promise<void>((resolve) => {
      ends.push(resolve);
    });
  };
  const end = async () => {
    for (const one of ends.splice(0)) one();
    await settle();
    if (ends.length > 0) await end();
  };
  return { seen, end, read, told: (work: Promise<unknown>) => work.catch(() => (seen.refused += 1)) };
}
const by = (id: string, gone?: AbortSignal) => ({ actor: { id }, gone }) as Ctx;

test("of heavy reads four go on at once, two of one person", async () => {
  const { seen, end, read, told } = reads();
  for (let i = 0; i < 3; i += 1) told(readInTurn(by("a"), read));
  await settle();
  expect(seen.begun).toBe(2);
  for (const who of ["b", "c", "d"]) told(readInTurn(by(who), read));
  await settle();
  expect(seen.begun).toBe(4);
  await end();
  expect(seen).toEqual({ begun: 6, refused: 0 });
});

test("of one person 40 heavy reads may wait, of all 200, for ten seconds", async () => {
  const { seen, end, read, told } = reads();
  for (let i = 0; i < 2 + 41; i += 1) told(readInTurn(by("a"), read));
  await settle();
  expect(seen).toEqual({ begun: 2, refused: 1 });
  for (let i = 0; i < 2 + 161; i += 1) told(readInTurn(by(`one ${i}`), read));
  await settle();
  expect(seen).toEqual({ begun: 4, refused: 2 });
  await jest.advanceTimersByTimeAsync(9_999);
  expect(seen.refused).toBe(2);
  await jest.advanceTimersByTimeAsync(1);
  expect(seen).toEqual({ begun: 4, refused: 202 });
  await end();
});

test("a heavy read that nobody waits for any more is not begun", async () => {
  const { seen, read, told } = reads();
  told(readInTurn(by("a", AbortSignal.abort()), read));
  await settle();
  expect(seen).toEqual({ begun: 0, refused: 1 });
});

test.each([
  ["a thousand ids", { selection: { ids: Array(1_000).fill("a") } }, true],
  ["more ids", { selection: { ids: Array(1_001).fill("a") } }, false],
  ["a filter", { selection: { projectId: "p" } }, false],
  ["something else for ids", { selection: { ids: { length: 1 } } }, false],
  ["no selection", {}, false],
  ["nothing", null, false],
])("%s: read at once, whoever waits: %j", async (_, input, atOnce) => {
  const { seen, end, read, told } = reads();
  for (const who of ["a", "a", "b", "b"]) told(readInTurn(by(who), read));
  await settle();
  told(readSelectionInTurn(by("c"), input, read));
  await settle();
  expect(seen.begun).toBe(atOnce ? 5 : 4);
  await end();
  expect(seen).toEqual({ begun: 5, refused: 0 });
});

import { setImmediate } from "node:timers/promises";
import { translator } from "@/lib/messages";
import type { BlockedCase } from "@/lib/server/cases/bulk";
import type { Ctx } from "@/lib/server/kernel/context";
import type { RowProblem } from "@/lib/domain/problem";
import { blockedAnswer, problemsAnswer } from "@/lib/web/api-answers";
import { longWork } from "@/lib/web/long-work";
import { jsonText, jsonTextInTurns } from "@/lib/web/response";

const da = translator("da");

/** How many turns others had while some work was done. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const others = (async () => {
    while (!isDone) {
      await setImmediate();
      turns += 1;
    }
  })();
  await work();
  isDone = true;
  await others;
  return turns;
}

/** Translates, and counts how many sentences it was asked for. */
function counting() {
  let asked = 0;
  const t = Object.assign(
    (...given: Parameters<typeof da>) => {
      asked += 1;
      return da(...given);
    },
    { has: da.has },
  );
  return { t, asked: () => asked };
}

test.each([
  { a: 1, list: [1, "\ud800", null, undefined, { b: [] }], none: undefined, empty: [], at: new Date(0) },
  { "\udc00 key": [[]], __proto__: null, text: 'a"\\b', nested: { list: [1, 2] } },
  { list: Array.from({ length: 1_001 }, (_, i) => ({ i, text: `Vej ${i} "\n` })), last: true },
  {},
  [],
  [1, { a: undefined }],
  null,
  "text",
  new Date(0),
])("an answer made in turns is byte for byte the one made at once: case %#", async (value) => {
  expect(await jsonTextInTurns(value)).toBe(jsonText(value));
});

test("others have a turn between the pieces of a long answer", async () => {
  const list = Array.from({ length: 2_500 }, (_, i) => i);
  expect(await turnsDuring(() => jsonTextInTurns({ list }))).toBeGreaterThanOrEqual(9);
});

const blocked = (n: number, more: Partial<BlockedCase> = {}): BlockedCase[] =>
  Array.from({ length: n }, (_, i) => ({
    caseId: `id ${i}`,
    number: i,
    reason: "wrong_state",
    state: i % 2 === 0 ? "submitted" : "approved",
    ...more,
  }));

test("what thousands of cases are told alike is put into words once", async () => {
  const few = counting();
  const expected = await blockedAnswer(few.t, "complete", blocked(2));
  const many = counting();
  const answer = await blockedAnswer(many.t, "complete", blocked(2_000));
  expect(many.asked()).toBe(few.asked());
  expect(answer[1_999]).toEqual({ ...expected[1], caseId: "id 1999", number: 1_999 });
  expect(answer[0]?.message).not.toBe(answer[1]?.message);
});

test("cases are told of their own changer, and an administrator is not somebody without a company", async () => {
  const changed = {
    reason: "changed_since" as const,
    changedBy: "Ida",
    changedAt: "2026-11-24T11:00:00.000Z",
  };
  const [one, two, three] = await blockedAnswer(da, "approve", [
    ...blocked(1, { ...changed, changedByOrganisation: null }),
    ...blocked(1, changed),
    ...blocked(1, { ...changed, changedByOrganisation: "El A/S" }),
  ]);
  expect(new Set([one?.message, two?.message, three?.message]).size).toBe(3);
});

test("rows with the same fault share its sentence, and others have theirs", async () => {
  const problem = (row: number, value: string) =>
    ({ row, field: "houseNo", value, severity: "error", code: "not_a_house_number" }) as RowProblem;
  const two = counting();
  const [x, y] = await problemsAnswer(two.t, [problem(1, "x"), problem(2, "y")]);
  const three = counting();
  const answer = await problemsAnswer(three.t, [problem(1, "x"), problem(2, "x"), problem(3, "y")]);
  expect(three.asked()).toBe(two.asked());
  expect(answer.map(({ row, message }) => [row, message])).toEqual([
    [1, x?.message],
    [2, x?.message],
    [3, y?.message],
  ]);
});

test("the answer that is kept under a key is the one that is sent, and is made once", async () => {
  let made = 0;
  const request = new Request("http://projekter.example", { headers: { "idempotency-key": "k" } });
  let kept = "";
  const response = await longWork(
    { ctx: {} as Ctx, request, locale: "da", t: da },
    "hash",
    async ({ once }) => {
      const result = { done: 1 };
      kept = (await once?.keep({ result })) ?? "";
      return result;
    },
    (result) => {
      made += 1;
      return result;
    },
  );
  expect([made, `200 ${await response.text()}`]).toEqual([1, kept]);
});

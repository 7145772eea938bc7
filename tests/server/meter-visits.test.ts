import { getCase } from "@/lib/server/cases/cases";
import { offersOf, performAction } from "@/lib/server/cases/bulk";
import { lastMoves } from "@/lib/server/kernel/history";
import { undoOperation } from "@/lib/server/operations/undo";
import { recentReasons } from "@/lib/server/operations/operations";
import { aProjectWithCases, ctxOf, lead } from "../support/factories";

/** Three cases that wait for the meter, and one that is approved. */
async function waiting() {
  const made = await aProjectWithCases(4);
  await lead(made.world, made.ids.slice(0, 3), "ready_for_meter");
  await lead(made.world, made.ids.slice(3), "approved");
  return made;
}

const selection = (ids: string[]) => ({ ids });

test("a failed visit sends the cases back without their wished date, with the reason", async () => {
  const { dso, installer, ids } = await waiting();
  const outcome = await performAction(ctxOf(dso), {
    action: "report_failed_visit",
    params: { reason: "Ingen hjemme" },
    selection: selection(ids),
    onBlocked: "skip",
  });
  expect(outcome).toMatchObject({ done: 3, blocked: [{ caseId: ids[3], reason: "wrong_state" }] });
  const { case: row, history } = await getCase(ctxOf(installer), ids[0] ?? "");
  expect(row.state).toBe("approved");
  expect(row.fields.meterDate).toBeUndefined();
  expect(history[0]).toMatchObject({ action: "report_failed_visit", params: { reason: "Ingen hjemme" } });
  expect((await lastMoves(ctxOf(installer), ids)).get(ids[0] ?? "")).toMatchObject({
    action: "report_failed_visit",
    reason: "Ingen hjemme",
  });
  expect(await recentReasons(ctxOf(dso), { action: "report_failed_visit" })).toEqual(["Ingen hjemme"]);

  await undoOperation(ctxOf(dso), outcome.operationId ?? "");
  const undone = await getCase(ctxOf(installer), ids[0] ?? "");
  expect(undone.case.state).toBe("ready_for_meter");
  expect(undone.case.fields.meterDate).toEqual(expect.stringMatching(/^\d{4}-\d\d-\d\d$/));
  expect((await lastMoves(ctxOf(installer), ids)).get(ids[0] ?? "")?.action).toBe("report_ready_for_meter");
});

test("a failed visit needs its reason", async () => {
  const { dso, ids } = await waiting();
  for (const params of [{}, { reason: " " }, { reason: "x".repeat(501) }])
    await expect(
      performAction(ctxOf(dso), {
        action: "report_failed_visit",
        params,
        selection: selection(ids.slice(0, 3)),
      }),
    ).rejects.toMatchObject({ code: "invalid" });
});

test("»ready for meter« is withdrawn with a reason or without", async () => {
  const { installer, ids } = await waiting();
  const [first, second, third] = ids as [string, string, string];
  const act = (of: string[], params?: object) =>
    performAction(ctxOf(installer), { action: "withdraw_ready", params, selection: selection(of) });
  expect(await act([first])).toMatchObject({ done: 1 });
  const { operationId } = await act([second, third], { reason: "Tavlen er ikke sat op" });
  expect((await getCase(ctxOf(installer), second)).case.state).toBe("approved");
  expect((await lastMoves(ctxOf(installer), [first])).get(first)?.reason).toBeNull();
  expect((await lastMoves(ctxOf(installer), [second])).get(second)?.reason).toBe("Tavlen er ikke sat op");
  await undoOperation(ctxOf(installer), operationId ?? "");
  expect((await getCase(ctxOf(installer), second)).case.state).toBe("ready_for_meter");
});

test("the wished meter date is changed and the state stays; the same date changes nothing", async () => {
  const { installer, ids } = await waiting();
  const some = ids.slice(0, 3);
  const act = (meterDate: string) =>
    performAction(ctxOf(installer), {
      action: "change_meter_date",
      params: { meterDate },
      selection: selection(some),
    });
  const before = (await getCase(ctxOf(installer), some[0] ?? "")).case;
  const later = "2027-02-01";
  const { operationId, done } = await act(later);
  expect(done).toBe(3);
  const after = (await getCase(ctxOf(installer), some[0] ?? "")).case;
  expect(after).toMatchObject({ state: "ready_for_meter", fields: { meterDate: later } });
  expect(await act(later)).toMatchObject({ done: 0, unchanged: 3 });
  await expect(act("2026-11-25")).rejects.toMatchObject({ code: "invalid" });
  await undoOperation(ctxOf(installer), operationId ?? "");
  expect((await getCase(ctxOf(installer), some[0] ?? "")).case.fields.meterDate).toBe(
    before.fields.meterDate,
  );
});

test("each side is offered its own, on cases that wait for the meter alone", async () => {
  const { dso, installer, ids } = await waiting();
  const offered = async (ctx: Parameters<typeof offersOf>[0], of: string[]) =>
    (await offersOf(ctx, { selection: selection(of) })).actions
      .filter((offer) => offer.offered)
      .map(({ action }) => action);
  const own = ["change_meter_date", "withdraw_ready"];
  expect(await offered(ctxOf(installer), ids.slice(0, 3))).toEqual(expect.arrayContaining(own));
  expect(await offered(ctxOf(dso), ids.slice(0, 3))).toContain("report_failed_visit");
  expect((await offered(ctxOf(installer), ids)).filter((action) => own.includes(action))).toEqual([]);
  for (const action of own)
    await expect(
      performAction(ctxOf(dso), { action, params: {}, selection: selection(ids.slice(0, 1)) }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/action_not_allowed|invalid/) });
});

import { act, renderHook } from "@testing-library/react";
import { useLiveCases } from "@/components/case-list/live-cases";
import type { CaseRow } from "@/components/grid/case-row";

const row = (id: string, version: number, state: CaseRow["state"] = "submitted") =>
  ({ id, version, state, groupId: "g", installerId: "i", handlerId: null }) as unknown as CaseRow;

test("of more changes than are told, every row that is here is looked at", async () => {
  jest.useFakeTimers();
  const asked: unknown[] = [];
  const answers: Record<string, unknown> = {
    "/api/case-changes": {
      at: "2026-11-28T10:00:04.000Z",
      cases: [{ id: "z", version: 2, updatedAt: "2026-11-28T10:00:03.000Z", changedBy: "Karl" }],
      hasMore: true,
      removedBy: null,
    },
    "/api/case-rows": [row("a", 1), row("b", 2, "approved")],
  };
  globalThis.fetch = jest.fn(async (path: string, init?: RequestInit) => {
    if (init?.body) asked.push(JSON.parse(String(init.body)));
    const body = answers[path.split("?")[0] ?? ""];
    return { ok: true, status: 200, headers: new Map(), json: async () => body };
  }) as unknown as typeof fetch;
  const filter = { state: ["submitted" as const] };
  const rowsRef = { current: new Map([row("a", 1), row("b", 1)].map((one) => [one.id, one])) };
  const stamp = "2026-11-28T10:00:00.000Z";
  const { result } = renderHook(() => useLiveCases({ projectId: "p", stamp, filter, by: "group", rowsRef }));
  await act(() => jest.advanceTimersByTimeAsync(4_500));
  expect(asked).toEqual([{ ids: ["a", "b"] }]);
  expect([...result.current.rows].map(([id, { live }]) => [id, live])).toEqual([["b", "left"]]);
  expect(result.current.hasMore).toBe(true);
  expect([...result.current.by]).toEqual([["z", "Karl"]]);
  jest.useRealTimers();
});

test("a case whose making was taken back is told as gone, once", async () => {
  jest.useFakeTimers();
  const answers: Record<string, unknown> = {
    "/api/case-changes": { at: "2026-11-28T10:00:04.000Z", cases: [], hasMore: false, removedBy: "Karl" },
    "/api/case-rows": [row("a", 1)],
  };
  globalThis.fetch = jest.fn(async (path: string) => {
    const body = answers[path.split("?")[0] ?? ""];
    return { ok: true, status: 200, headers: new Map(), json: async () => body };
  }) as unknown as typeof fetch;
  const rowsRef = { current: new Map([row("a", 1), row("b", 1)].map((one) => [one.id, one])) };
  const stamp = "2026-11-28T10:00:00.000Z";
  const filter = {};
  const { result } = renderHook(() => useLiveCases({ projectId: null, stamp, filter, by: "group", rowsRef }));
  await act(() => jest.advanceTimersByTimeAsync(4_500));
  const first = result.current;
  expect([...first.rows].map(([id, { live }]) => [id, live])).toEqual([["b", "removed"]]);
  expect([...first.by]).toEqual([["b", "Karl"]]);
  await act(() => jest.advanceTimersByTimeAsync(4_500));
  expect(result.current).toBe(first);
  jest.useRealTimers();
});

import { act, cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { CaseActions } from "@/components/actions/case-actions";
import { type SelectedCase, targetOf } from "@/components/actions/offers";
import { offersFor } from "@/lib/domain/actions/offers";
import { CASE_STATES, type CaseState, type Role } from "@/lib/domain/vocabulary";
import { messagesFor } from "@/lib/messages";
import { StandInRequest } from "./stand-in-request";

const mockRefresh = jest.fn();
jest.mock("next/navigation", () => ({ useRouter: () => ({ refresh: mockRefresh, push: jest.fn() }) }));

globalThis.XMLHttpRequest = StandInRequest as unknown as typeof XMLHttpRequest;

type Call = { path: string; body: Record<string, unknown>; key: string | undefined };
let calls: Call[];

/** Answers as the API does: by the table, naming at most `named` ids a reason. */
function serve(
  role: Role,
  cases: SelectedCase[],
  { named = 100, commit }: { named?: number; commit?: () => [number, unknown] } = {},
) {
  calls = [];
  const words = messagesFor("da").actions;
  globalThis.fetch = jest.fn(async (path: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body));
    calls.push({ path, body, key: (init.headers as Record<string, string>)["idempotency-key"] });
    const chosen = cases.filter((row) => body.selection.ids.includes(row.id));
    const answer = (status: number, of: unknown) =>
      ({ ok: status < 300, status, headers: new Map(), json: async () => of }) as unknown as Response;
    if (path.endsWith("/offers")) {
      const buckets = CASE_STATES.map((state) => {
        const caseIds = chosen.filter((row) => row.state === state).map((row) => row.id);
        return { state, count: caseIds.length, caseIds };
      }).filter(({ count }) => count > 0);
      const actions = offersFor(role, buckets).map((offer) => ({
        ...offer,
        label: words[offer.action].label,
        rule: "Reglen.",
        message: offer.blocked.map(({ count, state }) => `${count} ${state}`).join(" · ") || null,
        blocked: offer.blocked.map((block) => ({
          ...block,
          caseIds: block.caseIds.slice(0, named),
          message: `${block.count} ${block.state}`,
        })),
      }));
      return answer(200, { count: chosen.length, missing: 0, actions });
    }
    const done = {
      operationId: null,
      action: body.action,
      requested: chosen.length,
      done: chosen.length,
      unchanged: 0,
      blocked: [],
      missing: [],
      groups: [],
    };
    if (body.dryRun) return answer(200, done);
    return answer(...(commit?.() ?? [200, { ...done, operationId: "op" }]));
  }) as unknown as typeof fetch;
}

const some = (state: CaseState, count: number): SelectedCase[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${state}-${i}`,
    version: 3,
    state,
    caseType: "apartment",
    number: 10_000 + i,
    address: `Bygaden ${i}`,
  }));

function show(role: Role, selected: SelectedCase[]) {
  const onDeselect = jest.fn();
  const onDeselectBlocked = jest.fn();
  const onDone = jest.fn();
  render(
    <NextIntlClientProvider locale="da" messages={messagesFor("da")} timeZone="Europe/Copenhagen">
      <CaseActions
        role={role}
        target={targetOf(selected)}
        assignees={{ installers: [], handlers: [] }}
        today="2026-11-24"
        onDeselect={onDeselect}
        onDeselectBlocked={onDeselectBlocked}
        onDone={onDone}
      />
    </NextIntlClientProvider>,
  );
  return { onDeselect, onDeselectBlocked, onDone };
}

const button = (name: RegExp) => screen.findByRole("button", { name });

/** The bar's actions as they stand, then its menus by their names; a style sheet hides some, by the window's width. */
const order = () =>
  within(screen.getByRole("toolbar"))
    .getAllByRole("button")
    .map((one) => one.getAttribute("data-action") ?? one.textContent?.trim());

describe("the selection bar", () => {
  const mixed = [...some("approved", 9), ...some("submitted", 3)];

  test("asks the server once and shows what some cases allow in the role's order, the ending ones last", async () => {
    serve("installer", mixed);
    show("installer", mixed);
    await button(/Meld klar til måler/);
    expect(calls).toHaveLength(1);
    expect(order()).toEqual([
      "report_ready_for_meter",
      "change_installer",
      "edit",
      "cancel",
      "Ikke mulige (4)",
      "Flere",
    ]);
  });

  test("a page that others have overtaken is read again, one that stands as it was is not", async () => {
    mockRefresh.mockClear();
    serve("installer", some("submitted", 2));
    show("installer", some("submitted", 2));
    await button(/Redigér sagsfelter/);
    expect(mockRefresh).not.toHaveBeenCalled();
    cleanup();
    const moved = some("submitted", 2).map((row) => ({ ...row, state: "approved" as const }));
    serve("installer", moved);
    show("installer", some("submitted", 2));
    await button(/Meld klar til måler/);
    await waitFor(() => expect(mockRefresh).toHaveBeenCalledTimes(1));
  });

  test("a refusal of the offers is told in its own words and not asked for again; a lost answer is", async () => {
    const asked: string[] = [];
    const answers: [number, unknown][] = [];
    globalThis.fetch = (async (path: string) => {
      asked.push(path);
      const [status, body] = answers.shift() ?? [0, null];
      if (status === 0) throw new TypeError("Failed to fetch");
      return { ok: status < 300, status, json: async () => body };
    }) as unknown as typeof fetch;
    jest.useFakeTimers();
    try {
      const wait = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));
      show("installer", mixed);
      await wait(200);
      expect(screen.getByText(/Vi prøver igen/)).toBeVisible();
      const detail = "Der kan højst vælges 50.000 sager ad gangen. Brug filtrene.";
      answers.push([422, { code: "selection_too_large", detail }]);
      await wait(3_000);
      expect(screen.getByRole("alert")).toHaveTextContent(detail);
      expect(screen.queryByText(/Vi prøver igen/)).toBeNull();
      await wait(60_000);
      expect(asked).toHaveLength(2);
    } finally {
      jest.useRealTimers();
    }
  });

  test("the actions are asked for in the other language when the page has it", async () => {
    serve("installer", mixed);
    const bar = (locale: "da" | "en") => (
      <NextIntlClientProvider locale={locale} messages={messagesFor(locale)} timeZone="Europe/Copenhagen">
        <CaseActions
          role="installer"
          target={target}
          assignees={{ installers: [], handlers: [] }}
          today="2026-11-24"
          onDone={() => {}}
        />
      </NextIntlClientProvider>
    );
    const target = targetOf(mixed);
    const { rerender } = render(bar("da"));
    await button(/Meld klar til måler/);
    rerender(bar("en"));
    await waitFor(() => expect(calls).toHaveLength(2));
  });

  test("what no case allows waits in a menu, with the reason", async () => {
    serve("installer", mixed);
    show("installer", mixed);
    await userEvent.click(await button(/Ikke mulige \(4\)/));
    const names = (await screen.findAllByRole("menuitem")).map((one) => one.textContent);
    expect(names).toEqual([
      expect.stringMatching(/^Færdigmeld.*3 submitted.*9 approved/),
      expect.stringMatching(/^Genindsend.*3 submitted.*9 approved/),
      expect.stringMatching(/^Ændre ønsket målerdato.*3 submitted.*9 approved/),
      expect.stringMatching(/^Træk klarmelding tilbage.*3 submitted.*9 approved/),
    ]);
    await userEvent.click(screen.getByRole("menuitem", { name: /Færdigmeld/ }));
    expect(await screen.findByRole("dialog")).toHaveTextContent("Reglen.De 12 valgte er:3 tilmeldt9 anvist");
    expect(screen.queryByRole("button", { name: /Fravælg/ })).toBeNull();
  });

  test.each<[Role, SelectedCase[], string[]]>([
    [
      "dso",
      [...some("submitted", 1), ...some("ready_for_meter", 1), ...some("completed", 1)],
      [
        "approve",
        "register_meter",
        "report_failed_visit",
        "change_handler",
        "edit",
        "archive",
        "reject",
        "cancel",
        "Flere",
      ],
    ],
    ["admin", some("submitted", 2), ["change_installer", "change_handler"]],
  ])("a %s sees its own order", async (role, cases, expected) => {
    serve(role, cases);
    show(role, cases);
    await button(/Ændre sagsbehandler/);
    expect(order()).toEqual(expected);
  });

  test("what all cases allow is enabled; the rest can be reached and says how many stand in the way", async () => {
    serve("installer", mixed);
    show("installer", mixed);
    const ready = await button(/Meld klar til måler.*3 blokerer/);
    expect(ready).not.toBeDisabled();
    expect(ready).toHaveAttribute("aria-disabled", "true");
    expect(ready).toHaveAccessibleDescription("3 submitted");
    expect(await button(/Ændre installatør$/)).not.toHaveAttribute("aria-disabled", "true");
  });

  test("one press names the reasons, the next takes exactly the blocking cases out", async () => {
    serve("installer", mixed);
    const { onDeselectBlocked } = show("installer", mixed);
    await userEvent.click(await button(/Meld klar til måler/));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("Hvorfor kan jeg ikke");
    expect(dialog).toHaveTextContent("3 submitted");
    await userEvent.click(within(dialog).getByRole("button", { name: "Fravælg de 3 sager" }));
    expect(onDeselectBlocked).toHaveBeenCalledWith([
      expect.objectContaining({ state: "submitted", count: 3 }),
    ]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("an action's dialog", () => {
  const rejected = some("rejected", 4);

  test("sends what was seen, all or nothing, under a key", async () => {
    serve("installer", rejected);
    const { onDone } = show("installer", rejected);
    await userEvent.click(await button(/Genindsend/));
    await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: /4 sager/ }));
    await waitFor(() => expect(onDone).toHaveBeenCalled());
    const commit = calls.find((call) => call.path.endsWith("/actions") && !call.body.dryRun);
    expect(commit?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(commit?.body).toMatchObject({
      action: "resubmit",
      selection: { ids: rejected.map((row) => row.id), versions: [3, 3, 3, 3] },
    });
    expect(commit?.body.onBlocked ?? "stop").toBe("stop");
  });

  test("stays open when cases have changed meanwhile, and offers to go on without them", async () => {
    const refusal = {
      code: "cases_blocked",
      detail: "1 sag er ændret imens.",
      blocked: [
        {
          caseId: "rejected-1",
          number: 10_001,
          reason: "changed_since",
          state: "rejected",
          message: "Ændret imens.",
        },
      ],
      missing: [],
    };
    serve("installer", rejected, { commit: () => [409, refusal] });
    const { onDeselect, onDone } = show("installer", rejected);
    await userEvent.click(await button(/Genindsend/));
    await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: /4 sager/ }));
    expect(await screen.findByRole("alert")).toHaveTextContent("1 sag er ændret imens.");
    await userEvent.click(screen.getByRole("button", { name: /fortsæt med 3/i }));
    expect(onDeselect).toHaveBeenCalledWith(["rejected-1"]);
    expect(onDone).not.toHaveBeenCalled();
  });

  test("shows a refused parameter under its own input", async () => {
    const cases = some("submitted", 2);
    const refusal = {
      code: "invalid",
      detail: "Ret fejlene.",
      errors: [{ path: "params.connectionPoint", code: "required", message: "Skal udfyldes." }],
    };
    serve("dso", cases, { commit: () => [422, refusal] });
    show("dso", cases);
    await userEvent.click(await button(/Anvis/));
    const dialog = await screen.findByRole("dialog");
    await userEvent.click(within(dialog).getByRole("button", { name: /2 sager/ }));
    await waitFor(() =>
      expect(within(dialog).getByRole("textbox")).toHaveAccessibleDescription(/Skal udfyldes/),
    );
  });
});

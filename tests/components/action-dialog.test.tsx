import { TextEncoder } from "node:util";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { useState } from "react";
import { ActionDialog } from "@/components/actions/action-dialog";
import { ActionParameters } from "@/components/actions/action-parameters";
import { type ActionTarget, type OutcomeAnswer, targetOf } from "@/components/actions/offers";
import type { Action, Role } from "@/lib/domain/vocabulary";
import { messagesFor } from "@/lib/messages";
import { StandInRequest } from "./stand-in-request";

const refresh = jest.fn();
jest.mock("next/navigation", () => ({ useRouter: () => ({ refresh, push: jest.fn() }) }));

globalThis.XMLHttpRequest = StandInRequest as unknown as typeof XMLHttpRequest;

const facts = {
  assignees: { installers: [], handlers: [] },
  today: "2026-11-24",
};

const Danish = ({ children }: { children: React.ReactNode }) => (
  <NextIntlClientProvider locale="da" messages={messagesFor("da")} timeZone="Europe/Copenhagen">
    {children}
  </NextIntlClientProvider>
);

const rows = (n: number) =>
  Array.from({ length: n }, (_, i) => ({
    id: `case-${i + 1}`,
    version: 1,
    state: "submitted" as const,
    number: 10_001 + i,
    address: `Bygaden ${i + 1}`,
  }));

const outcome = (action: Action, done: number, more: Partial<OutcomeAnswer> = {}): OutcomeAnswer => ({
  operationId: "op",
  action,
  requested: done,
  done,
  unchanged: 0,
  blocked: [],
  missing: [],
  groups: [
    { groupId: "g", name: "Blok A", caseType: "apartment", from: ["submitted"], to: "rejected", count: done },
  ],
  ...more,
});

type Sent = {
  path: string;
  key: string | undefined;
  body: {
    action: Action;
    params: { reason?: string; meterNumbers?: Record<string, string> };
    selection: { ids?: string[]; except?: string[] };
    onBlocked: string;
    dryRun?: boolean;
    acceptWarnings?: boolean;
  };
};
type Told = { status?: number; body?: unknown; lines?: unknown[]; breaksOff?: boolean };

/** Answers in place of the server: `told` is asked of every request but those for lists and reasons. */
function serve(told: (sent: Sent) => Told | "lost") {
  const sent: Sent[] = [];
  globalThis.fetch = jest.fn(async (path: string, init: RequestInit = {}) => {
    const headers = new Map(Object.entries((init.headers ?? {}) as Record<string, string>));
    const one = { path, key: headers.get("idempotency-key"), body: JSON.parse(String(init.body ?? "{}")) };
    sent.push(one);
    const answer =
      path === "/api/v1/cases/list"
        ? { body: { cases: rows(3), nextCursor: null } }
        : path.startsWith("/api/v1/reasons")
          ? { body: { reasons: ["Tegning mangler."] } }
          : told(one);
    if (answer === "lost") throw new TypeError("Failed to fetch");
    const { status = 200, body, lines, breaksOff } = answer;
    const chunks = (lines ?? []).map((line) => new TextEncoder().encode(`${JSON.stringify(line)}\n`));
    const read = async () => {
      const value = chunks.shift();
      if (!value && breaksOff) throw new TypeError("network error");
      return value ? { done: false, value } : { done: true, value: undefined };
    };
    return {
      ok: status < 400,
      status,
      headers: { get: () => (lines ? "application/x-ndjson" : "application/json") },
      body: lines ? { getReader: () => ({ read }) } : null,
      json: async () => body,
    } as unknown as Response;
  }) as unknown as typeof fetch;
  const runs = () => sent.filter(({ path, body }) => path === "/api/v1/cases/actions" && !body.dryRun);
  return { sent, runs };
}

const refused = (n: number): Told => ({
  status: 409,
  body: {
    code: "cases_blocked",
    detail: "Intet er ændret.",
    blocked: rows(n).map(({ id, number }) => ({
      caseId: id,
      number,
      reason: "changed_since",
      state: "approved",
      message: "Ændret af Karl kl. 14.03, efter du valgte den.",
    })),
    missing: [],
  },
});

/** A page with some cases selected, that takes them out of its selection when asked. */
function open(action: Action, role: Role = "dso", n = 3, first?: ActionTarget) {
  const onDone = jest.fn();
  const onClose = jest.fn();
  function Page() {
    const [target, setTarget] = useState(first ?? targetOf(rows(n)));
    return (
      <ActionDialog
        {...facts}
        role={role}
        action={action}
        target={target}
        onDeselect={(gone) =>
          setTarget((before) =>
            "ids" in before.selection
              ? targetOf(before.rows.filter(({ id }) => !gone.includes(id)))
              : {
                  ...before,
                  count: before.count - gone.length,
                  selection: { ...before.selection, except: [...before.selection.except, ...gone] },
                },
          )
        }
        onClose={onClose}
        onDone={onDone}
      />
    );
  }
  render(<Page />, { wrapper: Danish });
  return { onDone, onClose };
}

const button = (name: string | RegExp) => screen.getByRole("button", { name });

test.each<[Role, boolean]>([
  ["dso", true],
  ["installer", false],
])("the reason for cancelling: must the %s give one? %s", (role, isRequired) => {
  render(
    <ActionParameters
      {...facts}
      role={role}
      action="cancel"
      params={{ body: {} }}
      onChange={() => {}}
      errors={{}}
      target={targetOf([])}
    />,
    { wrapper: Danish },
  );
  expect(screen.queryByText(/valgfri/) === null).toBe(isRequired);
});

test("what will happen is there before anything is typed, and a reason used before can be taken again", async () => {
  const { runs } = serve(({ body }) => ({ body: outcome("reject", body.dryRun ? 3 : 3) }));
  const { onDone } = open("reject");
  const preview = await screen.findByRole("region", { name: "Det sker der" });
  await within(preview).findByText(/Blok A \(Lejlighed\): 3 sager/);
  expect(preview).toHaveTextContent(/Tilmeldt.*Afvist/);
  await userEvent.click(await screen.findByRole("button", { name: "Tegning mangler." }));
  await userEvent.click(button("Afvis 3 sager"));
  await waitFor(() => expect(onDone).toHaveBeenCalled());
  expect(runs()[0]?.body).toMatchObject({ params: { reason: "Tegning mangler." }, onBlocked: "stop" });
});

describe("a conflict", () => {
  const conflict = () =>
    serve(({ body }) => {
      if (body.dryRun) return { body: outcome("archive", 3) };
      if (body.onBlocked === "skip")
        return { body: outcome("archive", 2, { blocked: refused(1).body as never }) };
      return body.selection.ids?.includes("case-1") || body.selection.except?.length === 0
        ? refused(1)
        : { body: outcome("archive", 2) };
    });

  test("is told case by case, and continued without those cases", async () => {
    const { runs } = conflict();
    const { onDone } = open("archive");
    await userEvent.click(button("Arkivér 3 sager"));
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("1 sag er ændret imens");
    expect(alert).toHaveTextContent("Sag 10001 · Bygaden 1: Ændret af Karl kl. 14.03, efter du valgte den.");
    expect(onDone).not.toHaveBeenCalled();
    await userEvent.click(button("Fravælg den og fortsæt med 2"));
    await userEvent.click(button("Arkivér 2 sager"));
    await waitFor(() => expect(onDone).toHaveBeenCalled());
    expect(runs().map(({ body }) => [body.selection.ids, body.onBlocked])).toEqual([
      [["case-1", "case-2", "case-3"], "stop"],
      [["case-2", "case-3"], "stop"],
    ]);
    // Another request, so another key: the first one was refused, not done.
    expect(runs()[0]?.key).not.toBe(runs()[1]?.key);
  });

  test("can be passed over knowingly: the rest is done, and the page hears which were not", async () => {
    const { runs } = conflict();
    const { onDone } = open("archive");
    await userEvent.click(button("Arkivér 3 sager"));
    await userEvent.click(await screen.findByRole("button", { name: "Spring den over og gennemfør for 2" }));
    await waitFor(() => expect(onDone).toHaveBeenCalled());
    expect(runs().map(({ body }) => body.onBlocked)).toEqual(["stop", "skip"]);
    expect(runs()[1]?.body.selection.ids).toEqual(["case-1", "case-2", "case-3"]);
  });

  test("of a filter takes them out as exceptions", async () => {
    const { runs } = conflict();
    const { onDone } = open("archive", "dso", 3, {
      selection: { projectId: "p", filter: {}, except: [] },
      count: 2_000,
      rows: [],
      hidden: 0,
    });
    await userEvent.click(button("Arkivér 2.000 sager"));
    await userEvent.click(await screen.findByRole("button", { name: "Fravælg den og fortsæt med 1.999" }));
    await userEvent.click(button("Arkivér 1.999 sager"));
    await waitFor(() => expect(onDone).toHaveBeenCalled());
    expect(runs()[1]?.body.selection).toEqual({ projectId: "p", filter: {}, except: ["case-1"] });
  });
});

test("the meter number of a case that is taken out is not sent", async () => {
  const { runs } = serve(({ body }) =>
    !body.dryRun && body.selection.ids?.includes("case-1")
      ? refused(1)
      : { body: outcome("register_meter", 3) },
  );
  const { onDone } = open("register_meter");
  await userEvent.type(await screen.findByRole("textbox", { name: "Målernr., Bygaden 1" }), "1");
  await userEvent.type(screen.getByRole("textbox", { name: "Målernr., Bygaden 2" }), "2");
  await userEvent.click(button(/Registrér måler på 3/));
  await userEvent.click(await screen.findByRole("button", { name: /fortsæt med 2/i }));
  await userEvent.click(button(/^Registrér/));
  await waitFor(() => expect(onDone).toHaveBeenCalled());
  expect(runs().map(({ body }) => body.params.meterNumbers)).toEqual([
    { "case-1": "1", "case-2": "2" },
    { "case-2": "2" },
  ]);
});

test("values that do not fit lead back to the form, one line for all cases they do not fit", async () => {
  const message = "Over 63 A kan ikke vælges for boliger.";
  const told: Told = {
    status: 409,
    body: {
      code: "cases_blocked",
      detail: "Intet er ændret.",
      blocked: rows(3).map(({ id, number }) => ({ caseId: id, number, reason: "invalid_fields", message })),
      missing: [],
    },
  };
  serve(({ body }) => (body.dryRun ? { body: outcome("reject", 3) } : told));
  const { onClose } = open("reject");
  await userEvent.type(screen.getByRole("textbox", { name: /Årsag/ }), "Tegning mangler");
  await userEvent.click(button("Afvis 3 sager"));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent?.split(message)).toHaveLength(2);
  expect(
    within(alert)
      .getAllByRole("listitem")
      .map((item) => item.textContent),
  ).toContain("Sag 10002 · Bygaden 2");
  await userEvent.click(button("Tilbage"));
  expect(screen.getByRole("textbox", { name: /Årsag/ })).toHaveValue("Tegning mangler");
  expect(onClose).not.toHaveBeenCalled();
});

test("a column pasted from a sheet fills downwards, and says what found no case", async () => {
  const { runs } = serve(() => ({ body: outcome("register_meter", 3) }));
  const { onDone } = open("register_meter");
  await userEvent.click(await screen.findByRole("textbox", { name: "Målernr., Bygaden 2" }));
  await userEvent.paste("M2\r\nM3\r\nM4\r\n");
  expect(await screen.findByText(/2 linjer er sat ind\. 1 sag er uden værdi/)).toBeVisible();
  expect(screen.getByText("1 linje er ikke sat ind: der er ikke flere sager: M4")).toBeVisible();
  expect(screen.queryByText(/Samme værdi/)).toBeNull();
  const first = screen.getByRole("textbox", { name: "Målernr., Bygaden 1" });
  await userEvent.type(first, "M3");
  expect(screen.getByText("Samme værdi på flere sager: M3.")).toBeVisible();
  await userEvent.clear(first);
  await userEvent.click(button(/Registrér måler på 3/));
  await waitFor(() => expect(onDone).toHaveBeenCalled());
  expect(runs()[0]?.body.params.meterNumbers).toEqual({ "case-2": "M2", "case-3": "M3" });
});

test("what is written while a paste waits for the cases that it names stays", async () => {
  let cases = () => {};
  const { runs } = serve(() => ({ body: outcome("register_meter", 3) }));
  const answering = globalThis.fetch;
  let lists = 0;
  globalThis.fetch = (async (path: string, init: RequestInit) => {
    // The first page is there; the paste asks for the others.
    if (path === "/api/v1/cases/list" && (lists += 1) === 1)
      return { ok: true, status: 200, json: async () => ({ cases: rows(1), nextCursor: "next" }) };
    if (path === "/api/v1/cases/list")
      await new Promise<void>((resolve) => {
        cases = resolve;
      });
    return answering(path, init);
  }) as typeof fetch;
  const { onDone } = open("register_meter");
  const first = await screen.findByRole("textbox", { name: "Målernr., Bygaden 1" });
  await userEvent.click(first);
  await userEvent.paste("Adresse\tMålernr.\nBygaden 3\tC\nBygaden 2\tB\n");
  await waitFor(() => expect(lists).toBe(2));
  await userEvent.type(first, "A");
  await act(async () => cases());
  expect(await screen.findByText(/2 linjer er sat ind/)).toBeVisible();
  await userEvent.click(button(/Registrér måler på 3/));
  await waitFor(() => expect(onDone).toHaveBeenCalled());
  expect(runs()[0]?.body.params.meterNumbers).toEqual({ "case-1": "A", "case-2": "B", "case-3": "C" });
});

test("a pasted header is no meter number, and an address finds its case whatever the order", async () => {
  const { runs } = serve(() => ({ body: outcome("register_meter", 3) }));
  const { onDone } = open("register_meter");
  await userEvent.click(await screen.findByRole("textbox", { name: "Målernr., Bygaden 1" }));
  await userEvent.paste("Målernummer\n41001\n41002\n41003\n");
  expect(await screen.findByText(/3 linjer er sat ind\./)).toBeVisible();
  expect(screen.getByRole("textbox", { name: "Målernr., Bygaden 1" })).toHaveValue("41001");
  await userEvent.click(screen.getByRole("textbox", { name: "Målernr., Bygaden 2" }));
  await userEvent.paste("Adresse\tMålernr.\nBygaden 3\tC\nBygaden 1\tA\nBygaden 9\tX\n");
  expect(await screen.findByText(/2 linjer er sat ind efter adresse\./)).toBeVisible();
  expect(screen.getByText(/1 linje er ikke sat ind: .*: Bygaden 9 · X/)).toBeVisible();
  await userEvent.click(button(/Registrér måler på 3/));
  await waitFor(() => expect(onDone).toHaveBeenCalled());
  expect(runs()[0]?.body.params.meterNumbers).toEqual({ "case-1": "A", "case-2": "41002", "case-3": "C" });
});

test("what an edit would be warned of is shown and must be accepted", async () => {
  const message = "63 A er usædvanligt.";
  const warnings = rows(2).map(({ id, number }) => ({ caseId: id, number, problems: [{ message }] }));
  const { sent, runs } = serve(({ path, body }) =>
    path === "/api/v1/cases/values"
      ? {
          body: {
            count: 3,
            caseTypes: [{ caseType: "apartment", count: 3 }],
            fields: [
              { field: "remarks", label: "Bemærkninger", cases: 3, empty: 3, distinct: 0, values: [] },
            ],
          },
        }
      : { body: { ...outcome("edit", 3), ...(body.acceptWarnings && { warnings }) } },
  );
  const { onDone } = open("edit", "installer");
  await userEvent.type(await screen.findByRole("textbox", { name: "Bemærkninger" }), "x");
  expect(await screen.findByText(`${message} (2 sager)`)).toBeVisible();
  expect(sent.find(({ body }) => body.dryRun)?.body.acceptWarnings).toBe(true);
  await userEvent.click(button(/^Ret/));
  expect(await screen.findByText(/Sæt hak her, eller ret værdierne/)).toBeVisible();
  expect(runs()).toEqual([]);
  await userEvent.click(screen.getByRole("checkbox", { name: "Jeg har set advarslen." }));
  await userEvent.click(button(/^Ret/));
  await waitFor(() => expect(onDone).toHaveBeenCalled());
  expect(runs()[0]?.body.acceptWarnings).toBe(true);
});

describe("long work", () => {
  afterEach(() => jest.useRealTimers());
  const writing = (done: number) => ({ progress: { phase: "writing", done, total: 2_000 } });
  const advance = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

  test("shows nothing at first, then how far it is, and says the quarters aloud", async () => {
    jest.useFakeTimers();
    let go = () => {};
    const waiting = new Promise<void>((resolve) => {
      go = resolve;
    });
    serve(({ body }) => (body.dryRun ? { body: outcome("archive", 3) } : { lines: [] }));
    const usual = globalThis.fetch;
    const told = [writing(480), writing(1_000), { result: outcome("archive", 3) }];
    globalThis.fetch = jest.fn(async (path: string, init: RequestInit) => {
      const response = await usual(path, init);
      if (!response.body) return response;
      const read = async () => {
        if (told.length === 1) await waiting;
        const line = told.shift();
        return line
          ? { done: false, value: new TextEncoder().encode(`${JSON.stringify(line)}\n`) }
          : { done: true, value: undefined };
      };
      return { ...response, headers: response.headers, body: { getReader: () => ({ read }) } } as never;
    }) as unknown as typeof fetch;
    const { onDone } = open("archive");
    await advance(300);
    const user = userEvent.setup({ advanceTimers: jest.advanceTimersByTime });
    await user.click(button("Arkivér 3 sager"));
    await advance(300);
    expect(screen.queryByRole("progressbar")).toBeNull();
    await advance(400);
    expect(screen.getByRole("progressbar")).toHaveAccessibleName("Udfører … 1.000 af 2.000");
    expect(screen.getAllByRole("status").map((status) => status.textContent)).toContain("50 % udført");
    go();
    await advance(10);
    expect(onDone).toHaveBeenCalledTimes(1);
  });

  test("a line that breaks is asked again under the same key, and the work is told once", async () => {
    jest.useFakeTimers();
    const answers: (Told | "lost")[] = [
      { lines: [writing(480)], breaksOff: true },
      "lost",
      { status: 503, body: { code: "busy", detail: "Optaget" } },
      { lines: [{ result: outcome("archive", 3) }] },
    ];
    const { runs } = serve(({ body }) =>
      body.dryRun ? { body: outcome("archive", 3) } : (answers.shift() as Told),
    );
    const { onDone } = open("archive");
    await advance(300);
    const user = userEvent.setup({ advanceTimers: jest.advanceTimersByTime });
    await user.click(button("Arkivér 3 sager"));
    await advance(50);
    expect(screen.getByText("Forbindelsen røg. Vi spørger, hvordan det gik …")).toBeVisible();
    await advance(8_000);
    expect(onDone).toHaveBeenCalledTimes(1);
    expect(runs()).toHaveLength(4);
    expect(new Set(runs().map(({ key }) => key)).size).toBe(1);
  });

  test.each([
    ["busy", "Andre er i gang. Vi prøver igen om lidt …"],
    ["outcome_unknown", "Forbindelsen røg. Vi spørger, hvordan det gik …"],
  ])("a server that answers %s is asked again under the same key, by itself", async (code, sentence) => {
    jest.useFakeTimers();
    const answers: Told[] = [{ status: 503, body: { code, detail: "" } }, { body: outcome("archive", 3) }];
    const { runs } = serve(({ body }) =>
      body.dryRun ? { body: outcome("archive", 3) } : (answers.shift() as Told),
    );
    const { onDone } = open("archive");
    await advance(300);
    const user = userEvent.setup({ advanceTimers: jest.advanceTimersByTime });
    await user.click(button("Arkivér 3 sager"));
    await advance(50);
    expect(screen.getByText(sentence)).toBeVisible();
    await advance(1_100);
    expect(onDone).toHaveBeenCalledTimes(1);
    expect(new Set(runs().map(({ key }) => key)).size).toBe(1);
  });

  test("a proxy that gave up does not mean that nothing was done: the same key again", async () => {
    jest.useFakeTimers();
    const answers: Told[] = [{ status: 504, body: null }, { body: outcome("archive", 3) }];
    const { runs } = serve(({ body }) =>
      body.dryRun ? { body: outcome("archive", 3) } : (answers.shift() as Told),
    );
    const { onDone } = open("archive");
    await advance(300);
    const user = userEvent.setup({ advanceTimers: jest.advanceTimersByTime });
    await user.click(button("Arkivér 3 sager"));
    await advance(50);
    expect(screen.getByText("Forbindelsen røg. Vi spørger, hvordan det gik …")).toBeVisible();
    await advance(1_100);
    expect(onDone).toHaveBeenCalledTimes(1);
    expect(new Set(runs().map(({ key }) => key)).size).toBe(1);
  });

  test("whoever was logged out presses for the same work once logged in", async () => {
    const answers: Told[] = [
      { status: 401, body: { code: "unauthenticated", detail: "Log ind" } },
      { body: outcome("archive", 3) },
    ];
    const { runs } = serve(({ body }) =>
      body.dryRun ? { body: outcome("archive", 3) } : (answers.shift() as Told),
    );
    const { onDone } = open("archive");
    await userEvent.click(button("Arkivér 3 sager"));
    await screen.findByRole("alert");
    await userEvent.click(button("Arkivér 3 sager"));
    await waitFor(() => expect(onDone).toHaveBeenCalledTimes(1));
    expect(new Set(runs().map(({ key }) => key)).size).toBe(1);
  });

  test("whoever presses again after a minute without a line presses for the same work", async () => {
    jest.useFakeTimers();
    let isLost = true;
    const { runs } = serve(({ body }) =>
      body.dryRun ? { body: outcome("archive", 3) } : isLost ? "lost" : { body: outcome("archive", 3) },
    );
    const { onDone } = open("archive");
    await advance(300);
    const user = userEvent.setup({ advanceTimers: jest.advanceTimersByTime });
    await user.click(button("Arkivér 3 sager"));
    for (const seconds of [1, 2, 4, 8, 15, 30]) await advance(seconds * 1_000 + 10);
    expect(runs()).toHaveLength(7);
    isLost = false;
    await user.click(button("Arkivér 3 sager"));
    await advance(50);
    expect(onDone).toHaveBeenCalledTimes(1);
    expect(new Set(runs().map(({ key }) => key)).size).toBe(1);
  });
});

test("whoever has been logged out meanwhile keeps what is typed", async () => {
  serve(() => ({ status: 401, body: { code: "unauthenticated", detail: "Log ind" } }));
  const { onDone } = open("reject");
  await userEvent.type(screen.getByRole("textbox", { name: /Årsag/ }), "Tegning mangler");
  await userEvent.click(button("Afvis 3 sager"));
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent(
    "Du er logget ud. Log ind i en ny fane – dine indtastninger er her stadig.",
  );
  expect(within(alert).getByRole("link")).toHaveAttribute("target", "_blank");
  expect(screen.getByRole("textbox", { name: /Årsag/ })).toHaveValue("Tegning mangler");
  expect(onDone).not.toHaveBeenCalled();
});

test("CTRL+Enter presses the primary button, Escape goes back", async () => {
  const { runs } = serve(() => ({ body: outcome("archive", 3) }));
  const { onDone, onClose } = open("archive");
  await userEvent.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalledTimes(1);
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(onDone).toHaveBeenCalled());
  expect(runs()).toHaveLength(1);
});

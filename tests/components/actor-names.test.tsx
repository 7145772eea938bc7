import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { ActivityList } from "@/components/history/activity-list";
import { CaseHistory } from "@/components/history/case-history";
import { UndoButton } from "@/components/actions/undo-button";
import { notify } from "@/components/ui/toast";
import { formats, messagesFor } from "@/lib/messages";

jest.mock("next/navigation", () => ({ useRouter: () => ({ refresh: jest.fn(), push: jest.fn() }) }));
jest.mock("@/components/ui/toast", () => ({ notify: jest.fn() }));

const Danish = ({ children }: { children: React.ReactNode }) => (
  <NextIntlClientProvider
    locale="da"
    messages={messagesFor("da")}
    formats={formats}
    timeZone="Europe/Copenhagen"
  >
    {children}
  </NextIntlClientProvider>
);

test("a refused undo names the company of whoever was there since, an administrator as such", async () => {
  const changedAt = "2026-11-24T11:01:00.000Z";
  const one = { caseId: "a", number: 10_001, address: "Bygaden 1", changedBy: "Karl", changedAt };
  const cases = [
    { ...one, changedByOrganisation: "Elfirma A/S" },
    { ...one, caseId: "b", number: 10_002, address: "Bygaden 2", changedByOrganisation: null },
  ];
  globalThis.fetch = jest.fn(async () => ({
    ok: false,
    status: 409,
    headers: { get: () => "application/problem+json" },
    json: async () => ({ code: "cases_changed", detail: "Kan ikke fortrydes.", cases }),
  })) as unknown as typeof fetch;
  render(<UndoButton operationId="op" label="Fortryd" />, { wrapper: Danish });
  await userEvent.click(screen.getByRole("button", { name: "Fortryd" }));
  await waitFor(() => expect(notify).toHaveBeenCalled());
  expect(jest.mocked(notify).mock.lastCall?.[0]).toMatchObject({
    details: [
      "Sag 10001 · Bygaden 1: ændret af Karl (Elfirma A/S) kl. 12.01.",
      "Sag 10002 · Bygaden 2: ændret af Karl (Administrator) kl. 12.01.",
    ],
  });
});

test("the activity has a company beside every name", () => {
  const operation = {
    when: "i dag",
    what: "Anvist",
    who: "Karl",
    project: null,
    done: 1,
    skipped: 0,
    isUndone: false,
    undoMinutes: 0,
  };
  render(
    <ActivityList
      path="/operations"
      query={{}}
      actors={[]}
      actions={[]}
      news={null}
      arePartsOfOne={false}
      more={null}
      operations={[
        { ...operation, id: "a", organisation: "Elfirma A/S" },
        { ...operation, id: "b", organisation: "Administrator" },
      ]}
    />,
    { wrapper: Danish },
  );
  expect(screen.getByText("· Elfirma A/S").parentElement).toHaveTextContent("Karl · Elfirma A/S");
  expect(screen.getByText("· Administrator").parentElement).toHaveTextContent("Karl · Administrator");
});

test("a case's history leads to the reports that the reader may see, and only to those", () => {
  const entry = {
    when: "i dag",
    who: "Karl (Elfirma A/S)",
    action: "Anvist",
    fromState: null,
    toState: null,
    changes: [],
    reason: null,
    operationSize: 3,
  };
  render(
    <CaseHistory
      entries={[
        { ...entry, id: 2, operationId: "op" },
        { ...entry, id: 1, operationId: null },
      ]}
    />,
    { wrapper: Danish },
  );
  expect(screen.getAllByText(/3 sager/)).toHaveLength(2);
  expect(screen.getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual(["/operations/op"]);
});

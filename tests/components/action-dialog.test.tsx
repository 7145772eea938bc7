import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { useState } from "react";
import { ActionDialog } from "@/components/cases/action-dialog";
import { targetOf } from "@/components/cases/offers";
import { ActionParameters } from "@/components/cases/action-parameters";
import type { Role } from "@/lib/domain/vocabulary";
import { messagesFor } from "@/lib/messages";

const facts = {
  assignees: { installers: [], handlers: [] },
  today: "2026-11-24",
  earliestMeterDate: "2026-11-26",
};

const Danish = ({ children }: { children: React.ReactNode }) => (
  <NextIntlClientProvider locale="da" messages={messagesFor("da")} timeZone="Europe/Copenhagen">
    {children}
  </NextIntlClientProvider>
);

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
      selected={[]}
    />,
    {
      wrapper: Danish,
    },
  );
  expect(screen.queryByText(/valgfri/) === null).toBe(isRequired);
});

test("the meter number of a case that is taken out is not sent", async () => {
  const sent: { params: { meterNumbers?: Record<string, string> }; dryRun?: boolean }[] = [];
  const outcome = {
    operationId: "op",
    action: "register_meter",
    requested: 1,
    done: 1,
    unchanged: 0,
    blocked: [],
    missing: [],
    groups: [],
  };
  globalThis.fetch = jest.fn(async (_: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body));
    if (!body.dryRun) sent.push(body);
    const isRefused = !body.dryRun && body.selection.ids.includes("b");
    const refusal = {
      code: "cases_blocked",
      detail: "1 sag er ændret imens.",
      blocked: [{ caseId: "b", number: 2, message: "Ændret." }],
      missing: [],
    };
    return {
      ok: !isRefused,
      status: isRefused ? 409 : 200,
      json: async () => (isRefused ? refusal : outcome),
    } as Response;
  }) as unknown as typeof fetch;
  const onDone = jest.fn();
  function Page() {
    const [ids, setIds] = useState(["a", "b"]);
    return (
      <ActionDialog
        {...facts}
        role="dso"
        action="register_meter"
        target={targetOf(ids.map((id) => ({ id, version: 1, address: `Bygaden ${id}` })))}
        onDeselect={(gone) => setIds(ids.filter((id) => !gone.includes(id)))}
        onClose={() => {}}
        onDone={onDone}
      />
    );
  }
  render(<Page />, { wrapper: Danish });
  await userEvent.click(screen.getByText(/Målernumre|Målernr/i));
  await userEvent.type(screen.getByRole("textbox", { name: "Bygaden a" }), "1");
  await userEvent.type(screen.getByRole("textbox", { name: "Bygaden b" }), "2");
  await userEvent.click(screen.getByRole("button", { name: /2 sager|2 målere/i }));
  await userEvent.click(await screen.findByRole("button", { name: /fortsæt med 1/i }));
  await userEvent.click(screen.getByRole("button", { name: /^Registrér/ }));
  await waitFor(() => expect(onDone).toHaveBeenCalled());
  expect(sent.map((body) => body.params.meterNumbers)).toEqual([{ a: "1", b: "2" }, { a: "1" }]);
});

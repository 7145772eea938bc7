import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { GridAreaFields } from "@/components/projects/grid-area-fields";
import { messagesFor } from "@/lib/messages";

test.each([
  ["Radius Elnet A/S", "Netområde: 791 Radius Elnet A/S"],
  ["Radius Nord", "Netområde: 791 Radius Nord (Radius Elnet A/S)"],
])("a company is named once beside its area: %s", async (name, said) => {
  const body = {
    town: "Skovlunde",
    exact: true,
    gridAreas: [{ code: "791", name, dso: { name: "Radius Elnet A/S" } }],
  };
  globalThis.fetch = (async () => ({ ok: true, status: 200, json: async () => body })) as never;
  const onChange = jest.fn();
  render(
    <NextIntlClientProvider locale="da" messages={messagesFor("da")} timeZone="Europe/Copenhagen">
      <GridAreaFields gridArea="" onChange={onChange} />
    </NextIntlClientProvider>,
  );
  await userEvent.type(screen.getByLabelText("Postnr."), "2740");
  expect((await screen.findByRole("status")).textContent).toBe(said);
  expect(onChange).toHaveBeenLastCalledWith("791");
});

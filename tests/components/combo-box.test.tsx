import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { useState } from "react";
import { ComboBox } from "@/components/ui/combo-box";
import { messagesFor } from "@/lib/messages";

const PEOPLE = ["Ingen", "Dorte Sagsbehandler", "Niels Netmand", "Nina Netmand"];

function Choose() {
  const [value, setValue] = useState<string | null>(null);
  return (
    <NextIntlClientProvider locale="da" messages={messagesFor("da")} timeZone="Europe/Copenhagen">
      <ComboBox
        label="Ny sagsbehandler"
        options={PEOPLE.map((label) => ({ id: label, label }))}
        value={value}
        onChange={setValue}
      />
      <output>{value}</output>
    </NextIntlClientProvider>
  );
}

test("ENTER takes the only person that passes what is typed, and none of several", async () => {
  render(<Choose />);
  const box = screen.getByRole("combobox");
  await userEvent.type(box, "netmand{Enter}");
  expect(screen.getByRole("status")).toHaveTextContent("");
  await userEvent.clear(box);
  await userEvent.type(box, "niels{Enter}");
  expect(screen.getByRole("status")).toHaveTextContent("Niels Netmand");
  expect(box).toHaveValue("Niels Netmand");
});

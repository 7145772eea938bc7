import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { useState } from "react";
import { TextField } from "@/components/ui/text-field";
import { messagesFor } from "@/lib/messages";

function Name() {
  const [value, setValue] = useState("");
  return <TextField label="Navn" value={value} onChange={setValue} maxLength={120} />;
}

test("what is too long is told while it is typed, and nothing is cut off", async () => {
  const user = userEvent.setup();
  render(
    <NextIntlClientProvider locale="da" messages={messagesFor("da")} timeZone="Europe/Copenhagen">
      <Name />
    </NextIntlClientProvider>,
  );
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Navn" });
  await user.click(field);
  await user.paste("a".repeat(96));
  expect(screen.queryByRole("status")).toBeNull();
  await user.type(field, "b");
  expect(screen.getByRole("status").textContent).toBe("97 af 120 tegn");
  await user.paste("c".repeat(40));
  expect(field.value).toHaveLength(137);
  expect(screen.getByRole("status").textContent).toBe("137 tegn. Der er plads til 120.");
});

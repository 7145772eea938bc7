import { act, configure, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { AddressSearch } from "@/components/import/address-search";
import { messagesFor } from "@/lib/messages";

jest.setTimeout(30_000);
configure({ asyncUtilTimeout: 10_000 });

const ID = "0a3f50c3-7f0b-32b8-e044-0003ba298018";
const FOUND = {
  street: "Askevænget",
  houseNo: "9",
  floor: "st",
  door: "tv",
  postcode: "2830",
  city: "Virum",
};

function show(answers: Record<string, unknown>) {
  const asked: string[] = [];
  globalThis.fetch = jest.fn(async (path: string) => {
    asked.push(path);
    const body = Object.entries(answers).find(([start]) => path.startsWith(start))?.[1];
    if (body === undefined) throw new TypeError("no connection");
    return { ok: true, status: 200, json: async () => body } as Response;
  }) as unknown as typeof fetch;
  const onFound = jest.fn();
  render(
    <NextIntlClientProvider locale="da" messages={messagesFor("da")} timeZone="Europe/Copenhagen">
      <AddressSearch onFound={onFound} isFull={false} />
    </NextIntlClientProvider>,
  );
  return { onFound, asked, user: userEvent.setup() };
}

test("a street leads on to its addresses, and a chosen address fills a row", async () => {
  const { onFound, user, asked } = show({
    "/api/v1/addresses?q=Askev%C3%A6nget%202830": {
      isAvailable: true,
      suggestions: [{ id: ID, title: "Askevænget 9, st. tv, 2830 Virum" }],
    },
    "/api/v1/addresses?q=": {
      isAvailable: true,
      suggestions: [{ id: null, title: "Askevænget 2830 Virum" }],
    },
    [`/api/v1/addresses/${ID}`]: { address: FOUND },
  });
  const box = screen.getByRole("combobox", { name: "Søg adresse" });
  await user.type(box, "askev");
  await user.click(await screen.findByRole("option", { name: "Askevænget 2830 Virum" }));
  await user.click(await screen.findByRole("option", { name: "Askevænget 9, st. tv, 2830 Virum" }));
  expect(onFound).toHaveBeenCalledTimes(1);
  expect(onFound).toHaveBeenCalledWith(FOUND);
  await waitFor(() => expect(box).toHaveValue(""));
  expect(asked.at(-1)).toBe(`/api/v1/addresses/${ID}`);
});

test("one letter asks nobody", async () => {
  const { user, asked } = show({});
  await user.type(screen.getByRole("combobox"), "a");
  await act(() => new Promise((resolve) => setTimeout(resolve, 400)));
  expect(asked).toEqual([]);
});

test.each([
  ["the register is down", { "/api/v1/addresses": { isAvailable: false, suggestions: [] } }],
  ["the connection is lost", {}],
])("when %s, the page says so and typing goes on", async (_, answers) => {
  const { user } = show(answers);
  const box = screen.getByRole("combobox");
  await user.type(box, "Bakkevej");
  expect(await screen.findByText("Adressesøgningen svarer ikke. Skriv adressen i rækkerne.")).toBeVisible();
  expect(box).toHaveValue("Bakkevej");
});

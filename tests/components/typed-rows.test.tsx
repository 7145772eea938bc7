import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { useState } from "react";
import { isFilled, type TypedRow } from "@/components/import/import-answer";
import { TypedRows } from "@/components/import/typed-rows";
import { messagesFor } from "@/lib/messages";

const towns: Record<string, string> = { "2740": "Skovlunde", "4000": "Roskilde" };
/** Answers what is asked, once it is let. */
let letAnswer: Promise<void>;
const asked: string[] = [];
globalThis.fetch = (async (path: string) => {
  asked.push(path);
  await letAnswer;
  return { ok: true, status: 200, json: async () => ({ town: towns[path.slice(-4)] ?? null }) };
}) as unknown as typeof fetch;

beforeEach(() => {
  letAnswer = Promise.resolve();
  asked.length = 0;
});

let kept: TypedRow[];
function show(first: TypedRow[]) {
  function Page() {
    const [rows, setRows] = useState(first);
    kept = rows;
    return <TypedRows caseType="apartment" rows={rows} onChange={setRows} hasAddressService={false} />;
  }
  render(
    <NextIntlClientProvider locale="da" messages={messagesFor("da")} timeZone="Europe/Copenhagen">
      <Page />
    </NextIntlClientProvider>,
  );
  return userEvent.setup();
}
const cell = (label: string, row: number) => screen.getByRole("textbox", { name: `${label}, række ${row}` });
const press = (name: string | RegExp) => screen.getByRole("button", { name });
const bakkevej = { street: "Bakkevej", houseNo: "1", postcode: "2740", city: "Skovlunde" };

test("the town of a postcode is filled in, unless somebody has written one", async () => {
  const user = show([{ street: "Bakkevej" }, { postcode: "4000", city: "Byen" }]);
  await user.type(cell("Postnr.", 1), "2740");
  await user.tab();
  await waitFor(() => expect(cell("By", 1)).toHaveValue("Skovlunde"));
  await user.click(cell("Postnr.", 2));
  await user.tab();
  expect(cell("By", 2)).toHaveValue("Byen");
  // Another postcode takes the old town with it.
  await user.clear(cell("Postnr.", 1));
  expect(cell("By", 1)).toHaveValue("");
});

test("a town that comes late is written to the rows as they are then", async () => {
  let answer = () => {};
  letAnswer = new Promise((resolve) => {
    answer = resolve;
  });
  const user = show([{ street: "Bakkevej" }]);
  await user.type(cell("Postnr.", 1), "2740");
  await user.tab();
  await user.type(cell("Husnr.", 1), "9");
  await act(async () => answer());
  await waitFor(() => expect(cell("By", 1)).toHaveValue("Skovlunde"));
  expect(cell("Husnr.", 1)).toHaveValue("9");
});

test("Enter in the last row makes another on the same street, which counts once something is typed in it", async () => {
  const user = show([bakkevej]);
  await user.type(cell("Husnr.", 1), "{Enter}");
  await waitFor(() => expect(cell("Husnr.", 2)).toHaveFocus());
  expect(cell("Vejnavn", 2)).toHaveValue("Bakkevej");
  expect(cell("Husnr.", 2)).toHaveValue("");
  expect(kept.filter(isFilled)).toHaveLength(1);
  await user.keyboard("3");
  expect(kept.filter(isFilled)).toHaveLength(2);
  await user.keyboard("{ArrowUp}");
  await waitFor(() => expect(cell("Husnr.", 1)).toHaveFocus());
});

test("a row is copied below itself without its number, and taken out again", async () => {
  const user = show([bakkevej, { street: "Åvej", houseNo: "7" }]);
  await user.click(press("Kopiér række 1 til en ny række"));
  await waitFor(() => expect(cell("Husnr.", 2)).toHaveFocus());
  expect(cell("Vejnavn", 2)).toHaveValue("Bakkevej");
  expect(cell("Husnr.", 2)).toHaveValue("");
  expect(cell("Vejnavn", 3)).toHaveValue("Åvej");
  await user.click(press("Fjern række 2"));
  await user.click(press("Fjern række 1"));
  await user.click(press("Fjern række 1"));
  // One row to type in is always left.
  expect(cell("Vejnavn", 1)).toHaveValue("");
  expect(kept).toEqual([{}]);
});

test("a cell's value is copied down into the rows below, from the cell last worked in", async () => {
  const user = show([
    { street: "Øvej", houseNo: "1" },
    { street: "Bakkevej", houseNo: "2" },
    { street: "", houseNo: "3" },
  ]);
  await user.click(cell("Vejnavn", 2));
  await user.click(press("Kopiér ned: Vejnavn fra række 2"));
  expect(kept.map(({ street }) => street)).toEqual(["Øvej", "Bakkevej", "Bakkevej"]);
  await user.click(cell("Vejnavn", 3));
  expect(press("Kopiér ned: Vejnavn fra række 3")).toBeDisabled();
});

test("a block from a sheet fills rows and columns from the cell on, and shows the columns that it needs", async () => {
  const user = show([{ street: "Bakkevej" }]);
  expect(screen.queryByRole("columnheader", { name: /Boligareal/ })).toBeNull();
  await user.click(cell("Vejnavn", 1));
  await user.paste("Vejnavn\tHusnr.\tPostnr.\tBoligareal\nBakkevej\t1\t2740\t85\nBakkevej\t3\t2740\t90\n");
  await waitFor(() => expect(cell("Husnr.", 2)).toHaveValue("3"));
  expect(cell("Boligareal (m²)", 2)).toHaveValue("90");
  await waitFor(() => expect(kept.map(({ city }) => city)).toEqual(["Skovlunde", "Skovlunde"]));
  expect(asked).toHaveLength(1);
});

test("what is typed while a paste is read stays", async () => {
  const user = show([{ street: "Torvet" }, {}]);
  await user.click(cell("Vejnavn", 2));
  const paste = user.paste("Bakkevej\t1\nBakkevej\t3\n");
  // In the same moment: the paste is read by code that comes on demand.
  fireEvent.change(cell("Husnr.", 1), { target: { value: "7" } });
  await paste;
  await waitFor(() => expect(cell("Vejnavn", 3)).toHaveValue("Bakkevej"));
  expect(cell("Husnr.", 1)).toHaveValue("7");
});

test("a paste of more rows than there is room for is cut, and says so", async () => {
  const user = show([{}]);
  await user.click(cell("Vejnavn", 1));
  await user.paste(Array.from({ length: 201 }, (_, i) => `Bakkevej\t${i + 1}`).join("\n"));
  expect(await screen.findByRole("status")).toHaveTextContent("200");
  expect(kept).toHaveLength(200);
  expect(press("Tilføj række")).toBeDisabled();
  // A single text is pasted as anywhere else.
  await user.clear(cell("Vejnavn", 1));
  await user.paste("Åvej");
  expect(cell("Vejnavn", 1)).toHaveValue("Åvej");
});

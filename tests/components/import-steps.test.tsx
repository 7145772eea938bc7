import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { CheckStep } from "@/components/import/check-step";
import type { ImportAnswer } from "@/components/import/import-answer";
import { answer, problem } from "./import-answers";
import { button, Danish, heading, open, scrolled, serve } from "./import-page";

jest.mock("next/navigation", () => jest.requireActual("./next-navigation"));

const loggedOut = { status: 401, body: { code: "unauthenticated", detail: "Log ind." } };

beforeEach(() => {
  sessionStorage.clear();
  scrolled.mockClear();
});

describe("a refusal is told where the button is", () => {
  test.each([
    ["the file is read", 1, "excel", "Næste", 2],
    ["the fields are checked", 2, "type", "Kontrollér", 3],
  ] as const)("whoever was logged out before %s presses again", async (_, step, tab, name, after) => {
    serve(step === 2 ? [loggedOut, answer()] : [loggedOut, answer(), answer()]);
    const user = open(step, tab);
    await user.click(button(name));
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent(
      "Du er logget ud. Log ind i en ny fane – dine indtastninger er her stadig.",
    );
    expect(within(alert).getByRole("link")).toHaveAttribute("target", "_blank");
    // Nothing but the alert stands between the button and the step, and it is brought into sight.
    expect(alert.parentElement).toContainElement(button(name));
    expect(scrolled).toHaveBeenLastCalledWith(alert.parentElement);
    await heading(step);
    if (step === 2)
      expect(screen.getByRole("textbox", { name: /Kundens navn/ })).toHaveValue("Boligforeningen");
    await user.click(button(name));
    await heading(after);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  test("creating after the log-in in another tab is the same work", async () => {
    const asked = serve([answer(), loggedOut, answer({ operationId: "o", created: 1 })]);
    const user = open(3);
    await user.click(await screen.findByRole("button", { name: "Opret 1 sag" }));
    const alert = await screen.findByRole("alert");
    expect(alert.parentElement).toContainElement(button("Opret 1 sag"));
    await user.click(button("Opret 1 sag"));
    await screen.findByText("1 sag oprettet i Gruppe.");
    expect(asked.slice(1).map(({ body }) => body)).toEqual([asked[1]?.body, asked[1]?.body]);
  });

  test("a cell that was mended while logged out stays, and is checked before anything is created", async () => {
    const bad = answer({ problems: [problem({})], problemRows: [{ row: 1, values: { houseNo: "x" } }] });
    const asked = serve([bad, loggedOut, answer()]);
    const user = open(3);
    const cell = await screen.findByRole("textbox", { name: "Husnr., række 1" });
    await user.clear(cell);
    await user.type(cell, "4{Enter}");
    await screen.findByRole("alert");
    expect(cell).toHaveValue("4");
    expect(screen.queryByRole("button", { name: /^Opret/ })).toBeNull();
    await user.click(button("Kontrollér"));
    await screen.findByRole("button", { name: "Opret 1 sag" });
    expect(JSON.parse(String(asked.at(-1)?.body)).addresses[0].houseNo).toBe("4");
  });
});

describe("a rule that the fields break is told at the field", () => {
  const unusual = problem({
    row: null,
    field: "storeys",
    value: "5",
    severity: "warning",
    code: "storeys_unusual",
    message: "Antal etager 5 er usædvanligt for sagstypen.",
  });

  test("as soon as it is left, and what is not filled in yet is left in peace", async () => {
    const lacking = problem({
      row: null,
      field: "customerEmail",
      code: "required",
      message: "Kundens e-mail mangler.",
    });
    serve([], answer({ problems: [unusual, lacking] }));
    const user = open(2);
    await user.type(screen.getByRole("textbox", { name: /Antal etager/ }), "5");
    await user.tab();
    expect(await screen.findByText(unusual.message)).toBeVisible();
    expect(screen.queryByText(lacking.message)).toBeNull();
    await heading(2);
  });

  test("before the rows are shown, when the button is pressed at once; pressed again it goes on", async () => {
    serve(
      [answer({ problems: [unusual] }), answer({ problems: [unusual] })],
      answer({ problems: [unusual] }),
    );
    const user = open(2);
    await user.click(button("Kontrollér"));
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("Antal etager 5 er usædvanligt");
    await heading(2);
    await user.click(button("Kontrollér"));
    await heading(3);
  });
});

describe("a file that cannot be read without an answer", () => {
  test("asks for the sheet in step 1, keeps the file and sends the answer", async () => {
    const sheets = [
      { name: "Blok A", hidden: false, rows: 12, hasColumns: true },
      { name: "Gammel", hidden: true, rows: 1, hasColumns: true },
    ];
    const detail = "Flere ark har kolonnerne til adresser. Vælg, hvilket der skal læses.";
    const asked = serve([{ status: 422, body: { code: "choose_sheet", detail, sheets } }, answer()]);
    const user = open(1, "excel");
    await user.click(button("Næste"));
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent(detail);
    expect(screen.getByText(/liste\.csv/)).toBeVisible();
    await user.click(within(alert).getByRole("button", { name: /Ark/ }));
    expect(screen.getByRole("option", { name: /Gammel/ })).toHaveTextContent("1 række, skjult");
    await user.click(screen.getByRole("option", { name: /Blok A/ }));
    await user.click(button("Næste"));
    await heading(2);
    expect((asked.at(-1)?.body as FormData).get("sheet")).toBe("Blok A");
  });

  test("asks which of several columns a field is", async () => {
    const detail = "Flere kolonner kan være Vejnavn. Vælg, hvilken der skal læses.";
    const ambiguous = { street: ["Vejnavn (A)", "Vejnavn (D)"] };
    const asked = serve([{ status: 422, body: { code: "ambiguous_columns", detail, ambiguous } }, answer()]);
    const user = open(1, "excel");
    await user.click(button("Næste"));
    await user.click(await screen.findByRole("button", { name: /Hvilken kolonne er Vejnavn\?/ }));
    await user.click(screen.getByRole("option", { name: "Vejnavn (D)" }));
    await user.click(button("Næste"));
    await heading(2);
    expect((asked.at(-1)?.body as FormData).get("columns")).toBe('{"street":"Vejnavn (D)"}');
  });

  test("other sheets are offered where this one has not the columns", async () => {
    const body = {
      code: "missing_columns",
      detail: "Kolonnen Husnr. mangler.",
      missing: ["houseNo"],
      headers: ["Vej", "Tal"],
      sheets: [
        { name: "Forside", hidden: false, rows: 3, hasColumns: false },
        { name: "Adresser", hidden: true, rows: 9, hasColumns: true },
      ],
    };
    serve([{ status: 422, body }]);
    const user = open(1, "excel");
    await user.click(button("Næste"));
    expect(await screen.findByRole("button", { name: /Hvilken kolonne er Husnr\.\?/ })).toBeVisible();
    await user.click(screen.getByRole("button", { name: /Vælg ark/ }));
    await user.click(screen.getByRole("option", { name: /Adresser/ }));
    expect(screen.queryByRole("button", { name: /Hvilken kolonne/ })).toBeNull();
    expect(screen.getByText("Vælg, hvilket ark der skal læses.")).toBeVisible();
  });
});

/** The last step by itself; `mended` answers what is mended. */
function check(
  first: ImportAnswer,
  mended: (row: number, field: string, value: string) => ImportAnswer = () => first,
) {
  const onChoice = jest.fn();
  function Page() {
    const [told, setTold] = useState(first);
    return (
      <CheckStep
        check={told}
        fileName="liste.xlsx"
        onChoice={onChoice}
        removed={0}
        acceptsWarnings={false}
        asksToAccept={false}
        onAccept={() => {}}
        onMend={(...cell) => setTimeout(() => act(() => setTold(mended(...cell))), 20)}
        onRemove={() => {}}
        onRestore={() => {}}
      />
    );
  }
  render(
    <Danish>
      <Page />
    </Danish>,
  );
  return { user: userEvent.setup(), onChoice };
}
const streets = (count: number, from = 2) =>
  Array.from({ length: count }, (_, i) => ({ row: from + i, address: `Bakkevej ${i + 1}, 2740 Skovlunde` }));
const panel = () => screen.getByRole("region", { name: "Det oprettes" });

describe("what will be created is always shown", () => {
  test("the first and the last, how the file was read, and what was not", async () => {
    check(
      answer({
        rows: 2_000,
        addresses: streets(2_000),
        columns: {
          street: "Adresse",
          houseNo: "Adresse",
          postcode: "Postnr. *",
          door: "Dør (D)",
          floorArea: "Boligareal (m²)",
        },
        unknownColumns: ["Farve"],
        sheet: { name: "Blok A", hidden: true, headerRow: 12 },
      }),
    );
    expect(panel()).toHaveTextContent(
      "2.000 adresser · liste.xlsx · arket »Blok A« (skjult) · overskrifter i række 12",
    );
    const [list] = within(panel()).getAllByRole("list");
    const lines = [...(list?.children ?? [])].map(({ textContent }) => textContent);
    expect(lines).toEqual([
      ...[1, 2, 3].map((n) => `Række ${n + 1}Bakkevej ${n}, 2740 Skovlunde`),
      "… 1.994 …",
      ...[1998, 1999, 2000].map((n) => `Række ${n + 1}Bakkevej ${n}, 2740 Skovlunde`),
    ]);
    expect(panel()).toHaveTextContent("Adresse → Vejnavn + Husnr.");
    expect(panel()).toHaveTextContent("Dør (D) → Dør");
    for (const own of ["Postnr.", "Boligareal"]) expect(panel()).not.toHaveTextContent(`→ ${own}`);
    expect(panel()).toHaveTextContent("Disse kolonner læses ikke: Farve.");
  });

  test("all on demand, 200 at a time, searched among 20,000", async () => {
    const { user } = check(answer({ rows: 20_000, addresses: streets(20_000) }));
    await user.click(button("Vis alle 20.000"));
    expect(within(panel()).getAllByRole("row")).toHaveLength(201);
    await user.click(button("Vis flere (19800)"));
    expect(within(panel()).getAllByRole("row")).toHaveLength(401);
    const before = performance.now();
    await user.click(within(panel()).getByRole("searchbox", { name: "Søg i adresserne" }));
    await user.paste("BAKKEVEJ 19999");
    expect(await within(panel()).findByText("1 af 20.000")).toBeVisible();
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(within(panel()).getAllByRole("row")[1]).toHaveTextContent("20000Bakkevej 19999, 2740 Skovlunde");
  });

  test("every repair, with its reason, none cut off", async () => {
    const repairs = Array.from({ length: 700 }, (_, i) => ({
      row: i + 2,
      field: "floor",
      from: `${i}. sal`,
      to: `${i}`,
      code: "spelling" as const,
    }));
    const { user } = check(
      answer({ repairs: [...repairs, { ...repairs[0], row: 900, code: "newer" as "spelling" } as never] }),
    );
    await user.click(screen.getByText("701 værdier er tilpasset"));
    await user.type(screen.getByRole("searchbox", { name: "Søg i tilpasningerne" }), "699. sal");
    expect(await screen.findByText("1 af 701")).toBeVisible();
    expect(within(panel()).getByText(/Etage: »699\. sal« → 699/)).toHaveTextContent("skrevet på vores måde");
  });
});

describe("what a file leaves open", () => {
  const ofFile = { row: null, column: null, params: {} };
  test("is a choice beside what is told, also of a code that the page does not know", async () => {
    const { user, onChoice } = check(
      answer({
        notices: [
          { code: "text_repaired", message: "3 celler er rettet.", choice: null, ...ofFile },
          {
            code: "tomorrow" as "date_order",
            message: "2 rækker er skjulte i arket: 3, 4.",
            choice: {
              input: "hiddenRows",
              options: [
                { value: "skip", label: "Udelad skjulte rækker" },
                { value: "include", label: "Tag skjulte rækker med" },
              ],
              taken: null,
            },
            ...ofFile,
          },
        ],
      }),
    );
    expect(screen.getByText("3 celler er rettet.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: /2 rækker er skjulte i arket: 3, 4\./ }));
    await user.click(screen.getByRole("option", { name: "Udelad skjulte rækker" }));
    expect(onChoice).toHaveBeenCalledWith("hiddenRows", "skip");
  });
});

describe("faults", () => {
  const rowsOf = (rows: number[]) =>
    rows.map((row) => ({ row, values: { street: "Bakkevej", houseNo: "x", postcode: "27" } }));
  const house = (row: number) => problem({ row, message: "Husnr. »x« kan ikke læses." });
  const town = (row: number) =>
    problem({
      row,
      field: "postcode",
      code: "not_a_postcode",
      message: "Postnr. skal være fire cifre, ikke »27«.",
    });
  const town2 = (row: number) => problem({ row, field: "city", code: "too_long", message: `By ${row}` });
  const floor = (row: number) =>
    problem({ row, field: "floor", code: "not_a_floor", message: `Etage ${row}` });

  test("few of them are unfolded, many are not", async () => {
    check(
      answer({
        rows: 9,
        problems: [house(2), town(3), town2(4), floor(5)],
        problemRows: rowsOf([2, 3, 4, 5]),
      }),
    );
    for (const group of document.querySelectorAll("[data-kind]")) expect(group).toHaveAttribute("open");
  });

  test("of many rows the first kind alone is", async () => {
    const many = Array.from({ length: 11 }, (_, i) => i + 2);
    check(answer({ rows: 20, problems: [...many.map(house), town(3)], problemRows: rowsOf(many) }));
    expect(document.querySelectorAll("[data-kind]")).toHaveLength(2);
    expect(document.querySelectorAll("[data-kind][open]")).toHaveLength(1);
  });

  test("the next one has the focus once one is mended, of the next kind, too, and after the list was read again", async () => {
    let left = [house(2), town(3), town(5)];
    const told = () =>
      answer({ rows: 9, problems: left, problemRows: rowsOf(left.map(({ row }) => row as number)) });
    const { user } = check(told(), (row) => {
      left = left.filter((one) => one.row !== row);
      return told();
    });
    const cell = (name: string) => screen.getByRole("textbox", { name });
    const gone = (name: string) => waitFor(() => expect(screen.queryByRole("textbox", { name })).toBeNull());
    // The most frequent stand first: the postcodes.
    await user.type(cell("Postnr., række 5"), "40{Enter}");
    expect(cell("Husnr., række 2")).toHaveFocus();
    await gone("Postnr., række 5");
    expect(cell("Husnr., række 2")).toHaveFocus();
    // Left by a click beside it: the focus is nowhere, until the answer is here.
    await user.type(cell("Husnr., række 2"), "1");
    await user.click(document.body);
    await gone("Husnr., række 2");
    expect(cell("Postnr., række 3")).toHaveFocus();
    await user.type(cell("Postnr., række 3"), "40{Enter}");
    await gone("Postnr., række 3");
    expect(document.activeElement).toHaveTextContent("Alle 9 rækker er klar");
  });

  test("no label stands before a sentence that says it, another header does", async () => {
    check(
      answer({
        rows: 9,
        problems: [
          problem({ row: 2, column: "Husnr. *" }),
          problem({
            row: 3,
            field: "postcode",
            column: "Zip",
            code: "required",
            message: "Postnr. mangler.",
          }),
        ],
        problemRows: rowsOf([2, 3]),
      }),
    );
    expect(screen.queryByText(/Husnr\. \*/)).toBeNull();
    expect(screen.getByText("Zip ·")).toBeVisible();
  });

  test.each(["duplicate_in_file", "duplicate_in_project", "same_address_elsewhere"] as const)(
    "%s is about the whole address, not about its street",
    async (code) => {
      check(
        answer({
          rows: 2,
          problems: [
            problem({
              field: "street",
              column: "Vejnavn *",
              code,
              value: "Bakkevej",
              message: "Adressen findes allerede.",
            }),
          ],
          problemRows: rowsOf([1]),
        }),
      );
      const cells = screen.getAllByRole("textbox");
      expect(cells).toHaveLength(6);
      for (const cell of cells) expect(cell).toHaveAttribute("aria-invalid", "true");
      expect(screen.queryByText(/Vejnavn \*/)).toBeNull();
    },
  );
});

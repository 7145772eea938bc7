import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { storedDraft } from "@/components/import/draft";
import { storedSelection } from "@/components/selection/selection";
import { LIMITS } from "@/lib/domain/limits";
import { answer, problem } from "./import-answers";
import { button, heading, open, reopen, serve } from "./import-page";
import { router } from "./next-navigation";

jest.mock("next/navigation", () => jest.requireActual("./next-navigation"));

beforeEach(() => {
  sessionStorage.clear();
  router.push.mockClear();
});

const fileInput = () => document.querySelector<HTMLInputElement>("input[type=file]") as HTMLInputElement;
const sent = (body: unknown) => JSON.parse(String(body));
const addressesOf = (body: unknown) =>
  sent(body).addresses.map(({ street, houseNo }: Record<string, string>) => `${street} ${houseNo}`);
const three = {
  typed: ["1", "3", "5"].map((houseNo) => ({ street: "Bakkevej", houseNo, postcode: "2740" })),
};
const unread = (row: number) => problem({ row, message: "Husnr. »x« kan ikke læses." });
const doubtful = (row: number) =>
  problem({
    row,
    field: "floor",
    severity: "warning",
    code: "same_address_elsewhere",
    message: "Adressen findes også i et andet projekt.",
  });
const cells = (...rows: number[]) =>
  rows.map((row) => ({ row, values: { street: "Bakkevej", houseNo: "x", postcode: "2740" } }));

describe("the file", () => {
  test("one that cannot be read is refused in the first step, and another takes its place", async () => {
    const detail = "Filen er hverken et Excel-ark eller en tekstfil.";
    const asked = serve([{ status: 422, body: { code: "invalid_file", detail } }, answer()]);
    const user = open(1, "excel");
    await user.click(button("Næste"));
    expect(await screen.findByRole("alert")).toHaveTextContent(detail);
    await heading(1);
    await user.upload(fileInput(), new File(["Vejnavn;Husnr.;Postnr.\n"], "ny.csv"));
    expect(screen.getByText(/ny\.csv/)).toBeVisible();
    expect(screen.queryByText(/liste\.csv/)).toBeNull();
    expect(screen.queryByRole("alert")).toBeNull();
    await user.click(button("Næste"));
    await heading(2);
    expect(((asked.at(-1)?.body as FormData).get("file") as File).name).toBe("ny.csv");
  });

  test("without one the first step stays and says what is missing", async () => {
    const asked = serve([]);
    const user = open(1, "excel", "terraced_house", { file: null });
    await user.click(button("Næste"));
    expect(await screen.findByRole("alert")).toHaveTextContent("Vælg en fil på højst 10 MB.");
    await heading(1);
    expect(asked).toEqual([]);
  });

  test("one that is too large is told so as soon as it is chosen", async () => {
    serve([]);
    const user = open(1, "excel", "terraced_house", { file: null });
    const large = new File(["x"], "stor.xlsx");
    Object.defineProperty(large, "size", { value: LIMITS.uploadBytes + 1 });
    await user.upload(fileInput(), large);
    expect(await screen.findByRole("alert")).toHaveTextContent("Filen er større end 10 MB.");
  });

  test("one that was too large to be kept over a reload is asked for by its name", () => {
    serve([]);
    open(1, "excel", "terraced_house", { file: { name: "alle.xlsx", size: 5_000_000 } });
    expect(screen.getByText("»alle.xlsx« skal vælges igen efter genindlæsning.")).toBeVisible();
  });

  test("a column that is not found is chosen among the file's own", async () => {
    const body = {
      code: "missing_columns",
      detail: "Kolonnen Husnr. mangler.",
      missing: ["houseNo"],
      headers: ["Vejnavn", "Tal", "Postnr."],
    };
    const asked = serve([{ status: 422, body }, answer()]);
    const user = open(1, "excel");
    await user.click(button("Næste"));
    await user.click(await screen.findByRole("button", { name: /Hvilken kolonne er Husnr\.\?/ }));
    expect(screen.getAllByRole("option").map(({ textContent }) => textContent)).toEqual(body.headers);
    await user.click(screen.getByRole("option", { name: "Tal" }));
    await user.click(button("Næste"));
    await heading(2);
    expect((asked.at(-1)?.body as FormData).get("columns")).toBe('{"houseNo":"Tal"}');
  });
});

describe("the rows that were checked", () => {
  const found = () =>
    answer({
      rows: 3,
      ready: 2,
      problems: [unread(1), doubtful(2)],
      problemRows: cells(1, 2),
      addresses: [{ row: 2, address: "Bakkevej 3, 2740 Skovlunde" }],
    });

  test("are counted by what is wrong with them, and each count shows its own", async () => {
    serve([found()]);
    const user = open(3, "type", "terraced_house", three);
    const counters = within(await screen.findByRole("group", { name: "Resultat" }));
    expect(counters.getAllByRole("button").map(({ textContent }) => textContent)).toEqual([
      "Alle 3",
      "Fejl 1",
      "Advarsler 1",
      "Klar 1",
    ]);
    const kinds = () => [...document.querySelectorAll("summary")].map(({ textContent }) => textContent);
    const error = "1 række: Husnr. »x« kan ikke læses.";
    const warning = "1 række: Adressen findes også i et andet projekt.";
    expect(kinds()).toEqual([error, warning]);
    await user.click(counters.getByRole("button", { name: "Fejl 1" }));
    expect(kinds()).toEqual([error]);
    await user.click(counters.getByRole("button", { name: "Advarsler 1" }));
    expect(kinds()).toEqual([warning]);
    await user.click(counters.getByRole("button", { name: "Klar 1" }));
    expect(kinds()).toEqual([]);
    expect(screen.getByRole("status")).toHaveTextContent("1 række er klar.");
  });

  test("a cell that is mended is sent with its row, and what is left is told", async () => {
    const asked = serve([found(), answer({ rows: 3, problems: [doubtful(2)], problemRows: cells(2) })]);
    const user = open(3, "type", "terraced_house", three);
    const cell = await screen.findByRole("textbox", { name: "Husnr., række 1" });
    expect(cell).toBeInvalid();
    expect(cell).toHaveAccessibleDescription("Husnr. »x« kan ikke læses.");
    await user.clear(cell);
    await user.type(cell, "1A{Enter}");
    await waitFor(() => expect(screen.queryByText(/kan ikke læses/)).toBeNull());
    expect(addressesOf(asked.at(-1)?.body)).toEqual(["Bakkevej 1A", "Bakkevej 3", "Bakkevej 5"]);
    expect(screen.getByText(/findes også i et andet projekt/, { selector: "summary span" })).toBeVisible();
  });

  test("a row is taken out, and put in again", async () => {
    const two = answer({ rows: 2, ready: 2 });
    const asked = serve([found(), two, found()]);
    const user = open(3, "type", "terraced_house", three);
    await user.click(await screen.findByRole("button", { name: "Fjern række 2" }));
    await user.click(await screen.findByRole("button", { name: "Sæt 1 fjernet række ind igen" }));
    await screen.findByRole("button", { name: "Fjern række 2" });
    expect(asked.map(({ body }) => addressesOf(body))).toEqual([
      ["Bakkevej 1", "Bakkevej 3", "Bakkevej 5"],
      ["Bakkevej 1", "Bakkevej 5"],
      ["Bakkevej 1", "Bakkevej 3", "Bakkevej 5"],
    ]);
  });

  test("all rows with an error are taken out at once", async () => {
    const asked = serve([
      answer({ rows: 3, problems: [unread(1), unread(3)], problemRows: cells(1, 3) }),
      answer({ rows: 1 }),
    ]);
    const user = open(3, "type", "terraced_house", three);
    await user.click(await screen.findByRole("button", { name: "Fjern alle 2 med fejl" }));
    await screen.findByRole("button", { name: "Opret 1 sag" });
    expect(addressesOf(asked.at(-1)?.body)).toEqual(["Bakkevej 3"]);
  });

  test("doubtful ones are created only after they have been seen", async () => {
    const warned = answer({ rows: 3, ready: 3, problems: [doubtful(2)], problemRows: cells(2) });
    const asked = serve([warned, answer({ operationId: "o", rows: 3, created: 3 })]);
    const user = open(3, "type", "terraced_house", three);
    await user.click(await screen.findByRole("button", { name: "Opret 3 sager" }));
    expect(await screen.findByText(/Sæt hak her, eller ret advarslerne/)).toBeVisible();
    expect(asked).toHaveLength(1);
    await user.click(screen.getByRole("checkbox", { name: "Jeg har set advarslen." }));
    expect(screen.queryByText(/Sæt hak her/)).toBeNull();
    await user.click(button("Opret 3 sager"));
    await screen.findByText("3 sager oprettet i Gruppe.");
    expect(sent(asked.at(-1)?.body)).toMatchObject({ mode: "commit", acceptWarnings: true });
  });
});

describe("creating", () => {
  test("leaves out the rows with errors, and offers them as a file", async () => {
    const asked = serve([
      answer({ rows: 3, ready: 2, problems: [unread(1)], problemRows: cells(1) }),
      answer({ operationId: "o", rows: 3, created: 2 }),
    ]);
    const user = open(3, "type", "terraced_house", three);
    await user.click(await screen.findByRole("button", { name: "Opret 2 sager uden fejl" }));
    expect(await screen.findByRole("heading", { name: "Oprettet" })).toHaveFocus();
    expect(screen.getByRole("status")).toHaveTextContent("2 sager oprettet i Gruppe.");
    expect(screen.getByRole("status")).toHaveTextContent("1 række mangler.");
    expect(screen.getByRole("link", { name: "Hent fejlfil (1 række)" })).toHaveAttribute(
      "href",
      "/api/v1/operations/o/errors.xlsx",
    );
    expect(sent(asked.at(-1)?.body)).toMatchObject({ mode: "commit", onError: "skip" });
    // What is created is not typed any longer.
    expect(storedDraft("g").typed).toEqual([{}]);
  });

  test("that fails keeps the work, over a reload too, and is the same work when it is tried again", async () => {
    const failed = { status: 500, body: { code: "internal", detail: "Der skete en fejl hos os." } };
    const made = answer({ operationId: "o", rows: 3, created: 3 });
    const asked = serve([answer({ rows: 3, ready: 3 }), failed, failed, answer({ rows: 3, ready: 3 }), made]);
    const user = open(3, "type", "terraced_house", three);
    await user.click(await screen.findByRole("button", { name: "Opret 3 sager" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Der skete en fejl hos os.");
    await heading(3);
    await user.click(button("Opret 3 sager"));
    await waitFor(() => expect(asked).toHaveLength(3));
    await screen.findByRole("alert");
    const [, first, second] = asked;
    expect(first?.key).toBeTruthy();
    expect(second).toEqual(first);
    cleanup();
    const again = reopen(3);
    await again.click(await screen.findByRole("button", { name: "Opret 3 sager" }));
    await screen.findByText("3 sager oprettet i Gruppe.");
    expect(asked.at(-1)?.body).toBe(first?.body);
  });

  test("after somebody else was faster shows what stands in the way now", async () => {
    const detail = "1 række har fejl. Intet er oprettet.";
    const twice = problem({
      row: 2,
      field: "street",
      code: "duplicate_in_project",
      message: "Adressen findes allerede i projektet.",
      params: { caseId: "c" },
    });
    serve([
      answer({ rows: 3, ready: 3 }),
      { status: 409, body: { code: "import_has_errors", detail } },
      answer({ rows: 3, ready: 2, problems: [twice], problemRows: cells(2) }),
    ]);
    const user = open(3, "type", "terraced_house", three);
    await user.click(await screen.findByRole("button", { name: "Opret 3 sager" }));
    expect(await screen.findByRole("link", { name: "Se sagen" })).toHaveAttribute("href", "/cases/c");
    expect(await screen.findByRole("alert")).toHaveTextContent(detail);
    expect(button("Opret 2 sager uden fejl")).toBeVisible();
  });
});

describe("what was created", () => {
  const created = [answer({ rows: 3, ready: 3 }), answer({ operationId: "o", rows: 3, created: 3 })];
  const create = async (...then: Parameters<typeof serve>[0]) => {
    const asked = serve([...created, ...then]);
    const user = open(3, "type", "terraced_house", three);
    await user.click(await screen.findByRole("button", { name: "Opret 3 sager" }));
    await screen.findByText("3 sager oprettet i Gruppe.");
    return { user, asked };
  };

  test("is shown in its group, selected", async () => {
    const { user } = await create({ body: { done: 3, cases: [{ id: "a" }, { id: "b" }, { id: "c" }] } });
    await user.click(button("Vis sagerne"));
    await waitFor(() => expect(router.push).toHaveBeenCalledWith("/projects/p?group=g"));
    const selected = storedSelection("p");
    expect(selected.kind === "ids" && [...selected.versions.keys()]).toEqual(["a", "b", "c"]);
  });

  test("is followed by an empty first step", async () => {
    const { user } = await create();
    await user.click(button("Tilføj flere"));
    expect(await heading(1)).toHaveFocus();
    expect(screen.getByRole("textbox", { name: "Vejnavn, række 1" })).toHaveValue("");
  });

  test("is taken back, and what was typed is there again", async () => {
    const { user, asked } = await create({ body: { operationId: "u", done: 3 } });
    await user.click(button("Fortryd"));
    expect(await heading(1)).toHaveFocus();
    expect(asked.at(-1)?.path).toBe("/api/v1/operations/o/undo");
    expect(screen.getByRole("textbox", { name: "Husnr., række 3" })).toHaveValue("5");
  });

  test("that cannot be taken back says why", async () => {
    const detail = "Sagerne er ændret siden.";
    const { user } = await create({ status: 409, body: { code: "cases_changed", detail } });
    await user.click(button("Fortryd"));
    expect(await screen.findByRole("alert")).toHaveTextContent(detail);
    expect(screen.getByText("3 sager oprettet i Gruppe.")).toBeVisible();
  });
});

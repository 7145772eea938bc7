import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import CaseGrid from "@/components/grid/case-grid";
import type { CaseGridProps } from "@/components/grid/grid-live";
import type { ShownPart } from "@/components/grid/case-row";
import { PlainTable } from "@/components/grid/plain-table";
import { placedColumns, usualColumns, withAlways } from "@/components/grid/columns";
import { CASE_COLUMNS, type CaseColumnId } from "@/lib/domain/case-columns";
import { CASE_STATES } from "@/lib/domain/vocabulary";
import { messagesFor } from "@/lib/messages";
import { aRow } from "../support/case-rows";

jest.mock("next/navigation", () => ({
  useSearchParams: () => new URLSearchParams("q=bygaden"),
  useRouter: () => ({ push: jest.fn() }),
}));

const NO_COUNTS = Object.fromEntries(CASE_STATES.map((state) => [state, 0])) as ShownPart["counts"];
const rowsOf = (groupId: string, houses: string[]) =>
  houses.map((houseNo, i) =>
    aRow(`${groupId}-${houseNo}`, {
      groupId,
      number: 10_001 + i,
      addressParts: { houseNo, floor: "", door: "" },
    }),
  );
const group = (id: string, houses: string[], more: Partial<ShownPart> = {}): ShownPart => ({
  id,
  name: `Blok ${id}`,
  caseCount: houses.length,
  counts: NO_COUNTS,
  shown: houses.length,
  rows: rowsOf(id, houses),
  isOpen: true,
  ...more,
});

const columnsOf = (groups: readonly ShownPart[]) => placedColumns(usualColumns("group", groups));

const inDanish = (children: React.ReactNode) => (
  <NextIntlClientProvider
    locale="da"
    messages={messagesFor("da")}
    timeZone="Europe/Copenhagen"
    formats={{ dateTime: { day: { day: "numeric", month: "short", year: "numeric" } } }}
  >
    {children}
  </NextIntlClientProvider>
);

/** What stands at the head of each row: a group's name, or a case's street and house. */
const names = () =>
  screen.getAllByRole("rowheader").map((cell) => /^[^,]*/.exec(cell.textContent ?? "")?.[0]);

describe("the grid", () => {
  // jsdom lays nothing out: a window of rows that is drawn needs a size.
  beforeAll(() => {
    for (const [side, size] of [
      ["clientWidth", 1440],
      ["clientHeight", 900],
      ["offsetWidth", 1440],
      ["offsetHeight", 900],
    ] as const)
      jest.spyOn(HTMLElement.prototype, side, "get").mockReturnValue(size);
    window.innerWidth = 1440;
  });

  function show(groups: ShownPart[], more: Partial<CaseGridProps> = {}) {
    const given = {
      onSort: jest.fn(),
      onSelect: jest.fn(),
      onSelectAll: jest.fn(),
      onToggleAll: jest.fn(),
      onToggleGroup: jest.fn(),
      onClear: jest.fn(),
      onRestore: jest.fn(),
      onOpen: jest.fn(),
      onMore: jest.fn(),
    };
    render(
      inDanish(
        <CaseGrid
          groups={groups}
          columns={columnsOf(groups)}
          isCompact={false}
          view="all"
          selectedIds={new Set()}
          coverage="none"
          coverageOf={() => "none"}
          sort={{ column: "address", direction: "ascending" }}
          selectMenu={null}
          groupTools={({ name }) => <span>{name}</span>}
          goToRef={{ current: () => {} }}
          {...given}
          {...more}
        />,
      ),
    );
    return given;
  }
  const row = (name: RegExp) => screen.getByRole("row", { name });

  test("has a row for each group and each of its cases, placed in their group", () => {
    show([group("A", ["1", "2"]), group("B", ["7"])]);
    expect(screen.getByRole("treegrid", { name: "Sagerne, samlet under overskrifter" })).toBeVisible();
    expect(names()).toEqual(["Blok A", "Bygaden 1", "Bygaden 2", "Blok B", "Bygaden 7"]);
    expect(row(/Bygaden 2,/)).toHaveAttribute("aria-posinset", "2");
    expect(row(/Bygaden 2,/)).toHaveAttribute("aria-setsize", "2");
    expect(within(row(/Bygaden 2,/)).getByRole("link", { name: "10002" })).toHaveAttribute(
      "href",
      "/cases/A-2?q=bygaden",
    );
  });

  test("a click on a case tells what has come to the selection, and what has left it", async () => {
    const given = show([group("A", ["1", "2"])], { selectedIds: new Set(["A-1"]) });
    expect(row(/Bygaden 1,/)).toHaveAttribute("aria-selected", "true");
    await userEvent.click(row(/Bygaden 2,/));
    expect(given.onSelect).toHaveBeenLastCalledWith(["A-2"], []);
    await userEvent.click(row(/Bygaden 1,/));
    expect(given.onSelect).toHaveBeenLastCalledWith([], ["A-1"]);
  });

  test("the boxes of the head and of a group stand for all of theirs", async () => {
    const given = show([group("A", ["1"]), group("B", [])], { coverage: "some", coverageOf: () => "all" });
    const all = screen.getByRole("checkbox", { name: "Vælg alle viste sager" });
    expect(all).toBePartiallyChecked();
    await userEvent.click(all);
    expect(given.onToggleAll).toHaveBeenCalledTimes(1);
    await userEvent.click(screen.getByRole("checkbox", { name: "Vælg alle i Blok A" }));
    expect(given.onToggleGroup).toHaveBeenCalledWith("A");
    expect(given.onSelect).not.toHaveBeenCalled();
    expect(screen.getByRole("checkbox", { name: "Vælg alle i Blok B" })).toBeDisabled();
  });

  test("a group opens and closes by its button; one of which more is to be read asks for it", async () => {
    const given = show([group("A", ["1"]), group("B", ["2"], { shown: 900 })]);
    await userEvent.click(screen.getByRole("button", { name: "Luk Blok A" }));
    expect(given.onOpen).toHaveBeenCalledWith("A", false);
    expect(given.onMore).toHaveBeenCalledWith("B");
  });

  test("Escape clears what is selected, and CTRL+Z brings it back", async () => {
    const given = show([group("A", ["1"])], { selectedIds: new Set(["A-1"]) });
    act(() => row(/Bygaden 1,/).focus());
    await userEvent.keyboard("{Escape}{Control>}z{/Control}");
    expect([given.onClear.mock.calls.length, given.onRestore.mock.calls.length]).toEqual([1, 1]);
  });

  test("a column's head sorts", async () => {
    const given = show([group("A", ["1"])]);
    await userEvent.click(screen.getByRole("columnheader", { name: /Sagsnr/ }));
    expect(given.onSort).toHaveBeenCalledWith({ column: "number", direction: "ascending" });
  });

  test("a right click opens the case's menu, with what the case is offered, and gives the focus back", async () => {
    global.fetch = jest.fn(async () => ({
      ok: true,
      status: 200,
      headers: new Map(),
      json: async () => ({
        count: 1,
        missing: 0,
        actions: [
          { action: "cancel", label: "Annullér", offered: true, eligible: 1, blocked: [] },
          { action: "approve", label: "Godkend", offered: false, eligible: 0, blocked: [] },
        ],
      }),
    })) as unknown as typeof fetch;
    const given = show([group("A", ["1", "2"])], { selectedIds: new Set(["A-1"]) });
    await userEvent.pointer({
      keys: "[MouseRight]",
      target: within(row(/Bygaden 2,/)).getByRole("rowheader"),
    });
    await screen.findByRole("menuitem", { name: "Annullér …" });
    expect(screen.getAllByRole("menuitem").map((item) => item.textContent)).toEqual([
      "Åbn sagen",
      "Åbn i ny fane",
      "Vælg sagen",
      "Kopiér adresse",
      "Kopiér sagsnr.",
      "Annullér …",
    ]);
    await userEvent.click(screen.getByRole("menuitem", { name: "Vælg sagen" }));
    expect(given.onSelect).toHaveBeenCalledWith(["A-2"], []);
    await waitFor(() => expect(row(/Bygaden 2,/)).toHaveFocus());
  });

  test("a right click on a group's row opens the group's menu", async () => {
    const opened = jest.fn();
    show([group("A", ["1"])], {
      groupTools: ({ name }) => (
        <button type="button" aria-haspopup="menu" onClick={opened}>
          {name}
        </button>
      ),
    });
    await userEvent.pointer({ keys: "[MouseRight]", target: screen.getByText("Blok A") });
    expect(opened).toHaveBeenCalledTimes(1);
  });
});

describe("the columns", () => {
  const shownAt = (width: number, chosen: CaseColumnId[]) =>
    placedColumns(withAlways(chosen))
      .filter(({ from }) => from <= width)
      .map(({ id }) => id);

  test("an address and a number are always there, the address first", () => {
    expect(withAlways(["state", "number"])).toEqual(["address", "state", "number"]);
    expect(withAlways(["due"])).toEqual(["address", "number", "due"]);
  });

  test.each([
    [800, ["address", "number", "state", "installer"]],
    [1000, ["address", "number", "state", "installer", "due"]],
    [1440, ["address", "number", "state", "installer", "due", "handler", "connectionDate", "reference"]],
  ])("the last ones give way in a window of %i pixels", (width, expected) => {
    const usual = usualColumns("group", []);
    expect(shownAt(width, usual)).toEqual(expected);
  });

  test("every column has room in a window that is wide enough, whatever the order", () => {
    expect(shownAt(1780, CASE_COLUMNS.toReversed())).toHaveLength(CASE_COLUMNS.length);
  });

  test("rows of several projects say which, unless they stand under it", () => {
    expect(usualColumns("due", [])).toContain("project");
    expect(usualColumns("project", [])).not.toContain("project");
  });
});

describe("the plain table", () => {
  test("has the first rows, the groups' own among them; a closed group shows no case", () => {
    const groups = [group("A", ["1"]), group("B", ["2", "3"], { isOpen: false }), group("C", ["4", "5"])];
    render(inDanish(<PlainTable groups={groups} columns={columnsOf(groups)} limit={5} />));
    expect(names()).toEqual(["Blok A", "Bygaden 1", "Blok B", "Blok C", "Bygaden 4"]);
  });

  test("a click on a row selects it, one on its link does not", async () => {
    const onToggle = jest.fn();
    const groups = [group("A", ["1"])];
    render(inDanish(<PlainTable groups={groups} columns={columnsOf(groups)} onToggle={onToggle} />));
    await userEvent.click(screen.getByRole("rowheader", { name: /Bygaden 1/ }));
    expect(onToggle).toHaveBeenCalledWith(groups[0]?.rows[0]);
    screen
      .getAllByRole("link", { name: "10001" })[0]
      ?.addEventListener("click", (event) => event.preventDefault());
    await userEvent.click(screen.getAllByRole("link", { name: "10001" })[0] as HTMLElement);
    expect(onToggle).toHaveBeenCalledTimes(1);
  });

  test("each head leads to its order, but for the reason of a case that is closed", () => {
    const groups = [group("A", ["1"], { counts: { ...NO_COUNTS, rejected: 1 } })];
    const columns = columnsOf(groups);
    render(inDanish(<PlainTable {...{ groups, columns }} sortHref={(id) => `?sort=${id}`} />));
    expect(screen.getByRole("link", { name: "Sagsnr." })).toHaveAttribute("href", "?sort=number");
    const links = within(screen.getAllByRole("row")[0] as HTMLElement).getAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).not.toContain("?sort=closed");
  });
});

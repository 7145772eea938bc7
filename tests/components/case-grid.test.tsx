import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import CaseGrid from "@/components/grid/case-grid";
import type { CaseGridProps } from "@/components/grid/grid-live";
import type { ShownGroup } from "@/components/grid/case-row";
import { PlainTable } from "@/components/grid/plain-table";
import { CASE_STATES } from "@/lib/domain/vocabulary";
import { messagesFor } from "@/lib/messages";
import { aRow } from "../support/case-rows";

jest.mock("next/navigation", () => ({ useSearchParams: () => new URLSearchParams("q=bygaden") }));

const NO_COUNTS = Object.fromEntries(CASE_STATES.map((state) => [state, 0])) as ShownGroup["counts"];
const rowsOf = (groupId: string, houses: string[]) =>
  houses.map((houseNo, i) =>
    aRow(`${groupId}-${houseNo}`, {
      groupId,
      number: 10_001 + i,
      addressParts: { houseNo, floor: "", door: "" },
    }),
  );
const group = (id: string, houses: string[], more: Partial<ShownGroup> = {}): ShownGroup => ({
  id,
  name: `Blok ${id}`,
  caseType: "apartment",
  caseCount: houses.length,
  counts: NO_COUNTS,
  shown: houses.length,
  rows: rowsOf(id, houses),
  isOpen: true,
  ...more,
});

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

  function show(groups: ShownGroup[], more: Partial<CaseGridProps> = {}) {
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
    expect(screen.getByRole("treegrid", { name: "Projektets sager efter gruppe" })).toBeVisible();
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
});

describe("the plain table", () => {
  test("has the first rows, the groups' own among them; a closed group shows no case", () => {
    render(
      inDanish(
        <PlainTable
          groups={[group("A", ["1"]), group("B", ["2", "3"], { isOpen: false }), group("C", ["4", "5"])]}
          limit={5}
        />,
      ),
    );
    expect(names()).toEqual(["Blok A", "Bygaden 1", "Blok B", "Blok C", "Bygaden 4"]);
  });

  test("a click on a row selects it, one on its link does not", async () => {
    const onToggle = jest.fn();
    const groups = [group("A", ["1"])];
    render(inDanish(<PlainTable groups={groups} onToggle={onToggle} />));
    await userEvent.click(screen.getByRole("rowheader", { name: /Bygaden 1/ }));
    expect(onToggle).toHaveBeenCalledWith(groups[0]?.rows[0]);
    screen
      .getAllByRole("link", { name: "10001" })[0]
      ?.addEventListener("click", (event) => event.preventDefault());
    await userEvent.click(screen.getAllByRole("link", { name: "10001" })[0] as HTMLElement);
    expect(onToggle).toHaveBeenCalledTimes(1);
  });

  test("each head leads to its order, but for the reason of a case that is closed", () => {
    render(
      inDanish(
        <PlainTable
          groups={[group("A", ["1"], { counts: { ...NO_COUNTS, rejected: 1 } })]}
          sortHref={(id) => `?sort=${id}`}
        />,
      ),
    );
    expect(screen.getByRole("link", { name: "Sagsnr." })).toHaveAttribute("href", "?sort=number");
    const links = within(screen.getAllByRole("row")[0] as HTMLElement).getAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).not.toContain("?sort=closed");
  });
});

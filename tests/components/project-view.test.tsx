import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { packRows } from "@/components/grid/case-row";
import { ProjectView } from "@/components/projects/project-view";
import { CASE_STATES } from "@/lib/domain/vocabulary";
import { messagesFor } from "@/lib/messages";
import { aRow } from "../support/case-rows";

const mockRouter = { refresh: jest.fn(), push: jest.fn(), prefetch: jest.fn() };
jest.mock("next/navigation", () => ({
  useRouter: () => mockRouter,
  useSearchParams: () => new URLSearchParams(),
  usePathname: () => "/projects/p",
}));

const COUNTS = Object.fromEntries(CASE_STATES.map((state) => [state, 0])) as Record<
  (typeof CASE_STATES)[number],
  number
>;
const rows = ["2", "12", "20"].map((houseNo, i) =>
  aRow(`c${houseNo}`, { groupId: i === 2 ? "B" : "A", addressParts: { houseNo, floor: "", door: "" } }),
);
const group = (id: string, count: number) => ({
  id,
  name: `Blok ${id}`,
  caseType: "apartment" as const,
  caseCount: count,
  counts: { ...COUNTS, submitted: count },
});

beforeEach(() => {
  sessionStorage.clear();
  for (const side of ["clientWidth", "clientHeight", "offsetWidth", "offsetHeight"] as const)
    jest.spyOn(HTMLElement.prototype, side, "get").mockReturnValue(1_440);
  window.innerWidth = 1_440;
  globalThis.fetch = jest.fn(async () => ({
    ok: true,
    status: 200,
    headers: new Map(),
    json: async () => ({
      ...{ count: 1, missing: 0, actions: [] },
      // On a slow machine the page looks for changes meanwhile.
      ...{ at: "2026-11-24T11:00:00Z", cases: [], hasMore: false, removedBy: null },
    }),
  })) as unknown as typeof fetch;
});

async function show() {
  render(
    <NextIntlClientProvider
      locale="da"
      messages={messagesFor("da")}
      timeZone="Europe/Copenhagen"
      formats={{ dateTime: { day: { day: "numeric", month: "short", year: "numeric" } } }}
    >
      <ProjectView
        projectId="p"
        name="Bygaden"
        caseCount={3}
        matches={3}
        groups={[group("A", 2), group("B", 1)]}
        packedRows={packRows(rows)}
        filter={{}}
        sort="address"
        look={{ columns: null, isCompact: false }}
        keepLook={jest.fn()}
        stamp="1"
        may={{} as never}
        role="installer"
        assignees={{ installers: [], handlers: [] }}
        today="2026-11-24"
        createGroup={jest.fn()}
        renameGroup={jest.fn()}
        deleteGroup={jest.fn()}
      />
    </NextIntlClientProvider>,
  );
  await screen.findByRole("treegrid");
}
const selected = () =>
  screen
    .getAllByRole("row", { selected: true })
    .map((row) => /^[^,]*/.exec(within(row).getByRole("rowheader").textContent ?? "")?.[0]);
const bar = () => screen.findByRole("region", { name: "Valgte sager" });

test("cases, a group and everything are selected and let go; what was cleared comes back", async () => {
  await show();
  await userEvent.click(screen.getByRole("row", { name: /Bygaden 2,/ }));
  expect(selected()).toEqual(["Bygaden 2"]);
  expect(await bar()).toHaveTextContent("1 sag valgt");
  await userEvent.click(screen.getByRole("checkbox", { name: "Vælg alle i Blok A" }));
  expect(selected()).toEqual(["Bygaden 2", "Bygaden 12"]);
  await userEvent.click(screen.getByRole("checkbox", { name: "Vælg alle viste sager" }));
  expect(selected()).toEqual(["Bygaden 2", "Bygaden 12", "Bygaden 20"]);
  expect(await bar()).toHaveTextContent("3 sager valgt i 2 grupper");
  await userEvent.click(screen.getByRole("checkbox", { name: "Vælg alle i Blok A" }));
  expect(selected()).toEqual(["Bygaden 20"]);
  await userEvent.click(within(await bar()).getByRole("button", { name: "Ryd markering" }));
  expect(screen.queryByRole("region", { name: "Valgte sager" })).toBeNull();
  await userEvent.click(screen.getByRole("row", { name: /Bygaden 12,/ }));
  expect(selected()).toEqual(["Bygaden 12"]);
});

test("only the selected cases are shown when that is asked for", async () => {
  await show();
  await userEvent.click(screen.getByRole("row", { name: /Bygaden 12,/ }));
  await userEvent.click(within(await bar()).getByRole("button", { name: "Vis valgte" }));
  expect(screen.getByText(/Viser 1 valgt sag/)).toBeVisible();
  expect(screen.queryByRole("row", { name: /Bygaden 2,/ })).toBeNull();
  await userEvent.click(within(await bar()).getByRole("button", { name: "Vis alle" }));
  expect(screen.getByRole("row", { name: /Bygaden 2,/ })).toBeVisible();
});

test("a selection by filter that the tab remembers ticks what the server means", async () => {
  const stored = { kind: "filter", filter: { q: ["Bygaden 2"] }, except: [], matches: 1 };
  sessionStorage.setItem("selection:p", JSON.stringify(stored));
  await show();
  expect(selected()).toEqual(["Bygaden 2"]);
});

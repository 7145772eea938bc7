import { act, configure, fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { Search } from "@/components/shell/search";
import type { SearchHits } from "@/lib/contract/answers/search";
import { messagesFor } from "@/lib/messages";

jest.setTimeout(30_000);
configure({ asyncUtilTimeout: 10_000 });
// jsdom lays nothing out.
Element.prototype.scrollIntoView = jest.fn();

const NOTHING: SearchHits = { cases: [], moreCases: false, projects: [], moreProjects: false };
const aCase = (n: number, address: string, matched: SearchHits["cases"][number]["matched"] = "address") => ({
  id: `case-${n}`,
  number: 10_000 + n,
  projectId: "p",
  projectName: "Havnen",
  state: "approved" as const,
  address,
  matched,
});
const aProject = (n: number) => ({ id: `project-${n}`, name: `Bygaden ${n}`, gridArea: "791" });

const opened: (string | null)[] = [];
const told = (event: MouseEvent) => {
  const link = (event.target as Element).closest("a");
  if (!link) return;
  opened.push(link.getAttribute("href"));
  event.preventDefault();
};
beforeEach(() => {
  opened.length = 0;
  localStorage.clear();
  document.addEventListener("click", told, true);
});
afterEach(() => document.removeEventListener("click", told, true));

/** Each question waits until the test answers it. */
function show(more?: React.ReactNode) {
  const asked: { q: string; answer: (body: SearchHits | number) => Promise<void>; gone: () => boolean }[] =
    [];
  globalThis.fetch = jest.fn(
    (path: string, { signal }: RequestInit) =>
      new Promise((resolve) => {
        asked.push({
          q: decodeURIComponent(path.split("?q=")[1] ?? ""),
          gone: () => signal?.aborted ?? false,
          answer: (body) =>
            act(async () =>
              resolve(
                typeof body === "number"
                  ? ({ status: body, json: async () => ({ code: "internal", detail: "" }) } as Response)
                  : ({ status: 200, json: async () => body } as Response),
              ),
            ),
        });
      }),
  ) as unknown as typeof fetch;
  render(
    <NextIntlClientProvider locale="da" messages={messagesFor("da")} timeZone="Europe/Copenhagen">
      <Search />
      {more}
    </NextIntlClientProvider>,
  );
  const user = userEvent.setup();
  const question = async (q: string) => {
    await waitFor(() => expect(asked.at(-1)?.q).toBe(q));
    return asked.at(-1) as (typeof asked)[0];
  };
  return { user, box: screen.getByRole("combobox"), asked, question };
}

const chosen = () => screen.getAllByRole("option", { selected: true }).map((one) => one.getAttribute("href"));

// First, while the script of the hits has not come.
test("ENTER before anything has come waits for the answer and opens its first hit", async () => {
  const { box, question } = show();
  fireEvent.change(box, { target: { value: "bygaden 12" } });
  expect(fireEvent.submit((box as HTMLInputElement).form as HTMLFormElement)).toBe(false);
  await (await question("bygaden 12")).answer({ ...NOTHING, cases: [aCase(12, "Bygaden 12")] });
  await waitFor(() => expect(opened).toEqual(["/cases/case-12"]));
});

test("what is found stands in two groups, the first is chosen, and ENTER opens what the arrows chose", async () => {
  const { user, box, question } = show();
  await user.type(box, "bygaden 12");
  expect(box).toHaveAttribute("aria-expanded", "false");
  await (await question("bygaden 12")).answer({
    cases: [aCase(1, "Bygaden 12, 3. th, 2740"), aCase(2, "Ringvej 2, 2740", "reference")],
    moreCases: true,
    projects: [aProject(12)],
    moreProjects: false,
  });
  expect(box).toHaveAttribute("aria-expanded", "true");
  expect(box).toHaveAttribute("aria-controls", screen.getByRole("listbox").id);
  expect(screen.getAllByRole("group").map((group) => group.getAttribute("aria-label"))).toEqual([
    "Sager",
    "Projekter",
  ]);
  expect(screen.getAllByRole("option").map((one) => one.getAttribute("href"))).toEqual([
    "/cases/case-1",
    "/cases/case-2",
    "/cases?q=bygaden+12",
    "/projects/project-12",
  ]);
  expect(screen.getByRole("option", { name: /Ringvej/ })).toHaveTextContent("fundet på Egen reference");
  expect(screen.getByRole("status")).toHaveTextContent("2 sager, 1 projekt. Valgt: Bygaden 12, 3. th, 2740");
  expect(chosen()).toEqual(["/cases/case-1"]);
  expect(box).toHaveAttribute("aria-activedescendant", screen.getByRole("option", { selected: true }).id);
  await user.keyboard("{ArrowUp}");
  expect(chosen()).toEqual(["/projects/project-12"]);
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(chosen()).toEqual(["/cases/case-2"]);
  await user.keyboard("{Enter}");
  expect(opened).toEqual(["/cases/case-2"]);
  expect(box).toHaveValue("");
  expect(box).not.toHaveFocus();
  expect(screen.queryByRole("listbox")).toBeNull();
});

test("a late answer never takes the place of a newer one, and what was found for another text is not opened", async () => {
  const { user, box, question } = show();
  await user.type(box, "bygaden 1");
  const first = await question("bygaden 1");
  await user.type(box, "2");
  const second = await question("bygaden 12");
  expect(first.gone()).toBe(true);
  await second.answer({ ...NOTHING, cases: [aCase(12, "Bygaden 12")] });
  await first.answer({ ...NOTHING, cases: [aCase(1, "Bygaden 1")] });
  expect(chosen()).toEqual(["/cases/case-12"]);
  // ENTER before the answer: it opens what that says, not what still stands there.
  await user.type(box, "0");
  const third = await question("bygaden 120");
  expect(screen.queryAllByRole("option", { selected: true })).toEqual([]);
  await user.keyboard("{Enter}");
  expect(opened).toEqual([]);
  await third.answer({ ...NOTHING, cases: [aCase(120, "Bygaden 120")] });
  await waitFor(() => expect(opened).toEqual(["/cases/case-120"]));
});

test("an ENTER that was typed on from opens nothing by itself", async () => {
  const { user, box, question } = show();
  await user.type(box, "algade{Enter} 2");
  await (await question("algade 2")).answer({ ...NOTHING, cases: [aCase(2, "Algade 2")] });
  expect(chosen()).toEqual(["/cases/case-2"]);
  expect(opened).toEqual([]);
});

test("nothing found, too little typed, and no answer are each told, and ENTER asks again", async () => {
  const { user, box, asked, question } = show();
  await user.type(box, "ingenting");
  await (await question("ingenting")).answer(NOTHING);
  expect(screen.getByText(/Ingen sager eller projekter passer til »ingenting«/)).toBeVisible();
  expect(box).toHaveAttribute("aria-expanded", "false");
  await user.clear(box);
  await user.type(box, "12");
  await (await question("12")).answer({ ...NOTHING, moreCases: true });
  expect(screen.getByText("Skriv mere af adressen, eller hele nummeret.")).toBeVisible();
  expect(chosen()).toEqual(["/cases?q=12"]);
  await user.type(box, "3");
  await (await question("123")).answer(503);
  expect(await screen.findByRole("alert")).toHaveTextContent("prøv igen med Enter");
  const before = asked.length;
  await user.keyboard("{Enter}");
  await waitFor(() => expect(asked.length).toBe(before + 1));
  await (await question("123")).answer({ ...NOTHING, projects: [aProject(123)] });
  expect(chosen()).toEqual(["/projects/project-123"]);
  expect(screen.queryByRole("alert")).toBeNull();
});

test("»/« and CTRL+K lead there from anywhere but a field, ESC leads back", async () => {
  const { user, box } = show(
    <>
      <button>Et sted</button>
      <textarea aria-label="Besked" />
    </>,
  );
  const place = screen.getByRole("button", { name: "Et sted" });
  for (const keys of ["/", "{Control>}k{/Control}"]) {
    await user.click(place);
    await user.keyboard(keys);
    expect(box).toHaveFocus();
    expect(box).toHaveValue("");
    await user.keyboard("x{Escape}");
    expect(box).toHaveValue("");
    expect(place).toHaveFocus();
  }
  const field = screen.getByRole("textbox");
  await user.type(field, "1/2");
  expect(field).toHaveValue("1/2");
  localStorage.setItem("single-keys-off", "1");
  await user.click(place);
  await user.keyboard("/");
  expect(place).toHaveFocus();
  await user.keyboard("{Control>}k{/Control}");
  expect(box).toHaveFocus();
});

test("without its script it asks the list of cases", () => {
  show();
  const form = screen.getByRole("search", { name: "Søg i alle sager og projekter" });
  expect(form).toHaveAttribute("action", "/cases");
  expect(screen.getByRole("combobox")).toHaveAttribute("name", "q");
});

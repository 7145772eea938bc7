import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { CaseFilterForm } from "@/components/projects/case-filter-form";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";
import { messagesFor } from "@/lib/messages";

const mockReplace = jest.fn();
jest.mock("next/navigation", () => ({ useRouter: () => ({ replace: mockReplace }) }));
beforeEach(() => mockReplace.mockClear());

const everyState = (count: number) =>
  Object.fromEntries(CASE_STATES.map((state) => [state, count])) as Record<CaseState, number>;

const form = (query: Record<string, string | string[]>, count: number, sort?: string) => (
  <NextIntlClientProvider locale="da" messages={messagesFor("da")} timeZone="Europe/Copenhagen">
    <CaseFilterForm
      query={query}
      {...(sort && { sort })}
      groups={[]}
      assignees={{ installers: [], handlers: [] }}
      projectId="p"
      countsByState={everyState(count)}
    />
  </NextIntlClientProvider>
);

/** The states that a press on »Filtrér« would send. */
function sentStates(query: Record<string, string | string[]>, count: number) {
  const { container } = render(form(query, count));
  return new FormData(container.querySelector("form") as HTMLFormElement).getAll("state");
}

test.each<[string, Record<string, string | string[]>, number, string[]]>([
  ["several states", { state: ["submitted", "ready_for_meter"] }, 2, ["submitted", "ready_for_meter"]],
  ["a state without cases", { state: "rejected" }, 0, ["rejected"]],
  ["no state", {}, 2, [""]],
])("a search keeps %s of the filter", (_, query, count, expected) => {
  expect(sentStates(query, count)).toEqual(expected);
});

test("a choice filters at once, and keeps the order and what was typed", async () => {
  render(form({}, 2, "number"));
  await userEvent.selectOptions(screen.getByLabelText("Tilstand"), "rejected");
  await waitFor(() =>
    expect(mockReplace).toHaveBeenCalledWith("/projects/p?sort=number&state=rejected", { scroll: false }),
  );
});

test("typing filters when it rests, and no earlier answer takes away what has been typed since", async () => {
  const { rerender } = render(form({}, 2));
  const search = screen.getByRole("searchbox");
  await userEvent.type(search, "Ahorn");
  await waitFor(() => expect(mockReplace).toHaveBeenCalledTimes(1));
  expect(mockReplace).toHaveBeenLastCalledWith("/projects/p?q=Ahorn", { scroll: false });
  await userEvent.type(search, "vej");
  await waitFor(() => expect(mockReplace).toHaveBeenCalledTimes(2));
  rerender(form({ q: "Ahorn" }, 2));
  expect(search).toHaveValue("Ahornvej");
  rerender(form({ q: "Ahornvej" }, 2));
  expect(search).toHaveFocus();
  // »Nulstil« is an address that did not come from the form.
  rerender(form({ q: "Bygaden" }, 2));
  expect(screen.getByRole("searchbox")).toHaveValue("Bygaden");
});

test("a way back to an earlier address, by a link or by the browser, fills the fields as they were there", async () => {
  const { rerender } = render(form({}, 2));
  await userEvent.selectOptions(screen.getByLabelText("Tilstand"), "rejected");
  await waitFor(() => expect(mockReplace).toHaveBeenCalledTimes(1));
  rerender(form({ state: "rejected" }, 2));
  expect(screen.getByLabelText("Tilstand")).toHaveValue("rejected");
  rerender(form({}, 2));
  expect(screen.getByLabelText("Tilstand")).toHaveValue("");
  rerender(form({ state: "rejected" }, 2));
  expect(screen.getByLabelText("Tilstand")).toHaveValue("rejected");
});

test("pressed or sent with Enter it does not wait", () => {
  const { container } = render(form({}, 2));
  fireEvent.input(screen.getByRole("searchbox"), { target: { value: "x" } });
  fireEvent.submit(container.querySelector("form") as HTMLFormElement);
  expect(mockReplace).toHaveBeenCalledWith("/projects/p?q=x", { scroll: false });
});

test("on a phone the lists are open only while one of them narrows", () => {
  const isOpen = (query: Record<string, string>) => {
    const { unmount } = render(form(query, 2));
    const { checked } = screen.getByLabelText<HTMLInputElement>("Flere filtre");
    unmount();
    return checked;
  };
  // There is one group at most, and no list of it.
  expect(isOpen({ group: "g" })).toBe(false);
  expect(isOpen({ q: "Ahorn" })).toBe(false);
  expect(isOpen({ handler: "none" })).toBe(true);
});

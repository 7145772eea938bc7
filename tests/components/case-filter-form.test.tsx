import { render } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { CaseFilterForm } from "@/components/projects/case-filter-form";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";
import { messagesFor } from "@/lib/messages";

const everyState = (count: number) =>
  Object.fromEntries(CASE_STATES.map((state) => [state, count])) as Record<CaseState, number>;

/** The states that a press on »Filtrér« would send. */
function sentStates(query: Record<string, string | string[]>, count: number) {
  const { container } = render(
    <NextIntlClientProvider locale="da" messages={messagesFor("da")} timeZone="Europe/Copenhagen">
      <CaseFilterForm
        query={query}
        groups={[]}
        assignees={{ installers: [], handlers: [] }}
        projectId="p"
        countsByState={everyState(count)}
      />
    </NextIntlClientProvider>,
  );
  return new FormData(container.querySelector("form") as HTMLFormElement).getAll("state");
}

test.each<[string, Record<string, string | string[]>, number, string[]]>([
  ["several states", { state: ["submitted", "ready_for_meter"] }, 2, ["submitted", "ready_for_meter"]],
  ["a state without cases", { state: "rejected" }, 0, ["rejected"]],
  ["no state", {}, 2, [""]],
])("a search keeps %s of the filter", (_, query, count, expected) => {
  expect(sentStates(query, count)).toEqual(expected);
});

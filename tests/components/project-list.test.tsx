import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { type ListedProject, ProjectList } from "@/components/projects/project-list";
import { needsActionOf } from "@/lib/domain/actions/needs-action";
import { CASE_STATES, type CaseState, type Role } from "@/lib/domain/vocabulary";
import { formats, messagesFor } from "@/lib/messages";
import { permissionsOf } from "@/lib/domain/verbs";

jest.mock("next/navigation", () => ({ useRouter: () => ({ refresh: jest.fn(), push: jest.fn() }) }));

const project = (name: string, some: Partial<Record<CaseState, number>>): ListedProject => {
  const countsByState = { ...Object.fromEntries(CASE_STATES.map((state) => [state, 0])), ...some } as Record<
    CaseState,
    number
  >;
  return {
    id: `id-of-${name}`,
    name,
    gridArea: "791",
    gridAreaName: "Radius",
    owner: { id: "e", name: "Elfirma A/S" },
    caseCount: Object.values(countsByState).reduce((sum, count) => sum + count, 0),
    groupCount: 1,
    countsByState,
    overdueCount: 0,
    completedCount: countsByState.completed,
    updatedAt: "2026-11-12T10:00:00Z",
  };
};

const bygaden = project("Bygaden", {
  submitted: 4,
  approved: 2,
  meter_installed: 1,
  rejected: 1,
  completed: 8,
});
const empty = project("Tom", {});

function show(role: Role) {
  const never = async () => ({ ok: true, value: undefined }) as const;
  render(
    <NextIntlClientProvider
      locale="da"
      messages={messagesFor("da")}
      timeZone="Europe/Copenhagen"
      formats={formats}
    >
      <ProjectList
        q=""
        projects={[bygaden, empty]}
        role={role}
        may={permissionsOf(role)}
        needsAction={needsActionOf(role)}
        needsActionOf={{ installer: needsActionOf("installer"), dso: needsActionOf("dso") }}
        rename={never}
        remove={never}
      />
    </NextIntlClientProvider>,
  );
  return screen.getByRole("row", { name: /Bygaden/ });
}

describe("the project list", () => {
  test.each<[Role, string, string]>([
    ["installer", "4", "state=approved&state=meter_installed&state=rejected"],
    ["dso", "4", "state=submitted&state=ready_for_meter"],
  ])("what waits for the %s leads to exactly those cases", (role, count, query) => {
    const links = within(show(role)).getAllByRole("link");
    const waiting = links.find((link) => link.getAttribute("href")?.includes("?"));
    expect(waiting).toHaveTextContent(count);
    expect(waiting).toHaveAttribute("href", `/projects/${bygaden.id}?${query}`);
  });

  test.each<[Role, string]>([
    ["installer", "50 % færdigmeldt · 4 afventer jer · 4 afventer netselskabet"],
    ["dso", "50 % færdigmeldt · 4 afventer jer · 4 afventer installatøren"],
    ["admin", "50 % færdigmeldt · 4 afventer installatøren · 4 afventer netselskabet"],
  ])("the bar is one image that says to the %s whose turn it is", (role, text) => {
    expect(within(show(role)).getByRole("img", { name: text })).toBeVisible();
    expect(screen.getByText(text)).toBeVisible();
  });

  test("only the owner's side may rename and delete; the others see whose it is", () => {
    expect(within(show("dso")).queryByRole("button")).toBeNull();
    expect(screen.getAllByText("Elfirma A/S")).toHaveLength(2);
  });

  test("a project with cases cannot be deleted, and says how many it has", async () => {
    const row = show("installer");
    await userEvent.click(within(row).getByRole("button"));
    const item = await screen.findByRole("menuitem", { name: /Slet/ });
    expect(item).toHaveAttribute("aria-disabled", "true");
    expect(item).toHaveTextContent("16");
  });

  test("an empty project can", async () => {
    show("installer");
    await userEvent.click(within(screen.getByRole("row", { name: /Tom/ })).getByRole("button"));
    expect(screen.getByRole("menuitem", { name: /Slet/ })).not.toHaveAttribute("aria-disabled", "true");
  });
});

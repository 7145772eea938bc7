import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { lineOfAddress, newGroup, projectBody } from "@/components/admin/seeding-project";
import { PasswordForm } from "@/components/people/password-form";
import { Tokens } from "@/components/people/tokens";
import { PublicForm } from "@/components/shell/public-form";
import { ThemePicker } from "@/components/people/theme-picker";
import { CreateGroupDialog } from "@/components/projects/create-group-dialog";
import { Toasts } from "@/components/ui/toast";
import { formats, messagesFor } from "@/lib/messages";

const refresh = jest.fn();
jest.mock("next/navigation", () => ({
  useRouter: () => ({ refresh, push: jest.fn() }),
  // A redirect comes as an error, which is not to be caught.
  unstable_rethrow: (error: Error) => {
    if (error.message === "NEXT_REDIRECT") throw error;
  },
  unstable_isUnrecognizedActionError: (error: Error) => error.message === "of an older build",
}));

const ok = <Value,>(value: Value) => ({ ok: true as const, value });
const refused = (code: string, message: string, errors: { path: string; message: string }[] = []) => ({
  ok: false as const,
  code,
  message,
  errors,
});
function show(form: React.ReactNode) {
  render(
    <NextIntlClientProvider
      locale="da"
      messages={messagesFor("da")}
      formats={formats}
      timeZone="Europe/Copenhagen"
    >
      {form}
    </NextIntlClientProvider>,
  );
  return userEvent.setup();
}
const press = (name: string | RegExp) => screen.getByRole("button", { name });

test("a group is asked for what it lacks, and a refusal stands at its field until something is typed", async () => {
  const taken = { path: "name", message: "Navnet er brugt." };
  const create = jest
    .fn()
    .mockResolvedValueOnce(refused("invalid", "Ret felterne.", [taken]))
    .mockResolvedValueOnce(ok({ id: "g" }));
  const onClose = jest.fn();
  const user = show(<CreateGroupDialog create={create} projectId="p" onClose={onClose} />);
  await user.click(press("Opret gruppe"));
  expect(screen.getByLabelText(/Navn/)).toBeInvalid();
  expect(create).not.toHaveBeenCalled();
  await user.type(screen.getByLabelText(/Navn/), "Blok A");
  await user.click(screen.getByRole("radio", { name: /Lejlighed/ }));
  await user.click(press("Opret gruppe"));
  expect(await screen.findByText(taken.message)).toBeVisible();
  expect(screen.getByRole("alert")).toHaveTextContent("Ret felterne.");
  expect(onClose).not.toHaveBeenCalled();
  await user.type(screen.getByLabelText(/Navn/), " 2");
  expect(screen.queryByText(taken.message)).toBeNull();
  expect(screen.queryByRole("alert")).toBeNull();
  await user.click(press("Opret gruppe"));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(create).toHaveBeenLastCalledWith("p", { name: "Blok A 2", caseType: "apartment" });
});

test.each([
  ["Failed to fetch", "Serveren svarede ikke, så det er uvist, om det blev gemt."],
  ["of an older build", "Genindlæs siden"],
])("an action without an answer (%s) leaves the form as it was typed, and says so", async (reason, told) => {
  const create = jest
    .fn()
    .mockRejectedValueOnce(new TypeError(reason))
    .mockResolvedValueOnce(ok({ id: "g" }));
  const onClose = jest.fn();
  const user = show(<CreateGroupDialog create={create} projectId="p" onClose={onClose} />);
  await user.type(screen.getByLabelText(/Navn/), "Blok A");
  await user.click(screen.getByRole("radio", { name: /Lejlighed/ }));
  await user.click(press("Opret gruppe"));
  expect(await screen.findByRole("alert")).toHaveTextContent(told);
  expect(screen.getByLabelText(/Navn/)).toHaveValue("Blok A");
  await user.click(press("Opret gruppe"));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
});

test("a form without a log-in keeps what was typed when no answer comes, and is answered when one does", async () => {
  const action = jest
    .fn()
    .mockRejectedValueOnce(new TypeError("Failed to fetch"))
    .mockResolvedValueOnce({ done: "asked", errors: {}, values: {} });
  const fields = [{ name: "email", label: "E-mail" }];
  const user = show(
    <PublicForm action={action} fields={fields} submitLabel="Send" done={{ asked: "Vi har skrevet." }} />,
  );
  await user.type(screen.getByLabelText("E-mail"), "anna@nord.example");
  await user.click(press("Send"));
  expect(await screen.findByText(/Serveren svarede ikke/)).toBeVisible();
  expect(screen.getByLabelText("E-mail")).toHaveValue("anna@nord.example");
  await user.click(press("Send"));
  expect(await screen.findByText("Vi har skrevet.")).toBeVisible();
  expect((action.mock.calls[1]?.[1] as FormData).get("email")).toBe("anna@nord.example");
});

test("what is kept at once says when it was not", async () => {
  const user = show(
    <>
      <ThemePicker theme="system" setTheme={() => Promise.reject(new TypeError("Failed to fetch"))} />
      <Toasts />
    </>,
  );
  await user.click(screen.getByRole("radio", { name: "Mørk" }));
  expect(await screen.findByText(/Serveren svarede ikke/)).toBeVisible();
  await waitFor(() => expect(screen.getByRole("radio", { name: "Som enheden" })).toBeChecked());
});

test("a token is shown once it is made, and ended after a question", async () => {
  const create = jest
    .fn()
    .mockResolvedValueOnce(refused("invalid", "Ret felterne.", [{ path: "name", message: "Skriv et navn." }]))
    .mockResolvedValueOnce(
      refused("wrong_password", "Din adgangskode er forkert.", [
        { path: "password", message: "Adgangskoden er forkert." },
      ]),
    )
    .mockResolvedValueOnce(ok({ id: "t2", token: "hemmelig-nøgle" }));
  const revoke = jest.fn(async () => ok(undefined));
  const token = {
    id: "t1",
    name: "Regneark",
    scope: "write",
    createdAt: new Date("2026-11-12"),
    lastUsedAt: null,
  } as const;
  const tokens = [
    { ...token, expiresAt: null, isExpired: false },
    { ...token, id: "t0", name: "Gammel", expiresAt: new Date("2026-11-20"), isExpired: true },
  ];
  const user = show(
    <Tokens email="ida@nord.example" needsCode={false} tokens={tokens} create={create} revoke={revoke} />,
  );
  const [first, second] = screen.getAllByRole("listitem");
  expect(first).toHaveTextContent("Læse og ændre · Oprettet 12.11.2026 · Ikke brugt endnu");
  expect(first).not.toHaveTextContent("Udl");
  expect(second).toHaveTextContent("Udløbet 20.11.2026");
  await user.click(press("Opret nøgle"));
  expect(await screen.findByText("Skriv et navn.")).toBeVisible();
  await user.type(screen.getByLabelText(/Navn på nøglen/), "Robot");
  await user.type(screen.getByLabelText("Din adgangskode"), "kodeord");
  await user.click(press("Opret nøgle"));
  expect(await screen.findByText("Adgangskoden er forkert.")).toBeVisible();
  expect(screen.queryByText("Din adgangskode er forkert.")).toBeNull();
  await user.type(screen.getByLabelText("Din adgangskode"), "!");
  await user.click(press("Opret nøgle"));
  expect(await screen.findByText("hemmelig-nøgle")).toBeVisible();
  expect(create).toHaveBeenLastCalledWith({ name: "Robot", scope: "read", days: 365, password: "kodeord!" });
  expect(screen.queryByText("Skriv et navn.")).toBeNull();
  expect(screen.getByLabelText(/Navn på nøglen/)).toHaveValue("");
  expect(screen.getByLabelText("Din adgangskode")).toHaveValue("");
  await user.click(press("Træk nøglen Regneark tilbage"));
  const question = await screen.findByRole("alertdialog");
  expect(question).toHaveTextContent("Programmer, der bruger Regneark, mister adgangen med det samme.");
  await user.click(within(question).getByRole("button", { name: "Træk tilbage" }));
  await waitFor(() => expect(revoke).toHaveBeenCalledWith("t1"));
});

test("a wrong password is told at its field, which has the focus; a fault of the new one at that", async () => {
  const change = jest
    .fn()
    .mockResolvedValueOnce(refused("wrong_password", "Adgangskoden er forkert."))
    .mockResolvedValueOnce(
      refused("invalid", "Ret felterne.", [{ path: "next", message: "Mindst 12 tegn." }]),
    );
  const user = show(<PasswordForm email="ida@nord.example" min={12} change={change} />);
  const [current, next] = [
    screen.getByLabelText("Nuværende adgangskode"),
    screen.getByLabelText("Ny adgangskode"),
  ];
  await user.type(current, "forkert");
  await user.type(next, "kort");
  await user.click(press("Ændre adgangskode"));
  await waitFor(() => expect(current).toHaveFocus());
  expect(current).toHaveAccessibleDescription(/Adgangskoden er forkert\./);
  await user.click(press("Ændre adgangskode"));
  await waitFor(() => expect(next).toHaveFocus());
  expect(next).toHaveAccessibleDescription(/Mindst 12 tegn\./);
  expect(screen.queryByText("Adgangskoden er forkert.")).toBeNull();
});

test("the addresses of a seeded group are its filled lines, counted as they are typed", () => {
  const group = { ...newGroup(), name: " Blok A ", lines: "Bakkevej 1, 2740\n\n  \nBakkevej 3, 2740\n" };
  const { groups } = projectBody({ ownerId: "o", name: "Projekt", gridArea: "791" }, [group]);
  expect(groups[0]?.addresses.map(({ houseNo }) => houseNo)).toEqual(["1", "3"]);
  expect(lineOfAddress([group], "Blok A", 2)).toBe(4);
  expect(lineOfAddress([group], "Blok B", 2)).toBe(2);
});

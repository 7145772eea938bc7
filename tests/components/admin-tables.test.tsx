import type { ActionResult } from "@/lib/contract/action-result";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { AccessRequests } from "@/components/admin/access-requests";
import { GridAreas } from "@/components/admin/grid-areas";
import { Organisations } from "@/components/admin/organisations";
import { Postcodes } from "@/components/admin/postcodes";
import { Seeding } from "@/components/admin/seeding";
import { Users } from "@/components/admin/users";
import { messagesFor } from "@/lib/messages";

const refresh = jest.fn();
jest.mock("next/navigation", () => ({ useRouter: () => ({ refresh, push: jest.fn() }) }));

const ok = <Value,>(value: Value) => ({ ok: true as const, value });
const refused = (message: string, errors: { path: string; code: string; message: string }[] = []) => ({
  ok: false as const,
  code: "invalid" as const,
  message,
  errors,
});

function show(list: React.ReactNode) {
  render(
    <NextIntlClientProvider locale="da" messages={messagesFor("da")} timeZone="Europe/Copenhagen">
      {list}
    </NextIntlClientProvider>,
  );
  return userEvent.setup();
}
const rows = () => screen.getAllByRole("row").slice(1);
const rowOf = (name: string) => screen.getByRole("rowheader", { name }).closest("tr") as HTMLElement;
const press = (name: string | RegExp) => screen.getByRole("button", { name });
const dialog = () => screen.findByRole("dialog");

beforeEach(() => refresh.mockClear());

describe("users", () => {
  const nord = { id: "o1", name: "Elfirma Nord A/S" };
  const user = {
    isActive: true,
    isInvited: false,
    hasSecondFactor: false,
    organisation: nord,
    openCases: 0,
    role: "installer" as const,
  };
  const users = [
    { ...user, id: "u1", name: "Ida Installatør", email: "ida@nord.example", openCases: 1_240 },
    { ...user, id: "u2", name: "Karl Kollega", email: "karl@nord.example" },
    {
      ...user,
      id: "u3",
      name: "Dorte Dansk",
      email: "dorte@net.example",
      role: "dso" as const,
      organisation: { id: "o2", name: "Radius Elnet A/S" },
    },
  ];
  const organisations = [
    { ...nord, kind: "installer" as const },
    { id: "o2", name: "Radius Elnet A/S", kind: "dso" as const },
  ];
  const verbs = () => ({
    create: jest.fn(async () => ok({ id: "u4", link: "/set-password/T" as string | null })),
    createMany: jest.fn(async (): Promise<ActionResult<{ id: string; link: string | null }[]>> => ok([])),
    inviteAgain: jest.fn(async () => ok({ id: "u4", link: null })),
    update: jest.fn(async () => ok(undefined)),
    setActive: jest.fn(async () => ok(undefined)),
    resetPassword: jest.fn(async () => ok({ id: "u2", link: "/set-password/R" as string | null })),
    resetSecondFactor: jest.fn(),
  });

  test("are found by every word of a search, in name, e-mail or company", async () => {
    const user = show(<Users users={users} organisations={organisations} {...verbs()} />);
    expect(rows()).toHaveLength(3);
    expect(within(rowOf("Ida Installatør")).getByText("1.240")).toBeVisible();
    await user.type(screen.getByLabelText("Søg"), "nord ka");
    expect(rows()).toHaveLength(1);
    expect(rowOf("Karl Kollega")).toBeVisible();
  });

  test("a new one's role says which companies there are to choose from, and the link is there to hand over", async () => {
    const own = verbs();
    const user = show(<Users users={users} organisations={organisations} {...own} />);
    await user.click(press("Invitér bruger"));
    const form = within(await dialog());
    await user.type(form.getByLabelText(/Navn/), "Ny Bruger");
    await user.type(form.getByLabelText(/E-mail/), "ny@nord.example");
    await user.click(form.getByRole("button", { name: /Virksomhed/ }));
    expect(screen.getAllByRole("option").map(({ textContent }) => textContent)).toEqual(["Elfirma Nord A/S"]);
    await user.click(screen.getByRole("option", { name: "Elfirma Nord A/S" }));
    await user.click(form.getByRole("button", { name: "Invitér" }));
    expect(await screen.findByText("http://localhost/set-password/T")).toBeVisible();
    expect(own.create).toHaveBeenCalledWith({
      name: "Ny Bruger",
      email: "ny@nord.example",
      role: "installer",
      organisationId: "o1",
    });
  });

  test("another e-mail, and a new password, ask for one's own password; another name does not", async () => {
    const own = verbs();
    const user = show(<Users users={users} organisations={organisations} {...own} />);
    const choose = async (name: string) => {
      await user.click(within(rowOf("Karl Kollega")).getByRole("button"));
      await user.click(await screen.findByRole("menuitem", { name }));
      return within(await dialog());
    };
    let form = await choose("Redigér");
    const email = form.getByLabelText<HTMLInputElement>(/E-mail/).value;
    await user.type(form.getByLabelText(/Navn/), " Jensen");
    expect(form.queryByLabelText("Din egen adgangskode")).toBeNull();
    await user.click(form.getByRole("button", { name: "Gem" }));
    await waitFor(() =>
      expect(own.update).toHaveBeenLastCalledWith("u2", { name: "Karl Kollega Jensen", email }),
    );
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    form = await choose("Redigér");
    await user.type(form.getByLabelText(/E-mail/), "x");
    await user.type(form.getByLabelText("Din egen adgangskode"), "mit kodeord");
    await user.click(form.getByRole("button", { name: "Gem" }));
    const changed = { name: "Karl Kollega", email: `${email}x`, password: "mit kodeord" };
    await waitFor(() => expect(own.update).toHaveBeenLastCalledWith("u2", changed));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    form = await choose("Nulstil adgangskode");
    await user.type(form.getByLabelText("Din egen adgangskode"), "mit kodeord");
    await user.click(form.getByRole("button", { name: "Nulstil adgangskode" }));
    expect(await screen.findByText("http://localhost/set-password/R")).toBeVisible();
    expect(own.resetPassword).toHaveBeenCalledWith("u2", { password: "mit kodeord" });
  });

  test("whoever has not chosen a password is invited again; where a mail brings the link it is not shown", async () => {
    const own = verbs();
    const invited = users.map((one) => ({ ...one, isInvited: one.id === "u2" }));
    const user = show(<Users users={invited} organisations={organisations} {...own} />);
    expect(within(rowOf("Karl Kollega")).getByText("Inviteret")).toBeVisible();
    await user.click(within(rowOf("Ida Installatør")).getByRole("button"));
    expect(screen.queryByRole("menuitem", { name: "Send invitationen igen" })).toBeNull();
    await user.keyboard("{Escape}");
    await user.click(within(rowOf("Karl Kollega")).getByRole("button"));
    await user.click(await screen.findByRole("menuitem", { name: "Send invitationen igen" }));
    expect(await screen.findByText("Mailen er på vej til karl@nord.example.")).toBeVisible();
    expect(own.inviteAgain).toHaveBeenCalledWith("u2");
  });

  test("several are invited from lines, and a fault names its line", async () => {
    const own = verbs();
    const user = show(<Users users={users} organisations={organisations} {...own} />);
    await user.click(press("Invitér flere"));
    const form = within(await dialog());
    await user.click(form.getByRole("button", { name: /Virksomhed/ }));
    await user.click(screen.getByRole("option", { name: "Elfirma Nord A/S" }));
    await user.click(form.getByLabelText(/Personer/));
    await user.paste("Anna Holm; anna@nord.example\n\nBo\tbo@nord.example\n");
    own.createMany.mockResolvedValueOnce({
      ok: false,
      code: "invalid",
      message: "Ret felterne.",
      errors: [{ path: "people.1.email", message: "E-mailen er i brug." }],
    });
    await user.click(form.getByRole("button", { name: "Invitér" }));
    expect(await screen.findByText("Linje 3: E-mailen er i brug.")).toBeVisible();
    own.createMany.mockResolvedValueOnce(
      ok([
        { id: "a", link: "/set-password/A" },
        { id: "b", link: "/set-password/B" },
      ]),
    );
    // What is pressed while the first answer is on its way does nothing.
    const again = form.getByRole("button", { name: "Invitér" });
    await waitFor(() => expect(again).not.toHaveAttribute("data-pending"));
    await user.click(again);
    expect(
      await screen.findByText(
        /Anna Holm; http:\/\/localhost\/set-password\/A\s+Bo; http:\/\/localhost\/set-password\/B/,
      ),
    ).toBeVisible();
    expect(own.createMany).toHaveBeenLastCalledWith({
      role: "installer",
      organisationId: "o1",
      people: [
        { name: "Anna Holm", email: "anna@nord.example" },
        { name: "Bo", email: "bo@nord.example" },
      ],
    });
  });

  test("whoever has open cases hands them to a colleague first", async () => {
    const own = verbs();
    const user = show(<Users users={users} organisations={organisations} {...own} />);
    await user.click(within(rowOf("Ida Installatør")).getByRole("button"));
    await user.click(await screen.findByRole("menuitem", { name: "Deaktivér" }));
    const form = within(await dialog());
    await user.click(form.getByRole("button", { name: /1\.240/ }));
    await user.click(screen.getByRole("option", { name: "Karl Kollega" }));
    await user.click(form.getByRole("button", { name: "Deaktivér" }));
    await waitFor(() => expect(own.setActive).toHaveBeenCalledWith("u1", { isActive: false, moveTo: "u2" }));
  });
});

describe("requests for access", () => {
  const request = {
    id: "r1",
    company: "Elfirma",
    cvr: "24256790",
    authorisation: "EFUL-1",
    name: "Frank Fremmed",
    email: "frank@fremmed.example",
    phone: null,
    note: null,
    createdAt: new Date("2026-11-24T11:00:00Z"),
    correctedAt: null,
    decidedAt: null,
    decidedBy: null,
    admitted: null,
    reason: null,
    known: [{ id: "o1", name: "Elfirma Nord A/S", isActive: true, userCount: 3 }],
    user: null,
    others: [],
    declining: { before: "Hej Frank\n\n", after: "\n\n-- \nSendt" },
    reasons: ["We cannot find the number."],
  };
  const verbs = () => ({
    admit: jest.fn(
      async (): Promise<ActionResult<{ id: string; link: string | null }>> => ok({ id: "u9", link: null }),
    ),
    decline: jest.fn(async () => ok(undefined)),
    remove: jest.fn(async () => ok(undefined)),
  });

  test("nobody joins a company that is here by one press: it is chosen, and told what follows", async () => {
    const own = verbs();
    const user = show(<AccessRequests requests={[request]} {...own} />);
    expect(screen.getByText("Findes måske allerede: Elfirma Nord A/S")).toBeVisible();
    await user.click(press("Giv Elfirma adgang"));
    const form = within(await dialog());
    await user.click(form.getByRole("button", { name: "Giv adgang" }));
    expect((await form.findAllByText(/Vælg, om det er en ny virksomhed/))[0]).toBeVisible();
    expect(own.admit).not.toHaveBeenCalled();
    await user.click(form.getByRole("button", { name: /Virksomhed/ }));
    await user.click(screen.getByRole("option", { name: "Elfirma Nord A/S" }));
    await waitFor(() =>
      expect(form.getByRole("button", { name: "Giv adgang" })).not.toHaveAttribute("data-pending"),
    );
    await user.click(form.getByRole("button", { name: "Giv adgang" }));
    expect(
      await form.findByText(/Frank Fremmed, frank@fremmed\.example får adgang til alle sager i Elfirma Nord/),
    ).toBeVisible();
    expect(own.admit).not.toHaveBeenCalled();
    await user.click(form.getByRole("button", { name: "Ja, gør det" }));
    await waitFor(() =>
      expect(own.admit).toHaveBeenCalledWith("r1", {
        organisationId: "o1",
        opens: false,
        company: "Elfirma",
        name: "Frank Fremmed",
        email: "frank@fremmed.example",
        correctedAt: null,
      }),
    );
  });

  test("a closed company is opened after it was told, with how many can log in again", async () => {
    const own = verbs();
    const closed = { id: "o2", name: "Elfirma Syd ApS", isActive: false, userCount: 4 };
    const user = show(<AccessRequests requests={[{ ...request, known: [closed] }]} {...own} />);
    await user.click(press("Giv Elfirma adgang"));
    const form = within(await dialog());
    await user.click(form.getByRole("button", { name: /Virksomhed/ }));
    await user.click(screen.getByRole("option", { name: "Elfirma Syd ApS (lukket)" }));
    await user.click(form.getByRole("button", { name: "Giv adgang" }));
    expect(await form.findByRole("alert")).toHaveTextContent(
      /^Elfirma Syd ApS er lukket og bliver åbnet igen\. Dens 4 aktive brugere kan logge ind igen\. Frank Fremmed, /,
    );
    expect(own.admit).not.toHaveBeenCalled();
    await user.click(form.getByRole("button", { name: "Ja, gør det" }));
    await waitFor(() =>
      expect(own.admit).toHaveBeenCalledWith("r1", {
        organisationId: "o2",
        opens: true,
        company: "Elfirma",
        name: "Frank Fremmed",
        email: "frank@fremmed.example",
        correctedAt: null,
      }),
    );
  });

  test("a taken CVR number is told at the company's name", async () => {
    const own = verbs();
    own.admit.mockResolvedValueOnce({
      ok: false,
      code: "already_exists",
      message: "Det findes allerede.",
      errors: [{ path: "cvr", message: "CVR-nummeret bruges af Elfirma Nord A/S." }],
    });
    const user = show(<AccessRequests requests={[{ ...request, known: [] }]} {...own} />);
    await user.click(press("Giv Elfirma adgang"));
    const form = within(await dialog());
    await user.click(form.getByRole("button", { name: "Giv adgang" }));
    expect(await form.findByText("CVR-nummeret bruges af Elfirma Nord A/S.")).toBeVisible();
    expect(own.admit).toHaveBeenCalledWith("r1", expect.not.objectContaining({ organisationId: "o1" }));
  });

  test("a usual reason is in the asker's language, and the mail is shown around it", async () => {
    const own = verbs();
    const user = show(<AccessRequests requests={[request]} {...own} />);
    await user.click(press("Afslå Elfirma"));
    const form = within(await dialog());
    await user.click(form.getByRole("button", { name: /Årsager/ }));
    await user.click(screen.getByRole("option", { name: "We cannot find the number." }));
    expect(form.getByRole("region", { name: "Mailen" })).toHaveTextContent(
      "Hej Frank We cannot find the number. -- Sendt",
    );
    await user.click(form.getByRole("button", { name: "Afslå" }));
    await waitFor(() =>
      expect(own.decline).toHaveBeenCalledWith("r1", {
        reason: "We cannot find the number.",
        correctedAt: null,
      }),
    );
  });

  test("a corrected request shows when; an advertisement is deleted after a question that says that nobody is told", async () => {
    const own = verbs();
    const correctedAt = new Date("2026-11-25T08:05:00Z");
    const others = [{ company: "Nordkystens El", cvr: "10150817" }];
    const user = show(<AccessRequests requests={[{ ...request, correctedAt, others }]} {...own} />);
    expect(screen.getByText(/^Rettet .* med en ny anmodning/)).toBeVisible();
    expect(screen.getByText(/også bedt om adgang for Nordkystens El \(10150817\)/)).toBeVisible();
    await user.click(press("Slet anmodningen fra Elfirma"));
    const form = within(await screen.findByRole("alertdialog"));
    expect(form.getByText(/Ingen får besked/)).toBeVisible();
    expect(own.remove).not.toHaveBeenCalled();
    await user.click(form.getByRole("button", { name: "Slet" }));
    await waitFor(() => expect(own.remove).toHaveBeenCalledWith("r1", { correctedAt }));
    expect(own.decline).not.toHaveBeenCalled();
  });
});

describe("organisations", () => {
  const organisation = {
    id: "o1",
    kind: "installer" as const,
    name: "Elfirma Nord A/S",
    cvr: "10150817",
    gln: null,
    answerDays: 15,
    meterDays: 5,
    worksDecember24: false,
    worksDecember31: false,
    isActive: true,
    isInvited: false,
    userCount: 2,
    projectCount: 3,
    openCaseCount: 40,
    gridAreas: [],
  };
  const verbs = () => ({
    create: jest.fn(async () => ok({ id: "o2" })),
    update: jest.fn(async () => ok(undefined)),
    setActive: jest.fn(async () => ok(undefined)),
  });

  test("one is edited where a fault stands at its field, and its kind stays", async () => {
    const fault = { path: "cvr", code: "not_a_cvr", message: "CVR-nr. skal være otte cifre." };
    const own = { ...verbs(), update: jest.fn(async () => refused("Ret felterne.", [fault])) };
    const user = show(<Organisations organisations={[organisation]} {...own} />);
    await user.click(within(rowOf("Elfirma Nord A/S")).getByRole("button"));
    await user.click(await screen.findByRole("menuitem", { name: /Redigér/ }));
    const form = within(await dialog());
    expect(form.queryByLabelText(/Type/)).toBeNull();
    await user.clear(form.getByLabelText(/CVR/));
    await user.type(form.getByLabelText(/CVR/), "1");
    await user.click(form.getByRole("button", { name: "Gem" }));
    expect(await form.findByText(fault.message)).toBeVisible();
    expect(form.getByRole("alert")).toHaveTextContent("Ret felterne.");
    expect(own.update).toHaveBeenCalledWith("o1", { name: "Elfirma Nord A/S", cvr: "1", gln: "" });
  });

  test("closing one is asked about with what it holds, and a refusal is told in the dialog", async () => {
    const own = { ...verbs(), setActive: jest.fn(async () => refused("Der er åbne sager.")) };
    const user = show(<Organisations organisations={[organisation]} {...own} />);
    await user.click(within(rowOf("Elfirma Nord A/S")).getByRole("button"));
    await user.click(await screen.findByRole("menuitem", { name: /Deaktivér/ }));
    const question = await screen.findByRole("alertdialog");
    expect(question).toHaveTextContent("40");
    await user.click(within(question).getByRole("button", { name: "Deaktivér" }));
    expect(await within(question).findByRole("alert")).toHaveTextContent("Der er åbne sager.");
    expect(own.setActive).toHaveBeenCalledWith("o1", { isActive: false });
  });
});

test("a grid area goes to another company only after its consequences were told", async () => {
  const area = {
    code: "791",
    name: "Radius Nord",
    dso: { id: "d1", name: "Radius Elnet A/S" },
    isActive: true,
    isInvited: false,
    projectCount: 3,
    caseCount: 40,
    postcodeCount: 12,
  };
  const dsos = [
    { id: "d1", label: "Radius Elnet A/S" },
    { id: "d2", label: "N1 A/S" },
  ];
  const update = jest.fn(async () => ok(undefined));
  const user = show(<GridAreas areas={[area]} dsos={dsos} create={jest.fn()} update={update} />);
  expect(within(rowOf("791")).getByText("12")).toBeVisible();
  await user.click(within(rowOf("791")).getByRole("button"));
  const form = within(await dialog());
  await user.click(form.getByRole("button", { name: /Netselskab/ }));
  await user.click(screen.getByRole("option", { name: "N1 A/S" }));
  await user.click(form.getByRole("button", { name: "Gem" }));
  expect(form.getByRole("alert")).toHaveTextContent("N1 A/S");
  expect(update).not.toHaveBeenCalled();
  await user.click(form.getByRole("button", { name: "Ja, gør det" }));
  await waitFor(() =>
    expect(update).toHaveBeenCalledWith("791", { name: "Radius Nord", dsoId: "d2", isActive: true }),
  );
});

describe("postcodes", () => {
  const postcodes = [
    { postcode: "2740", town: "Skovlunde", gridAreas: ["791"] },
    { postcode: "8999", town: "Ingensteds", gridAreas: [] },
  ];

  test("a postcode's grid areas are written as they are read: codes with blanks or commas between", async () => {
    const set = jest.fn(async () => ok(undefined));
    const user = show(<Postcodes rows={postcodes} total={1_089} set={set} />);
    expect(screen.getByText(/1\.089/)).toBeVisible();
    await user.click(within(rowOf("2740")).getByRole("button"));
    const form = within(await dialog());
    const areas = form.getByLabelText(/Netområder/);
    expect(areas).toHaveValue("791");
    await user.type(areas, ", 740  131");
    await user.click(form.getByRole("button", { name: "Gem" }));
    await waitFor(() =>
      expect(set).toHaveBeenCalledWith({
        postcode: "2740",
        town: "Skovlunde",
        gridAreas: ["791", "740", "131"],
      }),
    );
    expect(refresh).toHaveBeenCalled();
  });

  test("a table that is refused says which of its lines are wrong", async () => {
    const body = {
      code: "invalid",
      detail: "Filen kan ikke læses.",
      errors: [{ path: "7", code: "not_a_postcode", message: "Postnr. skal være fire cifre." }],
    };
    globalThis.fetch = (async () => ({ ok: false, status: 422, json: async () => body })) as never;
    const user = show(<Postcodes rows={postcodes} total={2} set={jest.fn()} />);
    const input = document.querySelector<HTMLInputElement>("input[type=file]") as HTMLInputElement;
    await user.upload(input, new File(["x"], "postnumre.csv", { type: "text/csv" }));
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("Filen kan ikke læses.");
    expect(alert).toHaveTextContent("7: Postnr. skal være fire cifre.");
  });
});

test("a seeded project's faults are named in the form's words, by the line as it was typed", async () => {
  const errors = [{ path: "Blok A · 2 · houseNo", code: "required", message: "Husnr. mangler." }];
  const sent: unknown[] = [];
  globalThis.fetch = (async (_: string, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)));
    const body = { code: "import_has_errors", detail: "1 række har fejl.", errors };
    return { ok: false, status: 409, json: async () => body };
  }) as never;
  const user = show(
    <Seeding
      owners={[{ id: "o1", label: "Elfirma Nord A/S" }]}
      createDemo={jest.fn()}
      removeDemo={jest.fn()}
    />,
  );
  await user.click(screen.getByLabelText(/^Gruppens navn/));
  await user.paste("Blok A");
  await user.click(screen.getByLabelText(/^Adresser/));
  await user.paste("Bakkevej 1, 2740\n\nBakkevej, 2740");
  await user.click(press("Opret projekt"));
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("1 række har fejl.");
  // The empty line between is not sent, and is counted all the same.
  expect(alert).toHaveTextContent("Blok A · linje 3 · Husnr.: Husnr. mangler.");
  expect(sent).toMatchObject([
    { ownerId: "o1", groups: [{ name: "Blok A", addresses: [{ houseNo: "1" }, { street: "Bakkevej" }] }] },
  ]);
});

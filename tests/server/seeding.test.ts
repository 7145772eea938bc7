import { strFromU8, unzipSync } from "fflate";
import { sql } from "drizzle-orm";
import * as XLSX from "xlsx";
import { allCases } from "@/lib/server/cases/case-list";
import { getProject, listProjects } from "@/lib/server/projects/project-summaries";
import { createDemoProjects, removeDemoProjects } from "@/lib/server/seeding/demo-projects";
import { seedTemplate } from "@/lib/server/seeding/seed-template";
import { seedProject, seedProjectFromWorkbook } from "@/lib/server/seeding/seeding";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import { rowsOf } from "@/lib/server/kernel/sql";
import { rowsXml, sheetOf, workbook, worksheet } from "../corpus/workbook";
import {
  anOrganisation,
  aProjectWithCases,
  aWorld,
  ctxOf,
  FIELDS,
  someAddresses,
} from "../support/factories";
import { testDb } from "../support/database";
import { downloaded } from "../support/workbooks";

jest.setTimeout(30_000);

const bytesOf = (sheets: Record<string, unknown[][]>) => {
  const book = XLSX.utils.book_new();
  for (const [name, rows] of Object.entries(sheets))
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows), name);
  return new Uint8Array(XLSX.write(book, { type: "buffer", bookType: "xlsx" }) as Buffer);
};

test("a project for a chosen company, with groups and cases, belongs to that company and its area", async () => {
  const { admin, installer, otherInstaller, dso, gridArea } = await aWorld();
  const { projectId } = await seedProject(ctxOf(admin), {
    ownerId: installer.organisation?.id,
    name: "Søgården",
    gridArea,
    groups: [
      { name: "Blok A", caseType: "apartment", fields: FIELDS.apartment, addresses: someAddresses(12) },
      { name: "Butikker", caseType: "business", fields: FIELDS.business, addresses: [] },
    ],
  });
  for (const actor of [installer, dso, admin]) {
    expect(await getProject(ctxOf(actor), projectId)).toMatchObject({
      name: "Søgården",
      caseCount: 12,
      groupCount: 2,
    });
  }
  await expect(getProject(ctxOf(otherInstaller), projectId)).rejects.toMatchObject({ code: "not_found" });
  const cases = await allCases(ctxOf(installer), projectId, {}, 100);
  expect(new Set(cases.map((row) => row.installer.id))).toEqual(new Set([installer.id]));
  expect(cases[0]?.fields).toMatchObject({ storeys: 5, ampere: 16, phases: 3 });
});

test("one bad address refuses the whole seed and names group, row and field", async () => {
  const { admin, installer, gridArea } = await aWorld();
  const seed = seedProject(ctxOf(admin), {
    ownerId: installer.organisation?.id,
    name: "Halvt",
    gridArea,
    groups: [
      { name: "God", caseType: "apartment", fields: FIELDS.apartment, addresses: someAddresses(2) },
      {
        name: "Dårlig",
        caseType: "apartment",
        fields: FIELDS.apartment,
        addresses: [{ street: "Vej", houseNo: "0", postcode: "2740" }],
      },
    ],
  });
  await expect(seed).rejects.toMatchObject({
    code: "import_has_errors",
    detail: {
      params: { count: 1 },
      extra: { problems: [{ group: "Dårlig", row: 1, field: "houseNo", code: "not_a_house_number" }] },
    },
  });
  expect((await listProjects(ctxOf(installer), {})).projects).toEqual([]);
});

test("a workbook becomes a project with a group for each sheet", async () => {
  const { admin, installer, gridArea } = await aWorld();
  const file = {
    name: "projekt.xlsx",
    bytes: bytesOf({
      "Opgang 1": [
        [
          "Sagstype",
          "Vejnavn",
          "Husnr.",
          "Etage",
          "Dør",
          "Postnr.",
          "Antal etager",
          "Målerplacering",
          "Stikledning",
          "Ønsket tilslutningsdato",
          "Kundens navn",
          "Kundens e-mail",
          // What it was called before; such workbooks are still about.
          "Betaler er samme som kunde",
        ],
        [
          "Lejlighed",
          "Engvej",
          3,
          "1.",
          "TV",
          2740,
          4,
          "Tavlerum",
          "Ny",
          "2027-03-01",
          "Boligselskabet",
          "b@b.example",
          "Ja",
        ],
        ["", "Engvej", 3, "1.", "th", 2740],
        ["", "Engvej", "3 b", "st", "mf", "2740"],
      ],
      Rækker: [
        [
          "Sagstype",
          "Vejnavn",
          "Husnr.",
          "Postnr.",
          "Antal etager",
          "Målerplacering",
          "Stikledning",
          "Ønsket tilslutningsdato",
          "Kundens navn",
          "Kundens e-mail",
          "Kunden betaler",
        ],
        [
          "Rækkehuse",
          "Kærvej",
          1,
          "2740",
          2,
          "Udendørs skab",
          "Fælles",
          "2027-03-01",
          "Boligselskabet",
          "b@b.example",
          "Ja",
        ],
      ],
    }),
  };
  const { projectId } = await seedProjectFromWorkbook(
    ctxOf(admin),
    { ownerId: installer.organisation?.id, name: "Fra ark", gridArea },
    file,
  );
  const { groups } = await getProject(ctxOf(installer), projectId);
  expect(groups.map(({ name, caseType, caseCount }) => [name, caseType, caseCount])).toEqual([
    ["Opgang 1", "apartment", 3],
    ["Rækker", "terraced_house", 1],
  ]);
  const cases = await allCases(ctxOf(installer), projectId, {}, 10);
  expect(cases.map((row) => row.address)).toEqual([
    "Engvej 3, 1. tv, 2740 Skovlunde",
    "Engvej 3, 1. th, 2740 Skovlunde",
    "Engvej 3B, st. mf, 2740 Skovlunde",
    "Kærvej 1, 2740 Skovlunde",
  ]);
  expect(cases[3]?.fields).toMatchObject({
    meterPlacement: "outdoor_cabinet",
    serviceCable: "shared",
    storeys: 2,
  });
});

test("the template is a sheet for each case type, and a sheet without a known type says so", async () => {
  const { admin, installer, gridArea } = await aWorld();
  const template = await downloaded(await seedTemplate(ctxOf(admin), "da"));
  expect(XLSX.read(template.bytes).SheetNames).toEqual([
    "Erhverv",
    "Rækkehuse",
    "Lejlighed",
    "Ung, ældre eller pleje",
    "Vejledning",
  ]);
  const file = {
    name: "x.xlsx",
    bytes: bytesOf({
      Ukendt: [
        ["Sagstype", "Vejnavn"],
        ["Slot", "Engvej"],
      ],
    }),
  };
  await expect(
    seedProjectFromWorkbook(ctxOf(admin), { ownerId: installer.organisation?.id, name: "X", gridArea }, file),
  ).rejects.toMatchObject({
    code: "invalid",
    detail: { faults: [{ path: "Ukendt", code: "unknown_case_type" }] },
  });
});

test.each(["da", "en"] as const)("the template's own samples are seeded as they are, %s", async (locale) => {
  const { admin, installer, gridArea } = await aWorld();
  const { bytes, fileName } = await downloaded(await seedTemplate(ctxOf(admin), locale));
  const { projectId, ...made } = await seedProjectFromWorkbook(
    ctxOf(admin),
    { ownerId: installer.organisation?.id, name: `Prøve ${locale}`, gridArea },
    { name: fileName, bytes },
  );
  expect(made).toEqual({ groups: 4, cases: 12 });
  const cases = await allCases(ctxOf(installer), projectId, {}, 100);
  expect(cases.find(({ address }) => address === "Kirkevej 1, st. th, 2740 Skovlunde")).toMatchObject({
    caseType: "youth_elderly_care",
    fields: { floorArea: 38, housingKind: "youth", ampere: 10, payerSameAsCustomer: true },
  });
});

test("the template stars what every sheet needs, and has lists to pick from", async () => {
  const { admin } = await aWorld();
  const { bytes } = await downloaded(await seedTemplate(ctxOf(admin), "da"));
  const [business, , , care, guide] = await readSheets(bytes, "a.xlsx");
  const starred = (sheet = business) =>
    sheet?.rows[0]?.cells
      .filter((head) => String(head).endsWith(" *"))
      .map((head) => String(head).slice(0, -2));
  expect(starred()).toEqual([
    "Sagstype",
    "Vejnavn",
    "Husnr.",
    "Postnr.",
    "Ønsket tilslutningsdato",
    "Målertype",
    "Målerplacering",
    "Anvendelse",
    "Stikledning",
    "Kundens navn",
    "Kundens CVR-nr.",
    "Kundens e-mail",
    "Kunden betaler",
  ]);
  expect(starred(care)).toContain("Boligareal (m²)");
  expect(guide?.rows.find(({ cells }) => cells[0] === "Boligform")?.cells).toEqual([
    "Boligform",
    "Ung, ældre eller pleje",
    "Ung, ældre eller pleje",
    "Ungdomsbolig, Ældrebolig, Plejebolig",
  ]);
  const xml = strFromU8(unzipSync(bytes)["xl/worksheets/sheet4.xml"] ?? new Uint8Array());
  expect([...xml.matchAll(/<formula1>"([^"]*)"/g)].map(([, list]) => list)).toEqual([
    expect.stringMatching(/^kl,st,1/),
    "tv,mf,th",
    expect.stringMatching(/^6,10,13/),
    "1,3",
    "Udendørs skab,Tavlerum,I boligen/lokalet,Andet",
    "Ungdomsbolig,Ældrebolig,Plejebolig",
    "Ny,Eksisterende,Fælles",
    "Ja,Nej",
  ]);
});

test("what one row of a seed says holds for that row; what the first says of the group, for the group", async () => {
  const { admin, installer, gridArea } = await aWorld();
  const heads = [
    "Sagstype",
    "Vejnavn",
    "Husnr.",
    "Postnr.",
    "Leveringsomfang (A)",
    "Ønsket tilslutningsdato",
  ];
  const ofGroup = [
    "Antal etager",
    "Målerplacering",
    "Stikledning",
    "Kundens navn",
    "Kundens e-mail",
    "Betaler er samme som kunde",
  ];
  const said = [4, "Tavlerum", "Ny", "Foreningen", "b@b.example", "Ja"];
  const rows = [1, 2, 3, 4].map((n) => {
    const own = ["Lejlighed", "Seedvej", n, "2740", n === 3 ? 25 : null, n === 1 ? "2027-03-01" : null];
    return [...own, ...(n === 1 ? said : n === 4 ? [6, null, null, "Ejeren"] : [])];
  });
  const seed = (some: unknown[][], name = "Blok") =>
    seedProjectFromWorkbook(
      ctxOf(admin),
      { ownerId: installer.organisation?.id, name: "Rækkers egne", gridArea },
      { name: "x.xlsx", bytes: bytesOf({ [name]: some }) },
    );
  // A title above the headers is no header.
  const { projectId } = await seed([["Solbakken"], [...heads, ...ofGroup], ...rows]);
  const cases = await allCases(ctxOf(installer), projectId, {}, 10);
  expect(
    cases.map(({ fields }) => [fields.ampere, fields.storeys, fields.customerName, fields.connectionDate]),
  ).toEqual([
    [16, 4, "Foreningen", "2027-03-01"],
    [16, 4, "Foreningen", "2027-03-01"],
    [25, 4, "Foreningen", "2027-03-01"],
    [16, 6, "Ejeren", "2027-03-01"],
  ]);
});

test("a seed asks nobody: what is hidden or merged in it is an error", async () => {
  const { admin, installer, gridArea } = await aWorld();
  const rows = rowsXml([
    ["Sagstype", "Vejnavn", "Husnr.", "Postnr."],
    ["Lejlighed", "Seedvej", "1", "2740"],
    ["Lejlighed", "Seedvej", "2", "2740"],
  ]);
  const seed = (sheet: object) =>
    seedProjectFromWorkbook(
      ctxOf(admin),
      { ownerId: installer.organisation?.id, name: "Skjult", gridArea },
      { name: "x.xlsx", bytes: workbook({ sheets: [{ name: "Blok", xml: worksheet(rows), ...sheet }] }) },
    );
  await expect(seed({ state: "hidden" })).rejects.toMatchObject({
    detail: { faults: [{ path: "Blok", code: "hidden_sheet" }] },
  });
  await expect(
    seed({ xml: worksheet(rows.replace('<row r="3"', '<row r="3" hidden="1"')) }),
  ).rejects.toMatchObject({
    detail: {
      extra: { problems: expect.arrayContaining([expect.objectContaining({ row: 3, code: "hidden_row" })]) },
    },
  });
});

test.each([
  ["N".repeat(50_000), "N".repeat(100), "too_long"],
  [`Blok${"\u0301".repeat(40)}`, undefined, "forbidden_characters"],
])("the name of a sheet is that of a group, and no longer: %#", async (name, path, code) => {
  const { admin, installer, gridArea } = await aWorld();
  const rows = [
    ["Sagstype", "Vejnavn"],
    ["Lejlighed", "Engvej"],
  ];
  const file = { name: "x.xlsx", bytes: workbook({ sheets: [sheetOf(rows, name)] }) };
  await expect(
    seedProjectFromWorkbook(ctxOf(admin), { ownerId: installer.organisation?.id, name: "X", gridArea }, file),
  ).rejects.toMatchObject({ code: "invalid", detail: { faults: [{ ...(path && { path }), code }] } });
});

test("only an open installer company with somebody in it can be given a project", async () => {
  const { admin, dso, gridArea } = await aWorld();
  const empty = await anOrganisation("installer");
  for (const [ownerId, code] of [
    [dso.organisation?.id, "unknown_organisation"],
    [empty.id, "no_installer"],
    ["00000000-0000-4000-8000-000000000000", "unknown_organisation"],
  ]) {
    await expect(
      seedProject(ctxOf(admin), { ownerId, name: "X", gridArea, groups: [] }),
    ).rejects.toMatchObject({ code: "invalid", detail: { faults: [{ path: "ownerId", code }] } });
  }
});

test("demo projects come at the press of a button and go again, and nothing else goes with them", async () => {
  const { admin, installer, projectId } = await aProjectWithCases(3);
  const made = await createDemoProjects(ctxOf(admin), {
    ownerId: installer.organisation?.id,
    projects: 2,
    groups: 3,
    cases: 11,
  });
  expect(made).toEqual({ projects: 2, cases: 66 });
  expect((await listProjects(ctxOf(installer), {})).projects).toHaveLength(3);
  const removed = await removeDemoProjects(ctxOf(admin));
  expect(removed).toEqual({ projects: 2, cases: 66 });
  const events = await rowsOf<{ subject: string; n: number }>(
    testDb(),
    sql`select subject, count(*)::int as n from history_events e join operations o on o.id = e.operation_id
      where o.action = 'remove_demo_projects' group by 1 order by 1`,
  );
  expect(events).toEqual([
    { subject: "case", n: 66 },
    { subject: "project", n: 2 },
  ]);
  expect((await listProjects(ctxOf(installer), {})).projects.map(({ id }) => id)).toEqual([projectId]);
  expect(await removeDemoProjects(ctxOf(admin))).toEqual({ projects: 0, cases: 0 });
});

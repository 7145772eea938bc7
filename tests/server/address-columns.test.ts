import { importCases } from "@/lib/server/imports/import-file";
import { aGroup, aProject, aWorld, ctxOf, FIELDS } from "../support/factories";

let groupId: string;
let installer: Awaited<ReturnType<typeof aWorld>>["installer"];
beforeAll(async () => {
  const world = await aWorld();
  installer = world.installer;
  groupId = await aGroup(installer, await aProject(installer, world.gridArea), "apartment");
});

type Chosen = Record<string, string>;
const check = (csv: string, columns?: Chosen) =>
  importCases(
    ctxOf(installer),
    groupId,
    { name: "a.csv", bytes: Buffer.from(csv) },
    { fields: FIELDS.apartment, mode: "check", ...(columns && { columns }) },
  );
const read = async (csv: string, columns?: Chosen) => {
  const { addresses, problems, unknownColumns } = await check(csv, columns);
  return {
    addresses: addresses.map(({ address }) => address),
    problems: problems.map(({ row, field, code }) => `${row} ${field} ${code}`),
    unknownColumns,
  };
};
const AT = (...parts: string[]) => parts.map((part) => `Søndervangen ${part}, 2740 Skovlunde`);

test.each<[string, string, string[]]>([
  ["Vejnavn;Husnr.;Bogstav;Postnr.", "Søndervangen;12;A;2740\nSøndervangen;14;b;2740", AT("12A", "14B")],
  ["Vejnavn;Hus nr.;Litra;Postnr.", "Søndervangen;12A;A;2740\nSøndervangen;14;;2740", AT("12A", "14")],
  [
    "Vejnavn;Husnr.;Etage/dør;Postnr.",
    "Søndervangen;12;1. tv;2740\nSøndervangen;14;st. th;2740",
    AT("12, 1. tv", "14, st. th"),
  ],
  [
    "Vejnavn;Husnr.;Etage og dør;Postnr.",
    "Søndervangen;12;1-3;2740\nSøndervangen;14;st/tv;2740",
    AT("12, 1. 3", "14, st. tv"),
  ],
  [
    "Vejnavn;Husnr.;Lejlighed;Postnr.",
    "Søndervangen;12;1. tv;2740\nSøndervangen;14;st. th;2740",
    AT("12, 1. tv", "14, st. th"),
  ],
  ["Vejnavn;Husnr.;Etage;Postnr.", "Søndervangen;12;1. tv;2740", AT("12, 1. tv")],
  [
    "Vejnavn;Husnr.;Etage;Dør;Postnr.",
    "Søndervangen;12;;1. tv;2740\nSøndervangen;14;2;2. th;2740",
    AT("12, 1. tv", "14, 2. th"),
  ],
  ["Vejnavn;Husnr.;Postnr. og by", "Søndervangen;12;2740 Skovlunde", AT("12")],
  ["Vejnavn;Husnr.;Postnr./By", "Søndervangen;12;2740 Skovlunde", AT("12")],
  ["Vejnavn;Husnr.;Postnr. & by", "Søndervangen;12;2740", AT("12")],
  ["Vejnavn;Husnr.;Postnr.;By", "Søndervangen;12;2740;2740 Skovlunde", AT("12")],
  ["Vej\u00ADnavn;Hus\u200Bnr.;Post\u00ADnr.", "Søndervangen;12;2740", AT("12")],
  ['Vejnavn;"Hus-\nnummer";"Post-\nnummer"', "Søndervangen;12;2740", AT("12")],
  ["VEJNAVN;HUS NR.;ETAGE;DØR;POST NR.;BY", "Søndervangen;12;ST;TV;2740;Skovlunde", AT("12, st. tv")],
  ["Vejnavn;Husnr.;Etage/sal;Dør/side;Postnr.", "Søndervangen;12;st;tv;2740", AT("12, st. tv")],
  [
    "Adresse",
    '"Søndervangen 12, st. tv, 2740 Skovlunde"\n"Søndervangen 14 B, 1. th, 2740 Skovlunde"',
    AT("12, st. tv", "14B, 1. th"),
  ],
  [
    "Adresse;Postnr;By",
    '"Søndervangen 12, st. tv";2740;Skovlunde\nSøndervangen 14;2740;Skovlunde',
    AT("12, st. tv", "14"),
  ],
  [
    "Nr.;Adresse;Postnr.;By",
    "1;Søndervangen 12;2740;Skovlunde\n2;Søndervangen 14;2740;Skovlunde",
    AT("12", "14"),
  ],
  ["Lb.nr.;Adresse;Postnr.", "1;Søndervangen 12;2740", AT("12")],
  ["Nr.;Adresse;Postnr.", "12;Søndervangen 12;2740\n14;Søndervangen 14;2740", AT("12", "14")],
  ["Nr.;Vej;Postnr.", "12;Søndervangen;2740\n14;Søndervangen;2740", AT("12", "14")],
  ["Vejnavn;Husnr.;Postnr.", "Søndervangen 12;12;2740", AT("12")],
  ["Vejnavn;Husnr.;Postnr.", '"Søndervangen 12 a";12A;2740', AT("12A")],
  ["Adresse;Husnr.;Postnr.", '"Søndervangen 12, 1. tv";12;2740', AT("12, 1. tv")],
  [
    "Vejnavn;Husnr.;Postnr.;E-mailadresse;Fakturaadresse",
    "Søndervangen;12;2740;a@b.dk;Kontorvej 1",
    AT("12"),
  ],
  [
    "Kundeadresse;Postnr.;By;Vejnavn;Husnr.;Postnr.;By",
    "Kontorvej 1;1050;København K;Søndervangen;12;2740;Skovlunde",
    AT("12"),
  ],
  ["Vejnavn;Nr.;Bogst.;Et.;Dør;Postnr.", "Søndervangen;12;A;1;tv;2740", AT("12A, 1. tv")],
  ["Vejnavn;Husnr.;Etg.;Sidebetegnelse;Postnr.", "Søndervangen;12;1;tv;2740", AT("12, 1. tv")],
  [
    "Beliggenhed;Postnr.",
    "Søndervangen 12 1. tv;2740\nSøndervangen 14 st th;2740",
    AT("12, 1. tv", "14, st. th"),
  ],
  ["Adresse, etage og dør;Postnr./by", '"Søndervangen 12, 1.tv";2740 Skovlunde', AT("12, 1. tv")],
  [
    "Adresse",
    '"Søndervangen nr. 12, 1.tv, DK-2740 Skovlunde"\n"Søndervangen 14, 2740 Skovlunde, Danmark"\nSøndervangen 16 1 th 2740 Skovlunde',
    AT("12, 1. tv", "14", "16, 1. th"),
  ],
  [
    "Vejnavn;Husnr.;Postnr.",
    "Søndervangen nr. 12;12;2740\nSøndervangen 14 1. tv;14;2740",
    AT("12", "14, 1. tv"),
  ],
  ["Vejnavn;Husnr.;Postnr.;Adresse", 'Søndervangen;12;2740;"Søndervangen 12, 2740 Skovlunde"', AT("12")],
])("%j is read whole", async (header, body, addresses) => {
  expect(await read(`${header}\n${body}\n`)).toMatchObject({ addresses, problems: [] });
});

test.each<[string, string, string[]]>([
  ["Vejnavn;Husnr.;Postnr.", "Søndervangen 12;14;2740", ["2 street parts_disagree"]],
  ["Vejnavn;Husnr.;Etage;Postnr.", '"Søndervangen 12, 1. tv";12;2;2740', ["2 street parts_disagree"]],
  ["Vejnavn;Husnr.;Postnr.;By", "Søndervangen;12;2740;2750 Ballerup", ["2 city parts_disagree"]],
  ["Vejnavn;Husnr.;Postnr.;By", "Søndervangen;12;2740 Skovlunde;Ballerup", ["2 postcode parts_disagree"]],
  ["Vejnavn;Husnr.;Bogstav;Postnr.", "Søndervangen;12A;B;2740", ["2 houseNo not_a_house_number"]],
])("%j: %j is an error", async (header, body, problems) => {
  expect(await read(`${header}\n${body}\n`)).toMatchObject({ addresses: [], problems });
});

test.each<[string, string, string]>([
  ["Vejnavn;Husnr.;Opgang;Postnr.", "Søndervangen;12;A;2740", "Opgang"],
  ["Vejnavn;Husnr.;Lejlighed;Postnr.", "Søndervangen;12;Lejl. 4;2740", "Lejlighed"],
  ["Side;Vejnavn;Husnr.;Etage;Postnr.", "1;Søndervangen;12;1;2740\n1;Søndervangen;14;1;2740", "Side"],
  ["Vejnavn;Husnr.;Etage;Etage/dør;Postnr.", "Søndervangen;12;1;1. tv;2740", "Etage/dør"],
  ["Vejnavn;Husnr.;Placering;Postnr.", "Søndervangen;12;1. tv;2740\nSøndervangen;14;st th;2740", "Placering"],
  ["Vejnavn;Husnr.;X;Postnr.", "Søndervangen;12;A;2740\nSøndervangen;14;B;2740", "X"],
  ["Vejnavn;Husnr.;;Postnr.", "Søndervangen;12;A;2740\nSøndervangen;14;B;2740", "(C)"],
  ["Vejnavn;Husnr.;Postnr.", "Søndervangen;12;2740;1. tv\nSøndervangen;14;2740", "(D)"],
  ["Vejnavn,Husnr.,Postnr.,Boligareal", "Søndervangen,12,2740,52,5", "(E)"],
  ["Vejnavn;Husnr.;Lejl.nr.;Postnr.", "Søndervangen;12;1;2740\nSøndervangen;14;2;2740", "Lejl.nr."],
  ["Vejnavn;Husnr.;Ejerlejlighed;Postnr.", "Søndervangen;12;17;2740", "Ejerlejlighed"],
  ["Vejnavn;Husnr.;Tillæg;Postnr.", "Søndervangen;12;1.th;2740\nSøndervangen;14;st.tv;2740", "Tillæg"],
  ["Vejnavn;Husnr.;Stuen/1. sal;Postnr.", "Søndervangen;12;st;2740\nSøndervangen;14;1;2740", "Stuen/1. sal"],
  ["Gade;Nr;Postnr;Sted", "Kontorvej;1;2740;Søndervangen 12\nKontorvej;3;2740;Søndervangen 14", "Sted"],
])(
  "%j: what is left unread and may be part of the address must be acknowledged",
  async (header, body, left) => {
    const { problems, ready, unknownColumns } = await check(`${header}\n${body}\n`);
    expect(problems.filter(({ row }) => row === null)).toMatchObject([
      { code: "column_not_read", severity: "warning", value: left },
    ]);
    expect([ready, unknownColumns]).toEqual([0, [left]]);
  },
);

test.each<[string, string]>([
  ["Søndervangen 12-14", "street_holds_more"],
  ["12 Søndervangen", "street_holds_more"],
  ["Søndervangen (12)", "street_holds_more"],
  ["Søndervangen, 2740 Skovlunde", "street_holds_more"],
  ["Søndervangen st. tv", "street_holds_more"],
  ["c/o Hansen Søndervangen", "street_holds_more"],
  ["NULL", "not_a_street"],
  ["samme", "not_a_street"],
  ["som ovenfor", "not_a_street"],
  ["- Søndervangen", "not_a_street"],
  ["+A2", "not_a_street"],
  ["@SUM(A1)", "not_a_street"],
])("the street »%s« is told: %s", async (street, code) => {
  const { problems } = await check(`Vejnavn;Husnr.;Postnr.\n"${street}";12;2740\n`);
  expect(problems.map((one) => one.code)).toEqual([code]);
});

test.each([
  "10. Februar Vej",
  "4. Række",
  "Vej 3",
  "Christian 10.s Vej",
  "HF Solvang 7",
  "Attemosevej",
  "Sankt Hans’ Vej",
])("the street »%s« is one", async (street) => {
  expect((await read(`Vejnavn;Husnr.;Postnr.\n"${street}";12;2740\n`)).problems).toEqual([]);
});

test("what counts the rows is no column of house numbers until somebody says so", async () => {
  const csv = "Nr.;Vej;Postnr.\n1;Søndervangen;2740\n2;Nygade;2740\n3;Bygaden;2740\n";
  await expect(check(csv)).rejects.toMatchObject({
    code: "missing_columns",
    detail: { params: { columns: "houseNo" } },
  });
  expect((await read(csv, { houseNo: "Nr." })).addresses).toHaveLength(3);
});

test.each(["NULL", "-", "n/a", "None", "do.", "tvth"])("the door »%s« is none", async (door) => {
  const { problems } = await check(`Vejnavn;Husnr.;Etage;Dør;Postnr.\nSøndervangen;12;1;${door};2740\n`);
  expect(problems.map((one) => one.code)).toEqual(["not_a_door"]);
});

test("a column that says nothing of the address is only named", async () => {
  expect(await read("Vejnavn;Husnr.;Postnr.;Kunde;Telefon\nSøndervangen;12;2740;A;33123456\n")).toEqual({
    addresses: AT("12"),
    problems: [],
    unknownColumns: ["Kunde", "Telefon"],
  });
});

const asked = (csv: string, columns?: Chosen) =>
  check(csv, columns).then(
    () => "read",
    (error) => [error.code, error.detail.extra?.ambiguous],
  );

test("of two addresses in a row it is asked which, and the other parts follow the street", async () => {
  const twice =
    "Vejnavn;Husnr.;Postnr.;Vejnavn;Husnr.;Postnr.\nKontorvej;1;2740;Søndervangen;12;2740\nKontorvej;1;2740;Søndervangen;14;2740\n";
  expect(await asked(twice)).toEqual([
    "ambiguous_columns",
    {
      street: ["Vejnavn (A)", "Vejnavn (D)"],
      houseNo: ["Husnr. (B)", "Husnr. (E)"],
      postcode: ["Postnr. (C)", "Postnr. (F)"],
    },
  ]);
  const chosen = await check(twice, { street: "Vejnavn (D)" });
  expect(chosen.addresses.map(({ address }) => address)).toEqual(AT("12", "14"));
  expect(chosen.columns).toMatchObject({
    street: "Vejnavn (D)",
    houseNo: "Husnr. (E)",
    postcode: "Postnr. (F)",
  });
  expect(chosen.unknownColumns).toEqual(["Vejnavn (A)", "Husnr. (B)", "Postnr. (C)"]);

  const named =
    "Kunde;Vejnavn;Husnr.;Postnr.;By;Installation vej;Installation nr.;Installation postnr.\nA;Kontorvej;1;2750;Ballerup;Søndervangen;12;2740\n";
  expect(await asked(named)).toEqual([
    "ambiguous_columns",
    {
      street: ["Vejnavn", "Installation vej"],
      houseNo: ["Husnr.", "Installation nr."],
      postcode: ["Postnr.", "Installation postnr."],
    },
  ]);
  expect(await read(named, { street: "Installation vej" })).toMatchObject({
    addresses: AT("12"),
    problems: [],
  });
  const office = named.replace("2750;Ballerup", "2740;Skovlunde");
  expect((await read(office, { street: "Vejnavn" })).addresses).toEqual(["Kontorvej 1, 2740 Skovlunde"]);
});

test.each([
  ["Vejnavn (kunde);Vejnavn (installation);Husnr.;Postnr.\nKontorvej;Søndervangen;12;2740\n", ["street"]],
  ["Adresse;Vejnavn;Husnr.;Postnr.\nKontorvej 1;Søndervangen;12;2740\n", ["street"]],
  ["Vejnavn;Husnr.;Husnr.;Postnr.\nSøndervangen;12;14;2740\n", ["houseNo"]],
  ["Vejnavn;Husnr.;Postnr.;Bemærkning;Bemærkninger;Bemærkninger\nSøndervangen;12;2740;a;b;c\n", ["remarks"]],
  ["Adresse 1;Adresse 2;Postnr.\nKontorvej 1;Søndervangen 12;2740\n", ["street"]],
])("%j is asked about", async (csv, keys) => {
  const [code, ambiguous] = await asked(csv);
  expect([code, Object.keys(ambiguous as object)]).toEqual(["ambiguous_columns", keys]);
});

test("columns that say the same, or nothing, are not asked about", async () => {
  expect(await read("Vejnavn;Husnr.;Husnr.;Postnr.\nSøndervangen;12;12;2740\n")).toMatchObject({
    addresses: AT("12"),
  });
  expect(await read("Vejnavn;Husnr.;Husnr.;Postnr.\nSøndervangen;;12;2740\n")).toMatchObject({
    addresses: AT("12"),
  });
});

test("every part that is read from elsewhere is told as a repair, and a mended one no longer", async () => {
  const csv =
    "Vejnavn;Husnr.;Bogstav;Etage/dør;Postnr.\nSøndervangen 12;12;;1. tv;2740\nSøndervangen;14;B;;2740\n";
  expect((await check(csv)).repairs).toEqual([
    { row: 2, field: "floor", from: "1. tv", to: "1. | tv", code: "split" },
    { row: 2, field: "street", from: "Søndervangen 12", to: "Søndervangen", code: "repeated" },
    { row: 2, field: "floor", from: "1.", to: "1", code: "spelling" },
    { row: 3, field: "houseNo", from: "14 + B", to: "14B", code: "joined" },
  ]);
  const mended = await importCases(
    ctxOf(installer),
    groupId,
    { name: "a.csv", bytes: Buffer.from(csv) },
    {
      fields: FIELDS.apartment,
      mode: "check",
      overrides: [{ row: 3, field: "houseNo", value: "16" }],
      omit: [2],
    },
  );
  expect([mended.addresses, mended.repairs]).toEqual([[{ row: 3, address: AT("16")[0] }], []]);
});

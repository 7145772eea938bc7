import { mapHeaders } from "@/lib/domain/fields/header-map";
import { headerMeaning, headerNames, knownHeaders } from "@/lib/domain/fields/header-names";
import { cellText, columnLetters } from "@/lib/domain/fields/sheet-columns";

const LABELS = {
  street: ["Vejnavn", "Street"],
  houseNo: ["Husnr.", "House no."],
  floor: ["Etage", "Floor"],
  door: ["Dør", "Door"],
  postcode: ["Postnr.", "Postcode"],
  city: ["By", "Town"],
  remarks: ["Bemærkninger", "Remarks"],
};
const map = (head: string, rows: readonly string[] = [], chosen: Record<string, string> = {}) => {
  const cells = rows.map((row) => row.split(";"));
  const { keys, ...read } = mapHeaders("apartment", head.split(";"), LABELS, chosen, cells);
  return { keys: keys.map((key) => key ?? "-").join(" "), ...read };
};

test.each([
  ["Vejnavn", "street own "],
  ["Vejnavn *", "street own "],
  ["Vejnavn (uden nr)", "street own "],
  ["street", "street own "],
  ["Gadenavn", "street common "],
  ["Hus-\nnummer", "houseNo common "],
  ["Post- \r\n\n nummer", "postcode common "],
  ["Post-\nnummer og by", "postcodeCity common "],
  ["Post- \r\n\n  nummer og by", "postcodeCity common "],
  ["Nr.", "houseNo weak "],
  ["Side", "door weak "],
  ["Farve", "- common "],
  ["Litra", "letter common "],
  ["Vej/gade", "street common "],
  ["Etage/sal", "floor common "],
  ["Husnr. og bogstav", "houseNo common "],
  ["Etg./dør *", "floorDoor common "],
  ["Etg. og dør", "floorDoor common "],
  ["Floor and door", "floorDoor common "],
  ["Etage / dør", "floorDoor common "],
  ["Postnr. & by", "postcodeCity common "],
  ["Postnr. og bynavn", "postcodeCity common "],
  ["Adresse, etage og dør", "street common "],
  ["Vejnavn og husnr.", "street common "],
  ["Kundeadresse", "street common kunde"],
  ["Kunde vejnavn", "street common kunde"],
  // With and without the linking s.
  ["Installationsadresse", "street common installation"],
  ["Installation vej", "street common installation"],
  ["Virksomhedsadresse", "street common virksomhed"],
  ["Gas adresse", "street common gas"],
  ["Anlægssted adresse", "street common anlægssted"],
  ["Kundehusnr.", "houseNo common kunde"],
  ["Installation nr.", "houseNo common installation"],
  ["Kundepostnr.", "postcode common kunde"],
  ["Adresse 2", "street common 2"],
  ["Client street", "street common client"],
  ["Client address", "street common client"],
  ["Kundegadenavn", "street common kunde"],
  ["Kundehusnummer", "houseNo common kunde"],
  ["Kunde sal", "floor common kunde"],
  ["Kunde dør", "door common kunde"],
  ["Client postcode", "postcode common client"],
  ["Kundebynavn", "city common kunde"],
  ["Kunde by", "city common kunde"],
  ["Client town", "city common client"],
  ["Mailadresse", "- common "],
  ["Ny installation, adresse", "street common nyinstallation"],
  ["E-mailadresse", "- common "],
  ["IP adresse", "- common "],
  ["Adressekode", "- common "],
  // »By« is too short to end a word that somebody owns.
  ["Landsby", "- common "],
])("the header %j means %j", (header, meaning) => {
  const { key = "-", rank, whose } = headerMeaning(header, knownHeaders("apartment", LABELS));
  expect(`${key} ${rank} ${whose}`).toBe(meaning);
});

test("keys and what people write are names of headers", () =>
  expect(headerNames()).toEqual(expect.arrayContaining(["street", "vej", "letter", "litra", "postnrby"])));

test.each<[unknown, string]>([
  [" 12 A ", "12 A"],
  [12, "12"],
  [{ shown: "12 A" }, "12 A"],
  [{ date: "2027-03-01" }, ""],
  [{ error: "#N/A" }, ""],
  [true, ""],
  [null, ""],
  [undefined, ""],
])("the text of the cell %j is %j", (cell, text) => expect(cellText(cell)).toBe(text));

test.each([
  [0, "A"],
  [25, "Z"],
  [26, "AA"],
  [51, "AZ"],
  [52, "BA"],
  [701, "ZZ"],
  [702, "AAA"],
])("column %j is %s", (at, letters) => expect(columnLetters(at)).toBe(letters));

type Told = Partial<ReturnType<typeof mapHeaders>>;
test.each<[string, string[], string, Told?]>([
  [
    "Vejnavn;Husnr.;Bogstav;Postnr.",
    ["Søndervangen;12;A;2740"],
    "street houseNo letter postcode",
    { columns: { street: "Vejnavn", houseNo: "Husnr. + Bogstav", postcode: "Postnr." }, missing: [] },
  ],
  [
    "Vejnavn;Husnr.;Etage/dør;Postnr. og by",
    ["Søndervangen;12;1. tv;2740 Skovlunde"],
    "street houseNo floorDoor postcodeCity",
    {
      columns: {
        street: "Vejnavn",
        houseNo: "Husnr.",
        floor: "Etage/dør",
        door: "Etage/dør",
        postcode: "Postnr. og by",
        city: "Postnr. og by",
      },
      missing: [],
    },
  ],
  [
    "Vejnavn;Husnr.;Postnr.;Postnr. og by",
    ["Søndervangen;12;2740;2740 Skovlunde"],
    "street houseNo postcode postcodeCity",
    { columns: { street: "Vejnavn", houseNo: "Husnr.", postcode: "Postnr.", city: "Postnr. og by" } },
  ],
  [
    "Adresse",
    ["Søndervangen 12, 2740 Skovlunde", "Søndervangen 14, 1. tv, 2740 Skovlunde"],
    "street",
    {
      isWhole: true,
      missing: [],
      columns: {
        street: "Adresse",
        houseNo: "Adresse",
        floor: "Adresse",
        door: "Adresse",
        postcode: "Adresse",
        city: "Adresse",
      },
    },
  ],
  ["Vejnavn;Postnr. og by", ["Nygade;2740 Skovlunde"], "street postcodeCity", { missing: ["houseNo"] }],
  ["Adresse", ["Nygade 12, 2740 Skovlunde", "Nygade 14"], "street", { isWhole: true, missing: [] }],
  ["Adresse;Opgang", ["Nygade 12, 2740;A", "Nygade 14, 2740;B"], "street -", { doubtful: ["Opgang"] }],
  ["Adresse", ["Søndervangen 12"], "street", { isWhole: true, missing: ["postcode"] }],
  // Half of them have a number; with fewer it is a column of streets.
  ["Vej;Postnr.", ["Søndervangen 12;2740", "Nygade;2740"], "street postcode", { isWhole: true, missing: [] }],
  [
    "Vej;Postnr.",
    ["Søndervangen 12;2740", "Nygade;2740", "Bygaden;2740", ";2740"],
    "street postcode",
    { isWhole: false, missing: ["houseNo"], columns: { street: "Vej", postcode: "Postnr." } },
  ],
  ["Vej;Postnr.", ["Søndervangen 12;2740", ";2740", ";2740"], "street postcode", { isWhole: true }],
  ["Vej;Postnr.", [";2740"], "street postcode", { isWhole: false }],
  ["Vejnavn;Husnr.", ["Søndervangen 12;12"], "street houseNo", { isWhole: false, missing: ["postcode"] }],
  // »Nr.«: house numbers, or a count.
  [
    "Nr.;Adresse;Postnr.",
    ["1;Søndervangen 12;2740", "2;Søndervangen 14;2740"],
    "- street postcode",
    { isWhole: true, unknown: ["Nr."], doubtful: [], missing: [] },
  ],
  [
    "Nr.;Adresse;Postnr.",
    ["12;Søndervangen 12;2740", "14;Søndervangen 14;2740"],
    "houseNo street postcode",
    { isWhole: false },
  ],
  [
    "Nr.;Adresse;Postnr.",
    ["12 a;Søndervangen 12A;2740", ";Søndervangen 14;2740"],
    "houseNo street postcode",
    { isWhole: false },
  ],
  ["Nr.;Vej;Postnr.", ["12;Nygade;2740", "14;Nygade;2740"], "houseNo street postcode"],
  [
    "Nr.;Vej;Postnr.",
    ["1;Nygade;2740", "2;Nygade;2740"],
    "- street postcode",
    { missing: ["houseNo"], doubtful: ["Nr."] },
  ],
  ["Nr.;Adresse", ["1;Nygade 1", "2;Nygade 3"], "- street", { isWhole: true }],
  ["Vejnavn;Husnr.", ["Nygade 12;14"], "street houseNo", { isWhole: false }],
  ["Husnr.;Vej;Postnr.", ["1;Nygade;2740", "2;Nygade;2740"], "houseNo street postcode"],
  ["Nr.;Vej;Postnr.", ["1;Nygade;2740", "3;Nygade;2740"], "houseNo street postcode"],
  ["Nr.;Vej;Postnr.", ["1;Nygade;2740"], "houseNo street postcode"],
  ["Nr.;Vej;Postnr.", [], "houseNo street postcode"],
  // »Side«: doors, or pages.
  [
    "Side;Vejnavn;Husnr.;Etage;Postnr.",
    ["1;Nygade;12;1;2740", ";Nygade;12;1;2740", "12;Nygade;14;1;2740"],
    "- street houseNo floor postcode",
    { doubtful: ["Side"] },
  ],
  [
    "Vejnavn;Husnr.;Sal;Side;Postnr.",
    ["Nygade;12;1;tv;2740", "Nygade;12;1;4;2740"],
    "street houseNo floor door postcode",
  ],
  ["Vejnavn;Husnr.;Sal;Side;Postnr.", ["Nygade;12;1;1/2;2740"], "street houseNo floor door postcode"],
  ["Vejnavn;Husnr.;Sal;Side;Postnr.", ["Nygade;12;1;dør 4;2740"], "street houseNo floor door postcode"],
  ["Vejnavn;Husnr.;Sal;Side;Postnr.", ["Nygade;12;1;;2740"], "street houseNo floor door postcode"],
  ["Vejnavn;Husnr.;Sal;Dør;Postnr.", ["Nygade;12;1;4;2740"], "street houseNo floor door postcode"],
  // »Lejlighed«: a floor and a door, or a number.
  [
    "Vejnavn;Husnr.;Lejlighed;Postnr.",
    ["Nygade;12;1. tv;2740", "Nygade;14;1. 4;2740", "Nygade;16;12 tv;2740"],
    "street houseNo floorDoor postcode",
  ],
  [
    "Vejnavn;Husnr.;Lejlighed;Postnr.",
    ["Nygade;12;1. tv;2740", "Nygade;14;Lejl. 4;2740"],
    "street houseNo - postcode",
    { doubtful: ["Lejlighed"] },
  ],
  [
    "Vejnavn;Husnr.;Lejl.nr.;Postnr.",
    ["Nygade;12;1. tv;2740", "Nygade;14;12;2740"],
    "street houseNo - postcode",
  ],
  ["Vejnavn;Husnr.;Bolig;Postnr.", ["Nygade;12;4.;2740"], "street houseNo - postcode"],
  ["Vejnavn;Husnr.;Etage/dør;Postnr.", ["Nygade;12;4;2740"], "street houseNo floorDoor postcode"],
  [
    "Vejnavn;Husnr.;Etage;Etage/dør;Postnr.",
    ["Nygade;12;1;1. tv;2740"],
    "street houseNo floor - postcode",
    { doubtful: ["Etage/dør"] },
  ],
  [
    "Vejnavn;Husnr.;Dør;Etage/dør;Postnr.",
    ["Nygade;12;tv;1. tv;2740"],
    "street houseNo door - postcode",
    { doubtful: ["Etage/dør"] },
  ],
  // Pieces that differ cannot be chosen between.
  [
    "Vejnavn;Husnr.;Bogstav;Bogstav;Postnr.",
    ["Nygade;12;A;B;2740"],
    "street houseNo - - postcode",
    { unknown: ["Bogstav (C)", "Bogstav (D)"], doubtful: ["Bogstav (C)", "Bogstav (D)"], ambiguous: {} },
  ],
  // Other people's addresses.
  [
    "Vejnavn;Husnr.;Postnr.;E-mailadresse;Fakturaadresse",
    ["Nygade;12;2740;a@b.dk;Kontorvej 1"],
    "street houseNo postcode - -",
    { unknown: ["E-mailadresse", "Fakturaadresse"], doubtful: [], ambiguous: {} },
  ],
  [
    "Kundeadresse;Postnr.;By;Vejnavn;Husnr.;Postnr.;By",
    ["Kontorvej 1;1050;København K;Nygade;12;2740;Skovlunde"],
    "- - - street houseNo postcode city",
    { ambiguous: {}, doubtful: [] },
  ],
  [
    "Fakturaadresse;Postnr.",
    ["Nygade 12;2740"],
    "street postcode",
    { isWhole: true, ambiguous: {}, missing: [] },
  ],
  [
    "Vejnavn;Husnr.;Postnr.;Vejnavn;Husnr.;Postnr.",
    ["Kontorvej;1;2740;Nygade;12;2740"],
    "street houseNo postcode - - -",
    {
      ambiguous: {
        street: ["Vejnavn (A)", "Vejnavn (D)"],
        houseNo: ["Husnr. (B)", "Husnr. (E)"],
        postcode: ["Postnr. (C)", "Postnr. (F)"],
      },
    },
  ],
  [
    "Kunde;Vejnavn;Husnr.;Postnr.;Installation vej;Installation nr.;Installation postnr.;Måler nr.",
    ["A;Kontorvej;1;2740;Nygade;12;2740;41001"],
    "- street houseNo postcode - - - -",
    {
      ambiguous: {
        street: ["Vejnavn", "Installation vej"],
        houseNo: ["Husnr.", "Installation nr."],
        postcode: ["Postnr.", "Installation postnr."],
      },
    },
  ],
  [
    "Adresse 1;Adresse 2;Postnr.",
    ["Kontorvej 1;Nygade 12;2740"],
    "street - postcode",
    { ambiguous: { street: ["Adresse 1", "Adresse 2"] } },
  ],
  [
    "Vejnavn;Husnr.;Postnr.;Adresse",
    ["Nygade;12;2740;Nygade 12, 2740 Skovlunde"],
    "street houseNo postcode -",
  ],
  ["Fakturaadresse;Vej;Nr.;Postnr.", [], "- street houseNo postcode"],
  // A postcode beside another street is read, for it says our town; a town, a floor or a door is that street's.
  [
    "Vejnavn;Husnr.;Kundeadresse;Postnr.;By",
    ["Nygade;12;Kontorvej 1;2740;Skovlunde"],
    "street houseNo - postcode -",
  ],
  [
    "By;Vejnavn;Husnr.;Postnr.;Kundeadresse;Bemærkninger",
    ["Skovlunde;Nygade;12;2740;Kontorvej 1;port 3"],
    "city street houseNo postcode - remarks",
  ],
  [
    "Kundeadresse;Etage;Vejnavn;Husnr.;Etage;Postnr.",
    ["Kontorvej 1;1;Nygade;12;2;2740"],
    "- - street houseNo floor postcode",
    { doubtful: [] },
  ],
  [
    "Vejnavn;Husnr.;Etage;Postnr.;Vejnavn;Husnr.;Etage;Postnr.",
    ["Kontorvej;1;1;2740;Nygade;12;2;2740"],
    "street houseNo floor postcode - - - -",
    {
      ambiguous: {
        street: ["Vejnavn (A)", "Vejnavn (E)"],
        houseNo: ["Husnr. (B)", "Husnr. (F)"],
        floor: ["Etage (C)", "Etage (G)"],
        postcode: ["Postnr. (D)", "Postnr. (H)"],
      },
    },
  ],
  [
    "Vejnavn;Husnr.;Etage;Postnr.;Naboens etage",
    ["Nygade;12;1;2740;2"],
    "street houseNo floor postcode -",
    { doubtful: [] },
  ],
  [
    "Vejnavn;Husnr.;Etage;Sal;Postnr.",
    ["Nygade;12;1;1;2740"],
    "street houseNo floor - postcode",
    { doubtful: ["Sal"] },
  ],
  [
    "Installation vej;Installation nr.;Postnr.;Installation etage;Installation sal;Sal",
    ["Nygade;12;2740;1;1;1"],
    "street houseNo postcode floor - -",
    { doubtful: ["Installation sal", "Sal"] },
  ],
  [
    "Vejnavn;Husnr.;Postnr.;Etage, dør og by",
    ["Nygade;12;2740;1. tv, Skovlunde"],
    "street houseNo postcode -",
    { doubtful: ["Etage, dør og by"] },
  ],
  ["Husnr.;Postnr.;Opgang", ["12;2740;A"], "houseNo postcode -", { missing: ["street"], doubtful: [] }],
  [
    "Vejnavn ;Husnr.;Postnr.",
    ["Nygade;12;2740;1. tv", "Nygade;14;2740"],
    "street houseNo postcode",
    { headers: ["Vejnavn", "Husnr.", "Postnr.", "(D)"], unknown: ["(D)"], doubtful: ["(D)"] },
  ],
  ["Vejnavn;Hus;Husnr.;Postnr.", ["Nygade;7;12;2740"], "street - houseNo postcode"],
  ["Vejnavn;Husnr.;Husnr.;Postnr.", ["Nygade;;12;2740", "Nygade;;;2740"], "street - houseNo postcode"],
  // Two columns that say the same, the one in other marks or with less.
  [
    "Vejnavn;Husnr.;Husnr.;Postnr.",
    ["Nygade;12 A;12a;2740"],
    "street houseNo - postcode",
    { ambiguous: {}, unknown: ["Husnr. (C)"], headers: ["Vejnavn", "Husnr. (B)", "Husnr. (C)", "Postnr."] },
  ],
  ["Vejnavn;Husnr.;Husnr.;Postnr.", ["Nygade;12;12A;2740"], "street houseNo - postcode", { ambiguous: {} }],
  ["Vejnavn;Husnr.;Husnr.;Postnr.", ["Nygade;12A;12;2740"], "street houseNo - postcode", { ambiguous: {} }],
  ["Vejnavn;Husnr.;Husnr.;Postnr.", ["Nygade;;12;2740"], "street - houseNo postcode", { ambiguous: {} }],
  [
    "Vejnavn;Husnr.;Husnr.;Postnr.",
    ["Nygade;12;12;2740", "Nygade;12;14;2740"],
    "street houseNo - postcode",
    { ambiguous: { houseNo: ["Husnr. (B)", "Husnr. (C)"] } },
  ],
  ["Nr.;Vejnavn;Husnr.;Postnr.", ["7;Nygade;12;2740"], "- street houseNo postcode", { ambiguous: {} }],
  ["Vejnavn;Nr.;Hus;Postnr.", ["Nygade;7;12;2740"], "street - houseNo postcode", { ambiguous: {} }],
  ["Vejnavn;;Husnr.", ["Nygade;;12"], "street - houseNo", { headers: ["Vejnavn", "Husnr."] }],
])("%j over %j is read as %j", (head, rows, keys, told = {}) => {
  const read = map(head, rows);
  expect(read).toEqual({ ...read, keys, ambiguous: {}, ...told });
});

test.each<[string, string[], Record<string, string>, string]>([
  ["Nr.;Vej;Postnr.", ["1;Nygade;2740", "2;Nygade;2740"], { houseNo: "Nr." }, "houseNo street postcode"],
  ["Side;Vej;Nr.;Postnr.", ["1;Nygade;12;2740"], { door: "Side" }, "door street houseNo postcode"],
  ["Vej;Opgang;Postnr.", ["Nygade;12;2740"], { houseNo: " Opgang " }, "street houseNo postcode"],
  ["Vej;Nr.;Postnr.", ["Nygade;12;2740"], { door: "Nr." }, "street door postcode"],
  [
    "Vejnavn;Husnr.;Postnr.;Vejnavn;Husnr.;Postnr.",
    ["Kontorvej;1;2750;Nygade;12;2740"],
    { street: "Vejnavn (D)" },
    "- - - street houseNo postcode",
  ],
  [
    "Vejnavn;Husnr.;Postnr.;Vejnavn;Husnr.;Postnr.",
    ["Kontorvej;1;2750;Nygade;12;2740"],
    { street: "Vejnavn (A)" },
    "street houseNo postcode - - -",
  ],
  [
    "Kunde;Vejnavn;Husnr.;Postnr.;By;Installation vej;Installation nr.;Installation postnr.",
    ["A;Kontorvej;1;2750;Ballerup;Nygade;12;2740"],
    { street: "Installation vej" },
    "- - - - - street houseNo postcode",
  ],
  [
    "Kunde;Vejnavn;Husnr.;Postnr.;By;Installation vej;Installation nr.;Installation postnr.",
    ["A;Kontorvej;1;2750;Ballerup;Nygade;12;2740"],
    { street: "Vejnavn" },
    "- street houseNo postcode city - - -",
  ],
])("%j over %j, with %j chosen, is read as %j", (head, rows, chosen, keys) => {
  const read = map(head, rows, chosen);
  expect([read.keys, read.ambiguous]).toEqual([keys, {}]);
});

const BESIDE = ["Nygade;12;2740", "Bygaden;14;2740"];
test.each<[string, string[], string[]]>([
  ["Opgang", ["A", "2"], ["Opgang"]],
  ["Ny opgang", ["17"], ["Ny opgang"]],
  ["Naboens etage", ["1", "2"], ["Naboens etage"]],
  ["X", ["tv", "", "", ""], ["X"]],
  ["Ejerlejlighed", ["17"], ["Ejerlejlighed"]],
  ["Lokationens plads", ["17"], ["Lokationens plads"]],
  ["Placering", ["1. tv", "st th"], ["Placering"]],
  ["Tillæg", ["1.th", "st.tv"], ["Tillæg"]],
  ["Stuen/1. sal", ["st", "1"], ["Stuen/1. sal"]],
  ["X", ["A", "B"], ["X"]],
  ["X", ["tv", "rød"], ["X"]],
  ["X", ["tv"], ["X"]],
  ["Sted", ["Søndervangen 12", "Nørreallé 3B, 2740"], ["Sted"]],
  ["", ["ja"], ["(D)"]],
  // Nothing of the address: one letter, one cell of many, an empty column, a customer's.
  ["X", ["A"], []],
  ["X", ["rød", "grøn"], []],
  ["X", ["rød", "grøn", "tv"], []],
  ["Sted", ["Søndervangen", "Nygade"], []],
  ["Opgang", ["", ""], []],
  ["", ["", ""], []],
  ["Kunde", ["Hansen", "Jensen"], []],
  ["Kundens etage", ["1", "2"], []],
  ["Faktura etage/dør", ["1. tv", "st. th"], []],
  ["Webadresse", ["a.dk", "b.dk"], []],
])("beside an address the column %j over %j may be part of it: %j", (head, cells, doubtful) =>
  expect(
    map(
      `Vejnavn;Husnr.;Postnr.;${head}`,
      cells.map((cell, i) => `${BESIDE[i % 2]};${cell}`),
    ).doubtful,
  ).toEqual(doubtful),
);

// Cells that look like a floor, a side or a letter, whatever stands above them.
test.each(
  "tv|th.|MF|1 tv|12. th|2. sal tv|2.sal th|1-tv|1 - tv|st, th|kl. mf|k1 tv|10 tv|st|stue|stuen|stuen.|kl.|1. sal|10. sal|2.sal|1. sal.|a|Å".split(
    "|",
  ),
)("a column of »%s« may be part of the address", (cell) => {
  const rows = BESIDE.map((row) => `${row};${cell}`);
  expect(map("Vejnavn;Husnr.;Postnr.;X", rows).doubtful).toEqual(["X"]);
});
test.each("atv|tv antenne|stald|vest|ab|kx tv|xy tv|xx. sal|køkken".split("|"))(
  "a column of »%s« is no part of the address",
  (cell) => {
    const rows = BESIDE.map((row) => `${row};${cell}`);
    expect(map("Vejnavn;Husnr.;Postnr.;X", rows).doubtful).toEqual([]);
  },
);

// Headers over cells that say nothing.
test.each(
  "Stue|Stuen|St.|Sal nord|Blok|Hustype|Byggeplads 2|Ejendom|Lokation|Indgang|Boligtype|Litra 2|Adr. 2".split(
    "|",
  ),
)("the header »%s« may be of a part of the address", (head) => {
  const rows = BESIDE.map((row) => `${row};x4`);
  expect(map(`Vejnavn;Husnr.;Postnr.;${head}`, rows).doubtful).toEqual([head]);
});
test.each(
  "Budget|Ettal|Universal|Salg|Rest|Startdag|Motorblok|Blokering|Varehus|Telefonnr|Nummerplade|Kvadrat|Pladskrav".split(
    "|",
  ),
)("the header »%s« is of no part of the address", (head) => {
  const rows = BESIDE.map((row) => `${row};x4`);
  expect(map(`Vejnavn;Husnr.;Postnr.;${head}`, rows).doubtful).toEqual([]);
});

// What people write above their columns, kept by hand.
test.each([
  ["street", "adr.|adressenavn|fuld adresse|hele adressen|address|adresselinje|adresselinje 1|beliggenhed"],
  ["street", "byggeplads|installationssted|vej|gade|gadenavn|adresse"],
  ["houseNo", "husnummer|hus|nr|nummer|house number"],
  ["letter", "bogstav|litra|husbogstav|husnr. bogstav|bogst.|letter"],
  ["floor", "sal|etagebetegnelse|etg|et.|etage nr.|etagenummer"],
  ["door", "side|dørbetegnelse|sidebetegnelse|sidedør|sidedør nr.|dør nr.|dørnummer"],
  ["floorDoor", "lejlighed|lejl.|lejl. nr.|lejlighedsnr.|lejlighedsnummer|bolig|boligbetegnelse|flat"],
  ["floorDoor", "etagedør|etageside|sal/dør|sal/side"],
  ["postcode", "postnummer|post nr|zip|zip code|postal code"],
  ["postcodeCity", "postnr. by|postadresse"],
  ["city", "bynavn|postdistrikt|postnr. navn|city"],
  ["cadastralNumber", "matrikel|matrikelnummer|matr. nr."],
  ["reference", "reference|ref.|egen ref."],
  ["floorArea", "areal|BBR areal|kvm|m2"],
  ["ampere", "ampere|sikring"],
  ["connectionDate", "tilslutningsdato|ønsket dato"],
  ["remarks", "bemærkning|note|kommentar"],
])("%s is called %s", (key, names) => {
  const known = knownHeaders("apartment", {});
  for (const name of names.split("|"))
    expect([name, headerMeaning(name, known)]).toMatchObject([name, { key, whose: "" }]);
});

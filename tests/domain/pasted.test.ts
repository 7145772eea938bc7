import { pastedAddresses } from "@/lib/domain/fields/pasted-addresses";
import { pastedCells } from "@/lib/domain/fields/pasted-cells";
import { pastedValues } from "@/lib/domain/fields/pasted-values";

test.each<[string, string[][]]>([
  [
    "a\tb\r\nc\td\r\n",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  [
    '1\t"Blok ""A"""\n2\tx',
    [
      ["1", 'Blok "A"'],
      ["2", "x"],
    ],
  ],
  [
    '1\t"Blok A\nport 3"\n2\tBlok B\n',
    [
      ["1", "Blok A port 3"],
      ["2", "Blok B"],
    ],
  ],
  ['"a\tb"\tc', [["a\tb", "c"]]],
  ['Blok "A"\t5" rør', [['Blok "A"', '5" rør']]],
  ['"åben\tb\nc', [['"åben', "b"], ["c"]]],
  ['"a" b\tc', [['"a" b', "c"]]],
  ['""\tb', [["", "b"]]],
  ["a\n\n\t\nb", [["a"], ["b"]]],
  ["\ta", [["", "a"]]],
  ["", []],
  ['5"\trør', [['5"', "rør"]]],
  ["a\rb", [["a"], ["b"]]],
  ["a\tb\t\n\n", [["a", "b"]]],
  ['"a"\n"b"\tc', [["a"], ["b", "c"]]],
  ['"Blok "A""\tc', [['"Blok "A""', "c"]]],
  ['" Blok A \n port 3 "\tc', [["Blok A port 3", "c"]]],
  ['"\nBlok A"', [["Blok A"]]],
  ["'0041", [["0041"]]],
  ["'A' blok", [["'A' blok"]]],
  ["Ca' d'Oro", [["Ca' d'Oro"]]],
  ["a;b\tc;d", [["a;b", "c;d"]]],
  ["Blok A; port 3\nBlok B", [["Blok A; port 3"], ["Blok B"]]],
  [
    "a;b\n \nc;d",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
])("%j is %j", (text, cells) => expect(pastedCells(text)).toEqual(cells));

const LABELS = {
  street: ["Vejnavn"],
  houseNo: ["Husnr."],
  floor: ["Etage"],
  door: ["Dør"],
  postcode: ["Postnr."],
  city: ["By"],
  reference: ["Egen reference"],
};
const COLUMNS = ["street", "houseNo", "floor", "door", "postcode", "city", "reference"];
const addresses = (text: string, column = 0) =>
  pastedAddresses(text, "apartment", LABELS, { columns: COLUMNS, column });
const line = (row: Record<string, string>) => COLUMNS.map((key) => row[key] ?? "").join("|");

test.each<[string, string[]]>([
  [
    "Vejnavn\tHusnr.\tDør\tEtage\tPostnr.\tBy\nSøndervangen\t12\t3\t1\t2740\tSkovlunde\nSøndervangen\t12\t4\t1\t2740\tSkovlunde",
    ["Søndervangen|12|1|3|2740|Skovlunde|", "Søndervangen|12|1|4|2740|Skovlunde|"],
  ],
  [
    "Søndervangen\t12\t\t\t2740\tSkovlunde\nSøndervangen 14\t\t\t\t2740\tSkovlunde\nSøndervangen\t16\t\t\t2740\tSkovlunde",
    [
      "Søndervangen|12|||2740|Skovlunde|",
      "Søndervangen 14||||2740|Skovlunde|",
      "Søndervangen|16|||2740|Skovlunde|",
    ],
  ],
  [
    'Søndervangen\t12\t1\ttv\t2740\tSkovlunde\t"Blok ""A"""',
    ['Søndervangen|12|1|tv|2740|Skovlunde|Blok "A"'],
  ],
  [
    'Søndervangen\t12\t1\ttv\t2740\tSkovlunde\t"Blok A\nport 3"\nSøndervangen\t14\t1\ttv\t2740\tSkovlunde\tBlok B',
    ["Søndervangen|12|1|tv|2740|Skovlunde|Blok A port 3", "Søndervangen|14|1|tv|2740|Skovlunde|Blok B"],
  ],
  ["Postnr.\tVej *\tHus nr.\tBogstav\n2740\tSøndervangen\t12\tA", ["Søndervangen|12A|||2740||"]],
  [
    "Nr.\tAdresse\tPostnr.\n1\tSøndervangen 12\t2740\n2\tSøndervangen 14\t2740",
    ["Søndervangen|12|||2740||", "Søndervangen|14|||2740||"],
  ],
  [
    "Søndervangen 12, 1. tv, 2740 Skovlunde\nSøndervangen 14, 2740 Skovlunde",
    ["Søndervangen|12|1.|tv|2740|Skovlunde|", "Søndervangen|14|||2740|Skovlunde|"],
  ],
  ["Vejnavn\nSøndervangen\nNørregade", ["Søndervangen||||||", "Nørregade||||||"]],
  ["", []],
  ["Søndervangen\t12\nNørregade\t14\t1\ttv", ["Søndervangen|12|||||", "Nørregade|14|1|tv|||"]],
  // A street »Gade« in a town »By«: a number stands where no header does.
  ["Gade\t12\t\t\t2740\tBy", ["Gade|12|||2740|By|"]],
  ["Vejnavn\tHusnr.\tBlok 2\nSøndervangen\t12\tx", ["Søndervangen|12|||||"]],
  [
    "Adresse\tEtage\tPostnr.\nSøndervangen 12, 1. tv\t\t2740\nSøndervangen 14\tst\t2740",
    ["Søndervangen|12|1.|tv|2740||", "Søndervangen|14|st||2740||"],
  ],
  [
    "Søndervangen 12A, 2740 Skovlunde\nSøndervangen 14",
    ["Søndervangen|12A|||2740|Skovlunde|", "Søndervangen|14|||||"],
  ],
  [
    "Adresse\tEtage\nSøndervangen 12, 1. tv\nSøndervangen 14, st. th",
    ["Søndervangen|12|1.|tv|||", "Søndervangen|14|st.|th|||"],
  ],
  ["Vejnavn\t\nSøndervangen\tx", ["Søndervangen||||||"]],
  // Only a single column is split.
  ["Søndervangen 12, 2740 Skovlunde\t12", ["Søndervangen 12, 2740 Skovlunde|12|||||"]],
  // Most lines are streets alone.
  [
    "Søndervangen 12, 2740 Skovlunde\nSøndervangen\nNørregade",
    ["Søndervangen 12, 2740 Skovlunde||||||", "Søndervangen||||||", "Nørregade||||||"],
  ],
])("%j is put in as %j", (text, rows) => {
  const read = addresses(text);
  expect(read.rows.map(line)).toEqual(rows);
  expect(read.ambiguous).toEqual([]);
});

test("a column that was not put in is told, and of two addresses none is put in", () => {
  expect(addresses("Vejnavn\tBygherre\tHusnr.\nNygade\tA\t1").left).toEqual(["Bygherre"]);
  expect(addresses("x\ty", 6).left).toEqual(["2"]);
  expect(addresses("x\t\ty", 6).left).toEqual(["3"]);
  expect(addresses("x\nx\ty", 6)).toStrictEqual({
    rows: [{ reference: "x" }, { reference: "x" }],
    left: ["2"],
    ambiguous: [],
  });
  expect(addresses("Vejnavn\tVejnavn\tBygherre\nNygade\tAgade\tB").ambiguous).toEqual(["street"]);
  expect(addresses("Vejnavn\tHusnr.\tVejnavn\nA-vej\t1\tB-vej")).toEqual({
    rows: [],
    left: [],
    ambiguous: ["street"],
  });
});

test("what is put in begins in the column where it is pasted", () => {
  expect(addresses("12\t1\ttv", 1).rows.map(line)).toEqual(["|12|1|tv|||"]);
  const whole = "Søndervangen 12, 2740 Skovlunde";
  expect(addresses(whole, 6).rows.map(line)).toEqual([`||||||${whole}`]);
});

const METER = [{ key: "meterNumber", label: "Målernr." }];
const BOTH = [...METER, { key: "meteringPointId", label: "Aftagenummer" }];
const CASES = [
  { id: "a", number: 10_001, address: "Søndervangen 12, st. tv, 2740 Skovlunde" },
  { id: "b", number: 10_002, address: "Søndervangen 12, 1. tv, 2740 Skovlunde" },
  { id: "c", number: 10_003, address: "Søndervangen 14, 2740 Skovlunde" },
];
const values = (text: string, columns = METER, row = 0, column = 0) =>
  pastedValues(text, columns, { row, column }, CASES);
const put = (text: string, columns = METER, row = 0, column = 0) => {
  const { by, changes, left } = values(text, columns, row, column);
  return {
    by,
    put: changes.map(([id, key, value]) => `${id} ${key === "meterNumber" ? "" : "P "}${value}`),
    left,
  };
};

test.each<[string, ReturnType<typeof put>]>([
  ["Målernummer\n41001\n41002\n41003", { by: "order", put: ["a 41001", "b 41002", "c 41003"], left: [] }],
  ["41001\n41002\n41003\n41004", { by: "order", put: ["a 41001", "b 41002", "c 41003"], left: ["41004"] }],
  ["10002\n10001", { by: "order", put: ["a 10002", "b 10001"], left: [] }],
  [
    "Sagsnr.\tMålernr.\n10003\tM3\n10001\tM1\n10009\tM9",
    { by: "number", put: ["c M3", "a M1"], left: ["10009 · M9"] },
  ],
  ["M3\t10003\nM1\t10001", { by: "number", put: ["c M3", "a M1"], left: [] }],
  [
    "Vejnavn\tHusnr.\tEtage\tDør\tMåler nr.\nSøndervangen\t14\t\t\tM3\nsøndervangen\t12\t1. sal\tTV\tM2\nSøndervangen\t12\t\t\tM9",
    { by: "address", put: ["c M3", "b M2"], left: ["Søndervangen · 12 · M9"] },
  ],
  [
    "Søndervangen 14, 2740 Skovlunde\tM3\nSøndervangen 12, st. tv\tM1",
    { by: "address", put: ["c M3", "a M1"], left: [] },
  ],
  [
    "Adresse\tMålernr.\nSøndervangen 14, 2750 Ballerup\tM3\nSøndervangen 14\tM4",
    { by: "address", put: ["c M4"], left: ["Søndervangen 14, 2750 Ballerup · M3"] },
  ],
  [
    "Sag\tMålernr.\n10001A\tM4\nX10002\tM5\n#10003\tM3\nSag 10001\tM1\nsag #10002\tM2",
    { by: "number", put: ["c M3", "a M1", "b M2"], left: ["10001A · M4", "X10002 · M5"] },
  ],
  ["Målernr.\tSag\nM3\t 10003 \nM1\t", { by: "number", put: ["c M3"], left: ["M1"] }],
  [
    "Målernr.\tPostnr.\tAdresse\tHusnr.\nM3\t2740\tSøndervangen\t14\nM4\t2740\tSøndervangen\t15",
    { by: "address", put: ["c M3"], left: ["M4 · 2740 · Søndervangen · 15"] },
  ],
  [
    "Søndervangen 14\tM3\nSøndervangen 12, 2. tv\tM1\n\tM2",
    { by: "address", put: ["c M3"], left: ["Søndervangen 12, 2. tv · M1", "M2"] },
  ],
  [
    "Adresse\tEtage\tMålernr.\nSøndervangen 12, 1. tv\t\tM2\nSøndervangen 14\t\tM3",
    { by: "address", put: ["b M2", "c M3"], left: [] },
  ],
  [
    "Street\tHouse no.\tFloor\tDoor\tPostcode\tTown\tMeter no\nSøndervangen\t12\t1\ttv\t2740\tSkovlunde\tM2",
    { by: "address", put: ["b M2"], left: [] },
  ],
  // Half of the cells are case numbers.
  ["10003\tM3\n10009\tM9", { by: "number", put: ["c M3"], left: ["10009 · M9"] }],
  ["Målernr.\tBemærkning\nM1\tkælder", { by: "order", put: ["a M1"], left: [] }],
  ["Skab A\nSkab B\nSkab 3", { by: "order", put: ["a Skab A", "b Skab B", "c Skab 3"], left: [] }],
  ["Elmåler\n41001\n\n\n41002", { by: "order", put: ["a 41001"], left: ["41002"] }],
  ["Sagsnr\tMålernr\n10001\tA\n10001\tB", { by: "number", put: ["a A"], left: ["10001 · B"] }],
])("%j", (text, expected) => expect(put(text)).toEqual(expected));

test.each([
  "Målerens nr.",
  "Serial number",
  "Meternr",
  "Måler ID",
  "Elmåler",
  "Ny måler",
  "Nummer",
  "Liste\nElmåler",
  "Målerliste 24-11-2026\nMålernr.",
])("%j above the numbers is no number", (head) => {
  const { changes, titles, left } = values(`${head}\n41001\n41002\n41003`);
  expect(changes.map(([id, , value]) => `${id} ${value}`)).toEqual(["a 41001", "b 41002", "c 41003"]);
  expect([titles.length > 0, left]).toEqual([true, []]);
});

test.each([
  "41001\n\n41003",
  "41001\r\n \r\n41003\r\n\r\n",
  "41001\n\u00A0\n41003",
  "Målernr.\n41001\n\n41003",
])("%j: an empty cell passes its case by", (text) =>
  expect(put(text)).toEqual({ by: "order", put: ["a 41001", "c 41003"], left: [] }),
);

test("semicolons between cells, and apostrophes before them", () => {
  expect(put("10003;M3\n10001;M1")).toEqual({ by: "number", put: ["c M3", "a M1"], left: [] });
  expect(put("'00012345\n'00012346").put).toEqual(["a 00012345", "b 00012346"]);
  expect(addresses("Vejnavn;Husnr.;Postnr.\nSøndervangen;12;2740").rows.map(line)).toEqual([
    "Søndervangen|12|||2740||",
  ]);
});

test.each([
  ["1. Søndervangen 12, 2740 Skovlunde\n2. Søndervangen 14, 2740 Skovlunde", ["12", "14"]],
  ["• Søndervangen 12, 2740 Skovlunde\n• Søndervangen 14, 2740 Skovlunde", ["12", "14"]],
  ["Søndervangen 12, 2740 Skovlunde\nSøndervangen 14\nSøndervangen 16, 2740 Skovlunde", ["12", "14", "16"]],
  ["1) Søndervangen 12, 2740 Skovlunde\n2) Søndervangen 14, 2740 Skovlunde", ["12", "14"]],
  ["- Søndervangen 12, 2740 Skovlunde", ["12"]],
  ["1. Søndervangen\t12\n2. Søndervangen\t14", ["12", "14"]],
])("%j is a list of whole addresses", (text, numbers) => {
  expect(addresses(text).rows.map(({ street, houseNo }) => `${street} ${houseNo}`)).toEqual(
    numbers.map((number) => `Søndervangen ${number}`),
  );
});

test.each([
  ["10. Februarvej 3, 2740 Skovlunde", ["10. Februarvej 3"]],
  ["1. Maj Vej 3, 2740 Skovlunde", ["1. Maj Vej 3"]],
  [
    "Kaj Munks Vej 7, 2740 Skovlunde\nKaj Munks Vej 9, 2740 Skovlunde",
    ["Kaj Munks Vej 7", "Kaj Munks Vej 9"],
  ],
  ["1. Majvej 3, 2740 Skovlunde", ["1. Majvej 3"]],
  ["1. Majvej 3, 2740 Skovlunde\n1. Majvej 5, 2740 Skovlunde", ["1. Majvej 3", "1. Majvej 5"]],
  ["Søndervangen 12, 2740 Skovlunde - port 3", ["Søndervangen 12"]],
  ["- Søndervangen 12, 2740 Skovlunde\nNørregade 4, 2740 Skovlunde", ["- Søndervangen 12", "Nørregade 4"]],
])("%j has no marks of a list", (text, places) =>
  expect(addresses(text).rows.map(({ street, houseNo }) => `${street} ${houseNo}`)).toEqual(places),
);

test.each<[string, number, string[]]>([
  ["1. sal\n2. sal\n3. sal", 2, ["||1. sal||||", "||2. sal||||", "||3. sal||||"]],
  ["1. th\n2. th\n3. th", 3, ["|||1. th|||", "|||2. th|||", "|||3. th|||"]],
  ["1. dør 4\n2. dør 4", 2, ["||1. dør 4||||", "||2. dør 4||||"]],
  // In the wrong column they are not made into streets »sal« and »tv«.
  ["1. sal, tv\n2. sal, tv", 0, ["1. sal, tv||||||", "2. sal, tv||||||"]],
  ["1) tv\n2) tv.", 0, ["1) tv||||||", "2) tv.||||||"]],
  // A street may begin with the letters of a side.
  ["1. Th. Langs Vej\t3\n2. Tværvej\t4", 0, ["Th. Langs Vej|3|||||", "Tværvej|4|||||"]],
])("%j in column %i keeps the numbers of its floors", (text, column, rows) =>
  expect(addresses(text, column).rows.map(line)).toEqual(rows),
);

test("two columns go where their headers say, or to the right", () => {
  expect(put("Aftagenr.\tMålernr.\nP1\tM1", BOTH)).toEqual({
    by: "order",
    put: ["a P P1", "a M1"],
    left: [],
  });
  expect(put("M1\tP1\nM2\tP2", BOTH, 1)).toEqual({
    by: "order",
    put: ["b M1", "b P P1", "c M2", "c P P2"],
    left: [],
  });
  expect(put("P1", BOTH, 0, 1).put).toEqual(["a P P1"]);
  expect(put("Liste\nAftagenr.\tMålernr.\tSagsnr.\nP1\tM1\t10001", BOTH).put).toEqual(["a P P1", "a M1"]);
  // One case number among four: the column may as well hold something else.
  expect(put("M1\t10002\nM2\t41002\nM3\t41003\nM4\t41004", BOTH)).toEqual({
    by: "order",
    put: ["a M1", "a P 10002", "b M2", "b P 41002", "c M3", "c P 41003"],
    left: ["M4 · 41004"],
  });
});

test("an address that several cases have finds none of them", () => {
  const twins = [
    { id: "a", number: 1, address: "Søndervangen 12, 2740 Skovlunde" },
    { id: "b", number: 2, address: "Søndervangen 12, 2740 Skovlunde" },
    { id: "c", address: "Søndervangen 12, 2750 Ballerup" },
    { id: "d", number: 4 },
  ];
  const read = (text: string) => pastedValues(text, METER, { row: 0, column: 0 }, twins);
  const copied = ["Søndervangen 12, 2740", "Søndervangen 12, 2750", "Søndervangen 12"];
  expect(read(`Adresse\tMålernr.\n${copied.map((address, i) => `${address}\tM${i}`).join("\n")}`)).toEqual({
    by: "address",
    changes: [["c", "meterNumber", "M1"]],
    filled: 1,
    left: ["Søndervangen 12, 2740 · M0", "Søndervangen 12 · M2"],
    titles: [],
    isUnclear: false,
  });
  expect(read("Sagsnr.\tMålernr.\n4\tM4\nundefined\tM5")).toMatchObject({
    changes: [["d", "meterNumber", "M4"]],
    left: ["undefined · M5"],
  });
});

test("a row whose address cannot be read finds no case by the rest of it", () => {
  const addresses = ["Bakkevej 20", "Bakkevej 20, 1. tv", "Bakkevej 20, 1.", "Bakkevej 22A"];
  const cases = addresses.map((address) => ({ id: address, address: `${address}, 2740 Skovlunde` }));
  const unread = [
    "Bakkevej 20, mezzanin, 2740 Skovlunde",
    "Bakkevej 20, 1. tv+th, 2740",
    "Bakkevej 22 A, 27400 Skovlunde",
  ];
  const lines = [...unread, ...addresses].map((address) => `${address}\tM`);
  const { changes, left } = pastedValues(lines.join("\n"), METER, { row: 0, column: 0 }, cases);
  expect(left).toEqual(unread.map((address) => `${address} · M`));
  expect(changes.map(([id]) => id)).toEqual(addresses);
});

test.each([
  ["Målerliste\n\nMålernr.\n41001", ["Målerliste"], ["a 41001"]],
  ["Elmåler\tPlacering\n41001\tkælder\n41002\tloft", ["Elmåler · Placering"], ["a 41001", "a P kælder"]],
  ["Liste\t\n41001\tP1\n41002\tP2", ["Liste"], ["a 41001", "a P P1"]],
])("titles above the values of %j are told", (text, titles, first) => {
  expect(values(text, BOTH).titles).toEqual(titles);
  expect(put(text, BOTH).put.slice(0, 2)).toEqual(first);
});

test("the address of a case is no header, whatever its street is called", () => {
  const cases = [{ id: "a", address: "Kaj Munks Vej 7, 2740 Skovlunde" }];
  const read = pastedValues("Kaj Munks Vej 7, 2740 Skovlunde\tM1", METER, { row: 0, column: 0 }, cases);
  expect(read).toMatchObject({ by: "address", changes: [["a", "meterNumber", "M1"]] });
});

test("columns that nobody can tell apart put nothing in", () => {
  expect(values("Adresse\nSøndervangen 14")).toEqual({
    by: "order",
    changes: [],
    filled: 0,
    left: [],
    titles: [],
    isUnclear: true,
  });
  expect(values("Bygaden 9\tM1\nBygaden 8\tM2")).toMatchObject({ changes: [], isUnclear: true });
  expect(values("Sagsnr.\tFarve\tStand\n10001\trød\t4")).toMatchObject({ changes: [], isUnclear: true });
});

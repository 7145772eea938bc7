import { DomainError } from "@/lib/contract/errors";
import { importCases } from "@/lib/server/imports/import-file";
import {
  HEAD,
  MAIN_NAMESPACE,
  rowsXml,
  sheetOf,
  type Source,
  styled,
  workbook,
  worksheet,
} from "../corpus/workbook";
import { aGroup, aProject, aWorld, ctxOf, FIELDS } from "../support/factories";

/** What Windows shows of the bytes that are none of Latin 1. */
const WINDOWS: Record<number, string> = { 0x80: "€", 0x85: "…", 0x86: "†", 0x93: "“", 0x99: "™", 0x98: "˜" };

/** Files as people and their programs make them, and what is read of them and told. */

jest.setTimeout(60_000);

let scene: Promise<(bytes: Buffer, name: string, input?: object) => Promise<Told>> | undefined;
type Told = Record<string, unknown>;

/** What is told of a file: only what there is. */
const told = async (bytes: Buffer | string, input?: object, name?: string): Promise<Told> => {
  scene ??= (async () => {
    const { installer, gridArea } = await aWorld();
    const groupId = await aGroup(installer, await aProject(installer, gridArea));
    return async (file: Buffer, fileName: string, more: object = {}) => {
      try {
        const { addresses, notices, problems, repairs, sheet } = await importCases(
          ctxOf(installer),
          groupId,
          { name: fileName, bytes: file },
          { fields: FIELDS.apartment, mode: "check", ...more },
        );
        const asked = notices.flatMap(({ code, choice }) =>
          code === "sheet_read" ? [] : [choice ? `${code} ${choice.input} ${choice.taken}` : code],
        );
        const wrong = problems.map((one) => `${one.row} ${one.field} ${one.code}`);
        const changed = repairs
          .filter(({ code }) => code !== "spelling")
          .map((one) => `${one.row} ${one.field} ${one.from}→${one.to} ${one.code}`);
        return {
          read: addresses.map(({ address }) => address.replace(", 2740 Skovlunde", "")),
          ...(sheet.name !== "" && sheet.name !== "Adresser" && { sheet: sheet.name }),
          ...(asked.length > 0 && { asked }),
          ...(wrong.length > 0 && { wrong }),
          ...(changed.length > 0 && { changed }),
        };
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return { refused: error.code, ...error.detail.params };
      }
    };
  })();
  const isText = typeof bytes === "string";
  return (await scene)(isText ? Buffer.from(bytes) : bytes, name ?? (isText ? "a.csv" : "a.xlsx"), input);
};

const ROW = ["Søndervangen", "12", "st", "tv", "2740"];
const book = (source: Source) => workbook(source);
const withSheet = (
  rows: Parameters<typeof rowsXml>[0],
  around: Parameters<typeof worksheet>[1],
  more: Source = {},
) => book({ sheets: [{ name: "Adresser", xml: worksheet(rowsXml(rows), around) }], ...more });
const one = { read: ["Søndervangen 12, st. tv"] };
const LIST = [HEAD, ROW];
const OLD = [HEAD, ["Gammelvej", "1", "", "", "2740"]];

describe("which sheet", () => {
  const hidden = { ...sheetOf(OLD, "Gammel"), state: "hidden" };
  test.each<[string, Source["sheets"], object, Told]>([
    ["a hidden one stands first", [hidden, sheetOf(LIST, "Liste")], {}, { ...one, sheet: "Liste" }],
    [
      "a very hidden one",
      [{ ...hidden, state: "veryHidden" }, sheetOf(LIST, "Liste")],
      {},
      { ...one, sheet: "Liste" },
    ],
    [
      "a cover stands first",
      [sheetOf([["Projekt", "Solbakken"]], "Forside"), sheetOf(LIST, "L")],
      {},
      { ...one, sheet: "L" },
    ],
    ["our own sheet is empty", [sheetOf([HEAD]), sheetOf(LIST, "Ark2")], {}, { ...one, sheet: "Ark2" }],
    [
      "two have the columns",
      [sheetOf(OLD, "Etape 1"), sheetOf(LIST, "Etape 2")],
      {},
      { refused: "choose_sheet", hidden: "false" },
    ],
    [
      "one of two is chosen",
      [sheetOf(OLD, "Etape 1"), sheetOf(LIST, "Etape 2")],
      { sheet: "Etape 2" },
      { ...one, sheet: "Etape 2" },
    ],
    [
      "only a hidden one has them",
      [hidden, sheetOf([["Se Gammel"]], "Forside")],
      {},
      { refused: "choose_sheet", hidden: "true" },
    ],
    [
      "the hidden one is chosen",
      [hidden, sheetOf([["x"]], "Forside")],
      { sheet: "Gammel" },
      { read: ["Gammelvej 1"], sheet: "Gammel" },
    ],
    ["one that is not there is chosen", [sheetOf(LIST)], { sheet: "Ark9" }, { refused: "invalid" }],
    [
      "the other one is empty, in one tag",
      [
        sheetOf(LIST),
        { name: "Ark2", xml: worksheet("").replace("<sheetData></sheetData>", "<sheetData/>") },
      ],
      {},
      one,
    ],
  ])("%s", async (_, sheets = [], input, expected) => {
    expect(await told(book({ sheets }), input)).toEqual(expected);
  });
});

describe("letters", () => {
  const file = (street: string) => `Vejnavn;Husnr.;Etage;Dør;Postnr.\r\n"${street}";12;st;tv;2740\r\n`;
  const repaired = (from: string) => ({
    ...one,
    asked: ["text_repaired"],
    changed: [`2 street ${from}→Søndervangen text`],
  });
  test.each([
    "SÃ¸ndervangen",
    "SÃƒÂ¸ndervangen",
    "S├©ndervangen",
    "S√∏ndervangen",
    "S&oslash;ndervangen",
    "S&#248;ndervangen",
    "S&#xF8;ndervangen",
    "S&amp;oslash;ndervangen",
    "'Søndervangen",
    "'Søndervangen'",
  ])("»%s« can mean one thing", async (street) => {
    expect(await told(file(street))).toEqual(repaired(street));
    expect(await told(book({ sheets: [sheetOf([HEAD, [street, ...ROW.slice(1)]])] }))).toEqual(
      repaired(street),
    );
  });
  test.each([
    ...["S\uFFFDndervangen", "S?ndervangen", "S›ndervangen", "S°ndervangen", "S¿ndervangen"],
    ...["S\\u00f8ndervangen", "S%C3%B8ndervangen", "S=C3=B8ndervangen", "S|ndervangen", "S{ndervangen"],
    ...["S¯ndervangen", "SÃndervangen", "Sřndervangen", "Sшndervangen", "Søndervаngen", "S&oslashndervangen"],
  ])("»%s« has lost a letter", async (street) => {
    expect(await told(file(street))).toEqual({ read: [], wrong: ["2 street garbled_text"] });
  });
  test.each([
    "Sankt Hans’ Vej",
    "C.F. Richs Vej",
    "O'Neills Plads",
    "Lys & Lufts Vej",
    "Åse–Åvej",
    "Caféens Allé",
  ])("»%s« is as it should be", async (street) => {
    expect(await told(file(street))).toEqual({ read: [`${street} 12, st. tv`] });
  });
  test("every letter of ours, and what stands beside them", async () => {
    const street = "Æblø Å – Caféens’ Vej";
    const garbled = [...Buffer.from(street)]
      .map((byte) => WINDOWS[byte] ?? String.fromCharCode(byte))
      .join("");
    expect(await told(file(garbled))).toMatchObject({ read: [`${street} 12, st. tv`] });
    const bytes = Buffer.from(file(street).replace("–", "\x96").replace("’", "\x92"), "latin1");
    expect(await told(bytes, {}, "a.csv")).toEqual({ read: [`${street} 12, st. tv`] });
  });
  test("garbled headers are headers, too", async () => {
    expect(await told("Vejnavn;Husnr.;Etage;DÃ¸r;Postnr.\nNygade;1;1;tv;2740\n")).toEqual({
      read: ["Nygade 1, 1. tv"],
    });
  });
  test.each<[string, Buffer]>([
    ["Windows", Buffer.from(file("Søndervangen"), "latin1")],
    ["UTF-16 with a mark", Buffer.from(`\uFEFF${file("Søndervangen")}`, "utf16le")],
    ["UTF-16 without", Buffer.from(file("Søndervangen"), "utf16le")],
    ["UTF-16 the other way round", Buffer.from(`\uFEFF${file("Søndervangen")}`, "utf16le").swap16()],
    ["DOS", Buffer.from(file("Søndervangen").replaceAll("ø", "\x9b"), "latin1")],
    [
      "an old Mac",
      Buffer.from(file("Søndervangen").replaceAll("ø", "\xbf").replaceAll("\r\n", "\r"), "latin1"),
    ],
  ])("a text file of %s", async (_, bytes) => {
    expect(await told(bytes, {}, "a.txt")).toEqual(one);
  });
  test.each(["ISO-8859-1", "windows-1252", "utf-16"])("XML in %s", async (encoding) => {
    const change: Source["change"] = (part) => {
      if (!/sheet1/.test(part.name)) return part;
      const xml = String(part.content).replace('encoding="UTF-8"', `encoding="${encoding}"`);
      return {
        ...part,
        content: encoding === "utf-16" ? Buffer.from(`\uFEFF${xml}`, "utf16le") : Buffer.from(xml, "latin1"),
      };
    };
    expect(await told(book({ sheets: [sheetOf(LIST)], change }))).toEqual(one);
  });
});

describe("separators and dialects", () => {
  test.each([
    [
      "commas in a title",
      "Liste til Solbakken, etape 2, udskrevet\r\nVejnavn;Husnr.;Etage;Dør;Postnr.\r\nSøndervangen;12;st;tv;2740\r\n",
    ],
    [
      "semicolons in a title",
      "Liste; etape 2; i dag; ny; sidste\nVejnavn,Husnr.,Etage,Dør,Postnr.\nSøndervangen,12,st,tv,2740\n",
    ],
    [
      "a header of two lines",
      '"Vejnavn\r\n(uden nr)",Husnr.,Etage,Dør,Postnr.\r\nSøndervangen,12,st,tv,2740\r\n',
    ],
    [
      "a separator told wrongly",
      "sep=,\r\nVejnavn;Husnr.;Etage;Dør;Postnr.\r\nSøndervangen;12;st;tv;2740\r\n",
    ],
    ["a separator of its own", "sep=~\r\nVejnavn~Husnr.~Etage~Dør~Postnr.\r\nSøndervangen~12~st~tv~2740\r\n"],
    ["tabs", "Vejnavn\tHusnr.\tEtage\tDør\tPostnr.\nSøndervangen\t12\tst\ttv\t2740\n"],
    ["proof against Excel", 'Vejnavn;Husnr.;Etage;Dør;Postnr.\n="Søndervangen";"=""12""";="st";tv;="2740"\n'],
    [
      "blanks before quotes",
      'Vejnavn, Husnr., Etage, "Dør", Postnr.\n"Søndervangen", "12", "st", "tv", "2740"\n',
    ],
    ["the last sign of DOS", "Vejnavn;Husnr.;Etage;Dør;Postnr.\r\nSøndervangen;12;st;tv;2740\r\n\x1a"],
    ["each line in quotes", '"Vejnavn;Husnr.;Etage;Dør;Postnr."\n"Søndervangen;12;st;tv;2740"\n'],
    ["empty columns at the end", "Vejnavn;Husnr.;Etage;Dør;Postnr.;;;\nSøndervangen;12;st;tv;2740;;;\n"],
  ])("%s", async (_, text) => {
    expect(await told(text, {}, text.includes("\t") ? "a.tsv" : "a.csv")).toEqual(one);
  });
  test("quotes after backslashes hold separators", async () => {
    const text =
      'Vejnavn;Husnr.;Postnr.;Bemærkninger\n"Nygade";1;2740;"kaldes \\"Blok A\\"; port 3"\n"Nygade";2;2740;x\n';
    expect(await told(text)).toEqual({ read: ["Nygade 1", "Nygade 2"] });
    // Where backslashes are meant as they stand, the row below is another one.
    expect(
      await told('Vejnavn;Husnr.;Postnr.;Bemærkninger\nNygade;1;2740;"C:\\"\nNygade;2;2740;x\n'),
    ).toEqual({
      read: ["Nygade 1", "Nygade 2"],
    });
  });
  test.each([
    'Vejnavn;Husnr.;Postnr.;Bemærkninger\nNygade;1;2740;"ring\nNygade;2;2740;x\nNygade;3;2740;y\n',
    'Vejnavn;Husnr.;Postnr.;Bemærkninger\n"Nygade";"1";"2740";"ring\n"Nygade";"2";"2740";"x"\n"Nygade";"3";"2740";"y"\n',
    'Vejnavn;Husnr.;Postnr.;Bemærkninger\nNygade;1;2740;"ring\nNygade;2;2740;"x"\nNygade;3;2740;y\n',
  ])("a quote that nobody closed takes no row along: %j", async (text) => {
    expect(await told(text)).toEqual({ read: ["Nygade 1", "Nygade 2", "Nygade 3"] });
  });
  test("an apostrophe before every value", async () => {
    const { read, changed } = await told(
      "Vejnavn;Husnr.;Etage;Dør;Postnr.\n'Søndervangen;'12;'st;'tv;'2740\n",
    );
    expect([read, changed]).toEqual([one.read, expect.arrayContaining(["2 houseNo '12→12 text"])]);
  });
});

describe("what is hidden, and merged", () => {
  const THREE = [HEAD, ROW, ["Søndervangen", "14", "", "", "2740"], ["Søndervangen", "16", "", "", "2740"]];
  const rows = (mark: string) => rowsXml(THREE).replace('<row r="3"', `<row r="3" ${mark}`);
  const hiding = (mark: string) => book({ sheets: [{ name: "Adresser", xml: worksheet(rows(mark)) }] });
  test.each(['hidden="1"', 'hidden="true"', 'ht="0" customHeight="1"', 'ht="0.75" customHeight="1"'])(
    "a row with %s",
    async (mark) => {
      const file = hiding(mark);
      const read = ["Søndervangen 12, st. tv", "Søndervangen 14", "Søndervangen 16"];
      expect(await told(file)).toEqual({
        read,
        asked: ["hidden_rows hiddenRows null"],
        wrong: ["3 street hidden_row"],
      });
      expect(await told(file, { hiddenRows: "include" })).toEqual({
        read,
        asked: ["hidden_rows hiddenRows include"],
      });
      expect(await told(file, { hiddenRows: "skip" })).toEqual({
        read: [read[0], read[2]],
        asked: ["hidden_rows hiddenRows skip"],
      });
    },
  );
  test("a row struck out is told, and no other", async () => {
    const styles = `<?xml version="1.0"?><styleSheet xmlns="${MAIN_NAMESPACE}"><fonts count="3"><font/><font><b/><strike/></font><font><strike val="0"/></font></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="3"><xf fontId="0"/><xf fontId="1"/><xf fontId="2"/></cellXfs></styleSheet>`;
    const line = (style: number, houseNo: number) => [
      { xml: `<c r="@" s="${style}" t="inlineStr"><is><t>Nygade</t></is></c>` },
      styled(style, houseNo),
      { xml: `<c r="@" s="1"/>` },
      { xml: `<c r="@" s="1"/>` },
      styled(style, 2740),
    ];
    const file = withSheet([HEAD, line(0, 1), line(1, 2), line(2, 3)], {}, { styles });
    const read = ["Nygade 1", "Nygade 2", "Nygade 3"];
    expect(await told(file)).toEqual({ read, wrong: ["3 street struck_row"] });
    expect(await told(file, { omit: [3] })).toEqual({ read: ["Nygade 1", "Nygade 3"] });
  });
  test("a second list with its columns in another order is no list of these columns", async () => {
    const other = ["Vejnavn", "Husnr.", "Dør", "Etage", "Postnr."];
    const list = [HEAD, ["Nygade", "1", "1", "2", "2740"], other, ["Nygade", "3", "1", "2", "2740"], HEAD];
    const file = withSheet([...list, ["Nygade", "5", "1", "2", "2740"]], {});
    const { wrong } = (await told(file)) as { wrong: string[] };
    expect(wrong).toContain("4 street other_heads");
    expect(wrong.filter((one) => /^[26] /.test(one))).toEqual([]);
  });
  test.each([
    ["Side and Sal", ["Vejnavn", "Husnr.", "Side", "Sal", "Postnr."]],
    ["Gade and Husnummer", ["Postnr.", "Gade", "Husnummer", "Sal", "Side"]],
  ])("a second list with other names of its columns, %s, is none either", async (_, other) => {
    const list = [HEAD, ["Nygade", "1", "1", "2", "2740"], other, ["Nygade", "3", "1", "2", "2740"], HEAD];
    const file = withSheet([...list, ["Nygade", "5", "1", "2", "2740"]], {});
    const { wrong } = (await told(file)) as { wrong: string[] };
    expect(wrong).toContain("4 street other_heads");
    expect(wrong.filter((one) => /^[26] /.test(one))).toEqual([]);
  });
  test("other names of the columns in the same order are no other list", async () => {
    const other = ["Gade", "Husnummer", "Sal", "Side", "Postnummer"];
    const file = withSheet([HEAD, other, ["Nygade", "3", "1", "tv", "2740"]], {});
    const { wrong } = (await told(file)) as { wrong: string[] };
    expect(wrong.filter((one) => one.includes("other_heads"))).toEqual([]);
  });
  test("a column", async () => {
    const file = withSheet(LIST, { before: '<cols><col min="3" max="4" width="9" hidden="1"/></cols>' });
    const wrong = ["null floor hidden_column", "null door hidden_column"];
    expect(await told(file)).toEqual({ ...one, asked: ["hidden_columns hiddenColumns null"], wrong });
    expect(await told(file, { hiddenColumns: "include" })).toEqual({
      ...one,
      asked: ["hidden_columns hiddenColumns include"],
    });
    expect(await told(file, { hiddenColumns: "skip" })).toEqual({
      read: ["Søndervangen 12"],
      asked: ["hidden_columns hiddenColumns skip"],
    });
  });
  test("a street over several rows, and a floor", async () => {
    const file = withSheet(
      [HEAD, ROW, [null, "14", null, "tv", "2740"], ["Nygade", "1", "1", "tv", "2740"]],
      { after: '<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="C2:C3"/></mergeCells>' },
    );
    expect(await told(file)).toEqual({
      read: [one.read[0], "Nygade 1, 1. tv"],
      asked: ["merged_cells mergedCells null"],
      wrong: ["3 floor merged_cell", "3 door door_without_floor", "3 street merged_cell"].sort((a, b) =>
        a.includes("street") ? -1 : b.includes("street") ? 1 : 0,
      ),
    });
    expect(await told(file, { mergedCells: "fill" })).toEqual({
      read: [one.read[0], "Søndervangen 14, st. tv", "Nygade 1, 1. tv"],
      asked: ["merged_cells mergedCells fill"],
      changed: ["3 street →Søndervangen merged", "3 floor →st merged"],
    });
    expect(await told(file, { mergedCells: "leave" })).toMatchObject({
      wrong: ["3 street required", "3 door door_without_floor"],
    });
  });
  test("a title over all columns is nobody's concern", async () => {
    const file = withSheet([["Solbakken"], HEAD, ROW], {
      after: '<mergeCells><mergeCell ref="A1:E1"/></mergeCells>',
    });
    expect(await told(file)).toEqual(one);
  });
});

const formats = (...codes: string[]) =>
  `<?xml version="1.0"?><styleSheet xmlns="${MAIN_NAMESPACE}"><numFmts count="${codes.length}">${codes
    .map((code, i) => `<numFmt numFmtId="${170 + i}" formatCode="${code.replaceAll('"', "&quot;")}"/>`)
    .join(
      "",
    )}</numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellXfs count="${codes.length + 1}"><xf numFmtId="0"/>${codes.map((_, i) => `<xf numFmtId="${170 + i}" applyNumberFormat="1"/>`).join("")}</cellXfs></styleSheet>`;

describe("numbers, as they are shown", () => {
  test("a letter, a word and noughts that only the format holds", async () => {
    const styles = formats('0" A"', '0". sal"', '"dør "0', "0000", '"SAG-"0');
    const cells = ["Nygade", styled(1, 12), styled(2, 1), styled(3, 3), styled(4, 800), styled(5, 7)];
    const file = withSheet([[...HEAD, "Egen reference"], cells], {}, { styles });
    expect(await told(file)).toMatchObject({
      read: ["Nygade 12A, 1. 3, 0800"],
      changed: [
        "2 houseNo 12→12 A shown",
        "2 floor 1→1. sal shown",
        "2 door 3→dør 3 shown",
        "2 postcode 800→0800 shown",
        "2 reference 7→SAG-7 shown",
      ],
    });
  });
  test.each([
    '0" m²"',
    '#,##0\\ "m²"',
    "Standard",
    "Generelt",
    "[Blue]General",
    "0;-0;;@",
    "0\\ \\k\\v\\m",
    '0 "mdr."',
  ])("52 as %s is 52", async (code) => {
    const styles = formats(code);
    const file = withSheet(
      [
        [...HEAD, "Boligareal"],
        [...ROW, styled(1, 52)],
      ],
      {},
      { styles },
    );
    expect(await told(file)).toEqual(one);
  });
  test("a number shown as a word is no number, and more digits than Excel keeps are none", async () => {
    const styles = formats('"ja";"nej"');
    const rows = [
      [...HEAD, "Boligareal", "Egen reference"],
      [...ROW, styled(1, 52)],
      ["Nygade", "1", "", "", "2740", null, 571313174123456789],
    ];
    expect(await told(withSheet(rows, {}, { styles }))).toMatchObject({
      wrong: ["2 floorArea not_an_integer", "3 reference number_mangled"],
    });
  });
  test("a formula typed as text", async () => {
    const rows = [
      [...HEAD, "Bemærkninger"],
      ["=A2", "1", "", "", "2740"],
      [...ROW, "=B2&C2"],
    ];
    expect(await told(withSheet(rows, {}))).toEqual({
      read: [],
      wrong: ["2 street formula_error", "3 remarks formula_text"],
    });
  });
});

describe("days", () => {
  const column = (...days: string[]) =>
    ["Vejnavn;Husnr.;Postnr.;Ønsket dato", ...days.map((day, i) => `Nygade;${i + 1};2740;${day}`)].join("\n");
  const changed = (...days: [string, string][]) =>
    days.map(([from, to], i) => `${i + 2} connectionDate ${from}→${to} date`);
  test.each<[string, string, object, Told]>([
    [
      "one of them shows that the month is first",
      column("06/01/2027", "06/15/2027"),
      {},
      {
        asked: ["date_order dateOrder mdy"],
        changed: changed(["06/01/2027", "2027-06-01"], ["06/15/2027", "2027-06-15"]),
      },
    ],
    [
      "one of them shows that the day is first",
      column("06/01/2027", "15/06/2027"),
      {},
      { asked: ["date_order dateOrder dmy"] },
    ],
    [
      "nothing shows it",
      column("06/01/2027", "07/02/2027"),
      {},
      {
        asked: ["date_order_unclear dateOrder null"],
        wrong: ["2 connectionDate date_order_unclear", "3 connectionDate date_order_unclear"],
      },
    ],
    [
      "both are shown",
      column("15/06/2027", "06/15/2027", "06/01/2027"),
      {},
      {
        asked: ["date_order_unclear dateOrder null"],
        wrong: ["3 connectionDate not_a_date", "4 connectionDate date_order_unclear"],
      },
    ],
    [
      "it is said",
      column("06/01/2027", "07/02/2027"),
      { dateOrder: "mdy" },
      {
        asked: ["date_order dateOrder mdy"],
        changed: changed(["06/01/2027", "2027-06-01"], ["07/02/2027", "2027-07-02"]),
      },
    ],
    [
      "it is said the other way",
      column("06/01/2027", "08/02/2027"),
      { dateOrder: "dmy" },
      { asked: ["date_order dateOrder dmy"] },
    ],
    ["the same either way", column("04/04/2028", "07/07/2027"), {}, {}],
    ["as Danes write it", column("06-01-2027", "08.02.2027", "1/3-2027"), {}, {}],
    ["a time behind", column("06-01-2027 00:00", "08.02.2027 12:30:00"), {}, {}],
    [
      "a time behind, and the month in front",
      column("6/1/2027 12:00:00 AM", "6/15/2027 12:00:00 AM"),
      {},
      {
        asked: ["date_order dateOrder mdy"],
        changed: changed(["6/1/2027 12:00:00 AM", "2027-06-01"], ["6/15/2027 12:00:00 AM", "2027-06-15"]),
      },
    ],
    ["the year in front", column("2027/03/01", "2027.3.2", "2027-03-03"), {}, {}],
  ])("%s", async (_, text, input, expected) => {
    const { read, ...rest } = await told(text, input);
    expect(rest).toEqual(expected);
  });
  test("a day's number in a column of days, and a day without a format", async () => {
    const rows = [
      [...HEAD, "Ønsket dato"],
      [...ROW, 46447],
      ["Nygade", "1", "", "", "2740", { xml: '<c r="@" t="d"><v>2027-06-01</v></c>' }],
    ];
    expect(await told(withSheet(rows, {}))).toMatchObject({
      changed: ["2 connectionDate 46447→2027-03-01 date", "3 connectionDate 46539→2027-06-01 date"],
    });
  });
});

describe("rows and packages", () => {
  test("rows of formulas that give nothing, and of signs that nobody sees, are none", async () => {
    const blanks = Array.from({ length: 21_000 }, (_, i) => [
      { xml: `<c r="@" t="str"><f>IF(Z${i}="","",1)</f><v></v></c>` },
    ]);
    const unseen = ["\u200B", "\u00A0\u2800", "\u00AD\uFEFF", "\u3164"].map((sign) => [sign, sign]);
    expect(await told(withSheet([HEAD, ROW, ...blanks, ...unseen], {}))).toEqual(one);
  });
  test("headers in row 12", async () => {
    const lines = Array.from({ length: 11 }, (_, i) => [`Linje ${i}`]);
    expect(await told(withSheet([...lines, HEAD, ROW], {}))).toEqual(one);
  });
  test("the type of the workbook is that of every part", async () => {
    const change: Source["change"] = (part) =>
      part.name === "[Content_Types].xml"
        ? {
            ...part,
            content: String(part.content)
              .replace(/<Override PartName="\/xl\/workbook.xml"[^<>]*>/, "")
              .replace(
                'Extension="xml" ContentType="application/xml"',
                'Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"',
              ),
          }
        : part;
    expect(await told(book({ sheets: [sheetOf(LIST)], change }))).toEqual(one);
  });
  test.each([false, true])(
    "sizes and places written as for large files (in each entry: %s)",
    async (inEach) => {
      expect(await told(zip64(book({ sheets: [sheetOf(LIST)] }), inEach))).toEqual(one);
    },
  );
});

/** The directory of a package written the way of large files. */
function zip64(bytes: Buffer, inEach: boolean): Buffer {
  const end = bytes.length - 22;
  const count = bytes.readUInt16LE(end + 10);
  const start = bytes.readUInt32LE(end + 16);
  const entries: Buffer[] = [];
  for (let at = start, i = 0; i < count; i += 1) {
    const name = bytes.readUInt16LE(at + 28);
    const length = 46 + name + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    const entry = Buffer.from(bytes.subarray(at, at + length));
    if (inEach) {
      const extra = Buffer.alloc(28);
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      for (const [i, from] of [24, 20, 42].entries()) {
        extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(from)), 4 + 8 * i);
        entry.writeUInt32LE(0xffffffff, from);
      }
      entry.writeUInt16LE(28, 30);
      entries.push(entry.subarray(0, 46 + name), extra);
    } else entries.push(entry);
    at += length;
  }
  const directory = Buffer.concat(entries);
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  for (const at of [24, 32]) record.writeBigUInt64LE(BigInt(count), at);
  record.writeBigUInt64LE(BigInt(directory.length), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(start + directory.length), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([bytes.subarray(0, start), directory, record, locator, bytes.subarray(end)]);
}

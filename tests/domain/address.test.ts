import { addressKey, addressSortKey } from "@/lib/domain/addresses/address-keys";
import { formatAddress, readAddress } from "@/lib/domain/addresses/address";

const GOOD = { street: "Bakkevej", houseNo: "1", postcode: "2740" };
const read = (part: string, value: unknown) => {
  const { address, problems } = readAddress({ ...GOOD, floor: "1", [part]: value });
  const [problem] = problems.filter((one) => one.field === part);
  return problem ? problem.code : address[part as keyof typeof address];
};

describe("house number", () => {
  test.each<[unknown, string]>([
    ["12", "12"],
    [12, "12"],
    ["12 a", "12A"],
    ["12a", "12A"],
    ["12  A", "12A"],
    ["12 a.", "12A"],
    ["012", "12"],
    ["12.0", "12"],
    ["12\u00a0b", "12B"],
    ["7Å", "7Å"],
    ["7A\u030a", "7Å"],
    ["999", "999"],
    ["\u200b12\u00ad", "12"],
    ["012a", "12A"],
    ["12,0", "12"],
    ["12b.", "12B"],
    ["12.", "12"],
  ])("%j is %s", (given, canonical) => expect(read("houseNo", given)).toBe(canonical));

  test.each<[unknown, string]>([
    ["0", "not_a_house_number"],
    ["1000", "not_a_house_number"],
    ["-1", "not_a_house_number"],
    ["1-3", "not_a_house_number"],
    ["1.000", "number_has_decimals"],
    ["12AB", "not_a_house_number"],
    ["A12", "not_a_house_number"],
    ["12 12", "not_a_house_number"],
    ["12/14", "not_a_house_number"],
    ["1,3,5", "not_a_house_number"],
    ["１２", "not_a_house_number"],
    ["", "required"],
    [null, "required"],
    [" \u00a0 ", "required"],
    [true, "not_text"],
    [["12"], "not_text"],
    [{ a: 1 }, "not_text"],
    [{ date: "2026-03-01" }, "house_number_is_date"],
    [{ date: "12:30" }, "house_number_is_date"],
    ["2026-03-01", "house_number_is_date"],
    ["2026-03-01 00:00:00", "house_number_is_date"],
    ["01-03-2026", "house_number_is_date"],
    ["01-mar", "house_number_is_date"],
    ["1. Marts", "house_number_is_date"],
    ["1. marts", "house_number_is_date"],
    ["jan-15", "house_number_is_date"],
    ["1/3/26", "house_number_is_date"],
    ["1E+05", "number_mangled"],
    ["1,2E+3", "number_mangled"],
    [{ error: "1E+02" }, "number_mangled"],
    [{ error: "#REF!" }, "formula_error"],
    [12.5, "number_has_decimals"],
    ["12,5", "number_has_decimals"],
    [1e21, "not_a_house_number"],
    [Number.NaN, "not_a_house_number"],
    [Number.POSITIVE_INFINITY, "not_a_house_number"],
    [-0, "not_a_house_number"],
    ["12\u0000", "forbidden_characters"],
    ["12\ud800", "forbidden_characters"],
    ["12\u202e", "forbidden_characters"],
  ])("%j is refused: %s", (given, code) => expect(read("houseNo", given)).toBe(code));
});

describe("floor", () => {
  test.each<[unknown, string]>([
    ["st", "st"],
    ["St.", "st"],
    ["ST", "st"],
    ["stuen", "st"],
    ["Stue", "st"],
    ["kl", "kl"],
    ["Kld.", "kl"],
    ["kælder", "kl"],
    ["kæ\u0301lder".replace("\u0301", ""), "kl"],
    ["k2", "k2"],
    ["kl. 2", "k2"],
    ["K9", "k9"],
    ["1", "1"],
    [1, "1"],
    ["1.", "1"],
    ["1. sal", "1"],
    ["1 SAL", "1"],
    ["2. etage", "2"],
    ["03", "3"],
    ["99", "99"],
    ["2.0", "2"],
    ["stueetage", "st"],
    ["Stueplan", "st"],
    ["stuen.", "st"],
    ["K", "kl"],
    ["kælderen", "kl"],
    ["kl 3", "k3"],
    ["K. 2", "k2"],
    ["1sal", "1"],
    ["2.sal.", "2"],
    ["2 .sal", "2"],
    ["10. etage.", "10"],
    ["3,0", "3"],
    ["", ""],
    [undefined, ""],
  ])("%j is %j", (given, canonical) => expect(read("floor", given)).toBe(canonical));

  test.each<[unknown, string]>([
    ["0", "not_a_floor"],
    ["100", "not_a_floor"],
    ["-1", "not_a_floor"],
    ["k1", "not_a_floor"],
    ["k10", "not_a_floor"],
    ["1-2", "not_a_floor"],
    ["penthouse", "not_a_floor"],
    ["Sal 2", "not_a_floor"],
    ["1.05", "number_has_decimals"],
    ["Blok", "not_a_floor"],
    ["Blok 2", "not_a_floor"],
    ["Vest", "not_a_floor"],
    ["Stuehus", "not_a_floor"],
    ["Kælderlejlighed", "not_a_floor"],
    ["k22", "not_a_floor"],
    ["st 4", "not_a_floor"],
    ["1 og 2", "not_a_floor"],
    [2.5, "number_has_decimals"],
    [{ date: "2026-02-01" }, "floor_is_date"],
    ["01-feb", "floor_is_date"],
  ])("%j is refused: %s", (given, code) => expect(read("floor", given)).toBe(code));
});

describe("door", () => {
  test.each<[unknown, string]>([
    ["tv", "tv"],
    ["TV.", "tv"],
    ["t.v.", "tv"],
    ["t. v.", "tv"],
    ["til venstre", "tv"],
    ["TH", "th"],
    ["Højre", "th"],
    ["mf.", "mf"],
    ["midtfor", "mf"],
    ["12", "12"],
    [12, "12"],
    ["0004", "4"],
    ["dør 3", "3"],
    ["A 2", "a2"],
    ["1/2", "1/2"],
    ["b-12", "b-12"],
    ["æ1", "æ1"],
    ["t v", "tv"],
    ["v", "tv"],
    ["Venstre", "tv"],
    ["h.", "th"],
    ["til højre", "th"],
    ["m.f", "mf"],
    ["midt for", "mf"],
    ["midt", "mf"],
    ["lejl. 4", "4"],
    ["Lejl 12", "12"],
    ["nr 4", "4"],
    ["dør nr. 4", "4"],
    ["Lejl.nr. 4", "4"],
    ["lejl. nr. 4", "4"],
    ["dør nr. tv", "tv"],
    ["Dør12", "12"],
    ["4. dør", "4"],
    ["4dør", "4"],
    ["4.0", "4"],
    ["12.0", "12"],
    ["4,0", "4"],
    ["4.", "4"],
    ["12 B", "12b"],
    ["12.b", "12b"],
    ["12. b", "12b"],
    ["b. 12", "b12"],
    ["h12", "h12"],
    ["k", "k"],
    ["k2", "k2"],
    ["st1", "st1"],
    ["kl-a", "kl-a"],
    ["v2", "v2"],
    ["10", "10"],
    ["020", "20"],
    ["0", "0"],
    ["", ""],
    ["0", "0"],
    ["00", "0"],
    ["007", "7"],
  ])("%j is %j", (given, canonical) => expect(read("door", given)).toBe(canonical));

  test.each<[unknown, string]>([
    ["12345", "not_a_door"],
    ["1 2", "not_a_door"],
    ["t_v", "not_a_door"],
    ["venstre side", "not_a_door"],
    ["ikke venstre", "not_a_door"],
    ["tv mf", "not_a_door"],
    ["tvth", "not_a_door"],
    ["mf/th", "not_a_door"],
    ["1 tv 2", "not_a_door"],
    ["a/b/c", "not_a_door"],
    ["4_", "not_a_door"],
    ["4.05", "number_has_decimals"],
    ["a4.0", "not_a_door"],
    ["st dør 3", "not_a_door"],
    ["1. sal", "not_a_door"],
    ["2sal.", "not_a_door"],
    ["St.", "not_a_door"],
    ["stue", "not_a_door"],
    ["kl", "not_a_door"],
    ["kld.", "not_a_door"],
    ["-2", "not_a_door"],
    ["1-", "not_a_door"],
    ["/2", "not_a_door"],
    ["2/", "not_a_door"],
    ["-", "not_a_door"],
    ["samme", "not_a_door"],
    [1.5, "number_has_decimals"],
    ["1.2", "number_has_decimals"],
    [{ date: "2026-02-01" }, "door_is_date"],
    ["1E+3", "number_mangled"],
  ])("%j is refused: %s", (given, code) => expect(read("door", given)).toBe(code));

  test("without a floor it is a warning", () => {
    expect(readAddress({ ...GOOD, door: "tv" }).problems).toEqual([
      { field: "door", value: "tv", severity: "warning", code: "door_without_floor" },
    ]);
  });
});

describe("postcode and street", () => {
  test.each<[unknown, string]>([
    ["2740", "2740"],
    [2740, "2740"],
    ["0800", "0800"],
    [800, "0800"],
    ["800", "0800"],
    ["DK-2740", "2740"],
    ["2740 Skovlunde", "2740"],
    ["2740.0", "2740"],
    [" 2740\u00a0", "2740"],
    ["dk 2740", "2740"],
    ["DK2740", "2740"],
    ["DK-2740 Skovlunde", "2740"],
    ["dk 2740, Skovlunde", "2740"],
    ["DK-800", "0800"],
    ["2740,0", "2740"],
    ["2740, Skovlunde", "2740"],
    ["2740 Kgs. Lyngby", "2740"],
    ["2740 Høje-Taastrup", "2740"],
  ])("postcode %j is %s", (given, canonical) => expect(read("postcode", given)).toBe(canonical));

  test.each<[unknown, string]>([
    ["27", "not_a_postcode"],
    ["27400", "not_a_postcode"],
    ["2.740", "number_has_decimals"],
    ["274O", "not_a_postcode"],
    ["02740", "not_a_postcode"],
    ["2740-2750", "not_a_postcode"],
    ["2740 3", "not_a_postcode"],
    ["12740 Skovlunde", "not_a_postcode"],
    ["2740 Skovlunde, Bakkevej 3", "not_a_postcode"],
    ["Skovlunde 2740", "not_a_postcode"],
    [{ date: "2026-01-01" }, "not_a_postcode"],
    [2.74, "number_has_decimals"],
    ["", "required"],
  ])("postcode %j is refused: %s", (given, code) => expect(read("postcode", given)).toBe(code));

  test.each<[unknown, string]>([
    ["  Bakke   vej ", "Bakke vej"],
    ["Sma\u030agade", "Smågade"],
    ["Bakkevej,", "Bakkevej"],
    ["Bakkevej ,", "Bakkevej"],
    ["10. Februar Vej", "10. Februar Vej"],
    ["x".repeat(100), "x".repeat(100)],
    ["x".repeat(101), "too_long"],
    ["𝒳".repeat(100), "𝒳".repeat(100)],
    ["12", "not_text"],
    [{ date: "2026-02-10" }, "not_text"],
    ["Bakke\u2066vej", "forbidden_characters"],
    ["Bakke\nvej", "Bakke vej"],
    ['"Bakken" Øst', '"Bakken" Øst'],
    ["»Bakken«", "»Bakken«"],
    ["’t Hooft Vej", "’t Hooft Vej"],
    ["=A2", "formula_error"],
    ['="Bakkevej"', "formula_error"],
    ['"Bakkevej', "not_a_street"],
    ["- Bakkevej", "not_a_street"],
    ["* Bakkevej", "not_a_street"],
    ["samme vej", "not_a_street"],
    ["-", "not_a_street"],
    ["B?kkevej", "garbled_text"],
    ["BÃ¥kkevej", "garbled_text"],
    ["B=kkevej", "garbled_text"],
    ["12-14", "not_text"],
    ["12,5", "not_text"],
  ])("street %j is %s", (given, told) => expect(read("street", given)).toBe(told));
});

test.each<[unknown, string]>([
  ["Skovlunde", "Skovlunde"],
  [" Kgs.  Lyngby", "Kgs. Lyngby"],
  ["Sk?vlunde", "garbled_text"],
  ["S&oslash;borg", "garbled_text"],
  [{ date: "2026-02-10" }, "not_text"],
  ["x".repeat(101), "too_long"],
  ["", ""],
  [undefined, ""],
])("town %j is %j", (given, told) => expect(read("city", given)).toBe(told));

test("a part that is no cell of any kind is told as text, and one that is not there as missing", () => {
  expect(readAddress({ ...GOOD, street: "x".repeat(101) }).problems).toStrictEqual([
    { field: "street", value: "x".repeat(101), severity: "error", code: "too_long", params: { limit: 100 } },
  ]);
  expect(readAddress({ ...GOOD, houseNo: "1".repeat(41) }).problems).toStrictEqual([
    { field: "houseNo", value: "1".repeat(41), severity: "error", code: "not_a_house_number" },
  ]);
  expect(readAddress({ street: ["Bakkevej"], houseNo: 12n }).problems).toStrictEqual([
    { field: "street", value: '["Bakkevej"]', severity: "error", code: "not_text" },
    { field: "houseNo", value: "12", severity: "error", code: "not_text" },
    { field: "postcode", value: null, severity: "error", code: "required" },
  ]);
});

test("every repair is told, and nothing else", () => {
  expect(
    readAddress({
      street: "Bakkevej",
      houseNo: "12 a",
      floor: "2.",
      door: "TH",
      postcode: 2740,
      city: " Skovlunde",
    }).repairs,
  ).toEqual([
    { field: "houseNo", from: "12 a", to: "12A", code: "spelling" },
    { field: "floor", from: "2.", to: "2", code: "spelling" },
    { field: "door", from: "TH", to: "th", code: "spelling" },
  ]);
});

test("one problem for each bad part, and a bad part is left empty", () => {
  const { address, problems } = readAddress({
    street: "",
    houseNo: "x",
    floor: "9.9",
    door: "?",
    postcode: "1",
  });
  expect(problems.map(({ field, code }) => [field, code])).toEqual([
    ["street", "required"],
    ["houseNo", "not_a_house_number"],
    ["floor", "number_has_decimals"],
    ["door", "not_a_door"],
    ["postcode", "not_a_postcode"],
  ]);
  expect(address).toEqual({ street: "", houseNo: "", floor: "", door: "", postcode: "", city: "" });
});

describe("written, compared and ordered", () => {
  const at = (street: string, houseNo: string, floor = "", door = "", postcode = "2740") => ({
    street,
    houseNo,
    floor,
    door,
    postcode,
    city: "Skovlunde",
  });

  test.each([
    [at("Bakkevej", "20A", "3", "tv"), "Bakkevej 20A, 3. tv, 2740 Skovlunde"],
    [at("Bakkevej", "20A"), "Bakkevej 20A, 2740 Skovlunde"],
    [at("Bakkevej", "20A", "st"), "Bakkevej 20A, st., 2740 Skovlunde"],
    [at("Bakkevej", "20A", "", "12"), "Bakkevej 20A, 12, 2740 Skovlunde"],
  ])("%j", (address, line) => expect(formatAddress(address)).toBe(line));

  test("the town and the street's capitals do not make another address; the postcode does", () => {
    const key = addressKey(at("Bakkevej", "1", "1", "tv"));
    expect(addressKey({ ...at("BAKKEVEJ", "1", "1", "tv"), city: "" })).toBe(key);
    expect(addressKey(at("Bakkevej", "1", "1", "tv", "2750"))).not.toBe(key);
    expect(addressKey(at("Bakkevej", "11", "", "tv"))).not.toBe(key);
  });

  test.each([
    ["C. F. Richs Vej", "C.F. Richs Vej"],
    ["O'Connors Vej", "O’Connors Vej"],
    ["Nørre-Voldgade", "Nørre–Voldgade"],
    ["Nørre‑Voldgade", "Nørre Voldgade"],
    ["H. C. Andersens Boulevard", "h.c. andersens boulevard"],
  ])("marks and blanks make no other street: %s, %s", (one, other) =>
    expect(addressKey(at(one, "1"))).toBe(addressKey(at(other, "1"))),
  );

  test("a street's key is small letters without marks and blanks: it is stored, so it must stay", () => {
    expect(addressKey(at("C. F. Richs Vej", "101D", "1", "tv"))).toBe("cfrichsvej|101D|1|tv|2740");
    expect(addressKey(at("Østergade", "1"))).toBe("østergade|1|||2740");
  });

  test("natural order", () => {
    const ordered = [
      at("Agervej", "2"),
      at("Agervej", "2", "k9"),
      at("Agervej", "2", "k2"),
      at("Agervej", "2", "kl"),
      at("Agervej", "2", "st"),
      at("Agervej", "2", "st", "tv"),
      at("Agervej", "2", "st", "mf"),
      at("Agervej", "2", "st", "th"),
      at("Agervej", "2", "1", "th"),
      at("Agervej", "2", "1", "2"),
      at("Agervej", "2", "1", "10"),
      at("Agervej", "2", "1", "101"),
      at("Agervej", "2", "1", "1-2"),
      at("Agervej", "2", "1", "a2"),
      at("Agervej", "2", "1", "b1"),
      at("Agervej", "2", "2"),
      at("Agervej", "2", "10"),
      at("Agervej", "2A"),
      at("Agervej", "2B"),
      at("Agervej", "2Æ"),
      at("Agervej", "2Ø"),
      at("Agervej", "2Å"),
      at("Agervej", "10"),
      at("Agervej", "1", "", "", "8000"),
      at("Allé", "1"),
      at("Alleen", "1"),
      at("Alléen", "2"),
      at("Vej 1", "1"),
      at("Vej 12", "1", "", "", "1000"),
      at("Zoovej", "1"),
      at("Zoovej Nord", "1"),
      at("Äppelvej", "1"),
      at("Ærtevej", "1"),
      at("Ölandsgade", "1"),
      at("Øvej", "1"),
      at("Aagade", "1"),
      at("Ågade", "2"),
      at("Åvej", "1"),
    ];
    const keys = ordered.map(addressSortKey);
    expect(new Set(keys).size).toBe(ordered.length);
    expect([...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))).toEqual(keys);
  });
});

import { mapHeaders } from "@/lib/domain/fields/header-map";
import { templateColumns } from "@/lib/domain/fields/template-columns";

const LABELS = {
  street: ["Vejnavn", "Street"],
  houseNo: ["Husnr.", "House no."],
  floor: ["Etage", "Floor"],
  door: ["Dør", "Door"],
  postcode: ["Postnr.", "Postcode"],
  city: ["By", "Town"],
  reference: ["Egen reference", "Own reference"],
  ampere: ["Leveringsomfang", "Supply"],
};
const map = (headers: string[], chosen?: Record<string, string>) =>
  mapHeaders("apartment", headers, LABELS, chosen);

test("the columns of each case type", () => {
  const all = ["street", "houseNo", "floor", "door", "postcode", "city", "cadastralNumber", "reference"];
  const own = [...all, "floorArea", "ampere", "connectionDate", "remarks"];
  for (const caseType of ["business", "terraced_house", "apartment", "youth_elderly_care"] as const)
    expect(templateColumns(caseType).map(({ key }) => key)).toEqual(own);
  const required = (caseType: "apartment" | "youth_elderly_care") =>
    templateColumns(caseType).flatMap(({ key, isRequired }) => (isRequired ? [key] : []));
  expect(required("apartment")).toEqual(["street", "houseNo", "postcode"]);
  expect(required("youth_elderly_care")).toEqual(["street", "houseNo", "postcode", "floorArea"]);
});

test.each<[string[], (string | null)[]]>([
  [
    ["Vejnavn *", "Husnr. *", "Postnr. *"],
    ["street", "houseNo", "postcode"],
  ],
  [
    ["postnr", "HUSNR", " vejnavn "],
    ["postcode", "houseNo", "street"],
  ],
  [
    ["Street", "House no.", "Postcode"],
    ["street", "houseNo", "postcode"],
  ],
  [
    ["street", "houseNo", "postcode"],
    ["street", "houseNo", "postcode"],
  ],
  [
    ["Gade", "Nr.", "Postnummer", "Sal", "Side"],
    ["street", "houseNo", "postcode", "floor", "door"],
  ],
  [
    ["Vejnavn", "Husnr", "Postnr", "Do\u0308r", "Dør"],
    ["street", "houseNo", "postcode", null, "door"],
  ],
  [
    ["Vejnavn", "Husnr", "Postnr", "Leveringsomfang (A)"],
    ["street", "houseNo", "postcode", "ampere"],
  ],
  [
    ["Fejl", "Række i din fil", "Vejnavn", "Husnr", "Postnr"],
    [null, null, "street", "houseNo", "postcode"],
  ],
  [
    ["Vejnavn", "Husnr", "Postnr", ""],
    ["street", "houseNo", "postcode", null],
  ],
])("%j", (headers, keys) => expect(map(headers).keys).toEqual(keys));

test("the error workbook's own columns are not told as unknown; others are", () => {
  expect(map(["Fejl", "Error", "Række i din fil", "Row in your file", "Vejnavn", "Farve"]).unknown).toEqual([
    "Farve",
  ]);
});

test("a second column of the same meaning is asked about", () => {
  const mapped = map(["Vejnavn", "Husnr.", "Husnr.", "Postnr."]);
  expect(mapped.keys).toEqual(["street", "houseNo", null, "postcode"]);
  expect(mapped.unknown).toEqual(["Husnr. (C)"]);
  expect(mapped.ambiguous).toEqual({ houseNo: ["Husnr. (B)", "Husnr. (C)"] });
});

test("a common name gives way to the column's own, wherever it stands", () => {
  expect(map(["Adresse", "Vejnavn", "Husnr.", "Postnr."]).columns.street).toBe("Vejnavn");
  expect(map(["Adresse", "Husnr.", "Postnr."]).columns.street).toBe("Adresse");
});

test("what is missing is named, and a choice answers it, against a better name too", () => {
  expect(map(["Vejnavn", "Opgang", "Postnr."]).missing).toEqual(["houseNo"]);
  expect(map(["Vejnavn", "Opgang", "Postnr."], { houseNo: "Opgang" })).toMatchObject({
    missing: [],
    columns: { houseNo: "Opgang" },
  });
  const mapped = map(["Vejnavn", "Husnr.", "Opgang", "Postnr."], { houseNo: "Opgang" });
  expect(mapped.columns.houseNo).toBe("Opgang");
  expect(mapped.unknown).toEqual(["Husnr."]);
});

test("a chosen header that is not there leaves the part missing", () => {
  expect(map(["Vejnavn", "Postnr."], { houseNo: "Nowhere" }).missing).toEqual(["houseNo"]);
});

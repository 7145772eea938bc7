import { composeRow, splitStreet } from "@/lib/domain/fields/compose-row";

type Row = Record<string, unknown>;
const repaired = (row: Row, isWhole = false) =>
  composeRow(row, isWhole).repairs.map(({ field, from, to, code }) => `${field} ${code}: ${from} → ${to}`);

test.each<[Row, Row, string[]]>([
  [{ houseNo: "12", letter: "A" }, { houseNo: "12A" }, ["houseNo joined: 12 + A → 12A"]],
  [{ houseNo: 12, letter: "A" }, { houseNo: "12A" }, ["houseNo joined: 12 + A → 12A"]],
  [{ houseNo: "12A", letter: "A" }, { houseNo: "12A" }, []],
  [{ houseNo: "12a", letter: "A" }, { houseNo: "12a" }, []],
  [{ houseNo: "12A", letter: "a" }, { houseNo: "12A" }, []],
  [{ houseNo: 12, letter: " " }, { houseNo: 12 }, []],
  // Two letters are no house number, which the reading of the house number says.
  [{ houseNo: "12A", letter: "B" }, { houseNo: "12A B" }, ["houseNo joined: 12A + B → 12A B"]],
  [{ letter: "12A" }, { houseNo: "12A" }, ["houseNo joined:  + 12A → 12A"]],
  [{ letter: { error: "#N/A" } }, { houseNo: { error: "#N/A" } }, []],
  [{ floorDoor: "1. tv" }, { floor: "1.", door: "tv" }, ["floor split: 1. tv → 1. | tv"]],
  [{ floorDoor: " st.th " }, { floor: "st.", door: "th" }, ["floor split: st.th → st. | th"]],
  [{ floorDoor: "1/3" }, { floor: "1", door: "3" }, ["floor split: 1/3 → 1 | 3"]],
  [{ floorDoor: "1-3" }, { floor: "1", door: "3" }, ["floor split: 1-3 → 1 | 3"]],
  [{ floorDoor: "1. - tv" }, { floor: "1.", door: "tv" }, ["floor split: 1. - tv → 1. | tv"]],
  [{ floorDoor: "1-tv" }, { floor: "1", door: "tv" }, ["floor split: 1-tv → 1 | tv"]],
  [{ floorDoor: "st/tv" }, { floor: "st", door: "tv" }, ["floor split: st/tv → st | tv"]],
  [{ floorDoor: "st / tv" }, { floor: "st", door: "tv" }, ["floor split: st / tv → st | tv"]],
  [{ floorDoor: "2. sal" }, { floor: "2. sal" }, []],
  [{ floorDoor: 2 }, { floor: "2" }, []],
  [{ floorDoor: "2. sal", door: "tv" }, { floor: "2. sal", door: "tv" }, []],
  [{ floorDoor: "tv" }, { door: "tv" }, []],
  [{ floorDoor: "TH." }, { door: "TH." }, []],
  [{ floorDoor: "mf" }, { door: "mf" }, []],
  // What is neither is left to the reading of the floor, which refuses it.
  [{ floorDoor: "tv eller th" }, { floor: "tv eller th" }, []],
  [{ floorDoor: "nr. 4 tv" }, { floor: "nr. 4 tv" }, []],
  [{ postcodeCity: "2740 Skovlunde" }, { postcode: "2740 Skovlunde" }, []],
  [{ postcode: "2740", postcodeCity: "Skovlunde" }, { postcode: "2740", city: "Skovlunde" }, []],
  [
    { postcode: "2740", city: "Ballerup", postcodeCity: "Skovlunde" },
    { postcode: "2740", city: "Ballerup" },
    [],
  ],
  [{ street: "Bakkevej 3" }, { street: "Bakkevej 3" }, []],
])("%j becomes %j", (row, values, repairs) => {
  expect(composeRow(row, false).values).toEqual(values);
  expect(repaired(row)).toEqual(repairs);
});

test.each<[Row, Row, string[]]>([
  [{ street: "Bakkevej 3" }, { street: "Bakkevej 3", houseNo: "3" }, ["houseNo split: Bakkevej 3 → 3"]],
  [{ street: "Bakkevej 3", houseNo: "4" }, { street: "Bakkevej 3", houseNo: "4" }, []],
  [{ street: "Bakkevej" }, { street: "Bakkevej" }, []],
])("with whole addresses in the street %j becomes %j", (row, values, repairs) => {
  expect(composeRow(row, true).values).toEqual(values);
  expect(repaired(row, true)).toEqual(repairs);
});

test("a part with a cell of its own keeps it", () => {
  expect(splitStreet({ street: "Bakkevej 3, 1. tv, 2740 Skovlunde", postcode: "2750" })).toEqual({
    street: "Bakkevej",
    houseNo: "3",
    floor: "1.",
    door: "tv",
    postcode: "2750",
    city: "Skovlunde",
  });
  expect(splitStreet({ houseNo: "3" })).toEqual({ houseNo: "3" });
});

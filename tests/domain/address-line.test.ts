import { splitAddress, splitInside } from "@/lib/domain/addresses/address-line";

test.each([
  [
    "Bakkevej 20A, 3. tv, 2740 Skovlunde",
    { street: "Bakkevej", houseNo: "20A", floor: "3.", door: "tv", postcode: "2740", city: "Skovlunde" },
  ],
  ["Bakkevej 20 a,  2740", { street: "Bakkevej", houseNo: "20 a", postcode: "2740" }],
  [
    "Klitvej 1, 1. sal tv, 2740",
    { street: "Klitvej", houseNo: "1", floor: "1. sal", door: "tv", postcode: "2740" },
  ],
  [
    "Klitvej 1, st., th, 800 Høje Taastrup",
    { street: "Klitvej", houseNo: "1", floor: "st.", door: "th", postcode: "800", city: "Høje Taastrup" },
  ],
  [
    "Kaj Munks Vej 7, kælder, 2740",
    { street: "Kaj Munks Vej", houseNo: "7", floor: "kælder", postcode: "2740" },
  ],
  [
    "Gl. Kongevej 10, 12 4, 1850 Frb",
    { street: "Gl. Kongevej", houseNo: "10", floor: "12", door: "4", postcode: "1850", city: "Frb" },
  ],
  ["10. Februar Vej 3, 6100", { street: "10. Februar Vej", houseNo: "3", postcode: "6100" }],
  // Nothing is dropped: what does not fit is left where the reading refuses it.
  ["Bakkevej, 2740", { street: "Bakkevej", postcode: "2740" }],
  ["Bakkevej 3, Lille By, 2740", { street: "Bakkevej", houseNo: "3", floor: "Lille By", postcode: "2740" }],
  ["Bakkevej 3 2740 Skovlunde", { street: "Bakkevej", houseNo: "3", postcode: "2740", city: "Skovlunde" }],
  ["Bakkevej 3A st. tv", { street: "Bakkevej", houseNo: "3A", floor: "st.", door: "tv" }],
  [
    "Bakkevej 3 1 th 2740 Skovlunde",
    { street: "Bakkevej", houseNo: "3", floor: "1", door: "th", postcode: "2740", city: "Skovlunde" },
  ],
  ["Bakkevej 3 4", { street: "Bakkevej 3 4" }],
  ["Bakkevej nr. 3, 1.tv", { street: "Bakkevej", houseNo: "3", floor: "1.", door: "tv" }],
  [
    "Bakkevej 3; DK-2740 Skovlunde",
    { street: "Bakkevej", houseNo: "3", postcode: "2740", city: "Skovlunde" },
  ],
  [
    "Bakkevej 3, 2740 Skovlunde, Danmark",
    { street: "Bakkevej", houseNo: "3", postcode: "2740", city: "Skovlunde" },
  ],
  [
    "Bakkevej 3, 2740 Skovlunde, dk",
    { street: "Bakkevej", houseNo: "3", postcode: "2740", city: "Skovlunde" },
  ],
  [
    "Danmarksgade 3, 2740 Danmark By",
    { street: "Danmarksgade", houseNo: "3", postcode: "2740", city: "Danmark By" },
  ],
  ["Bakkevej  3 ,, dk 800", { street: "Bakkevej", houseNo: "3", postcode: "800" }],
  ["Bakkevej 3, DK2740", { street: "Bakkevej", houseNo: "3", postcode: "2740" }],
  ["Bakkevej Nr 3, 2740", { street: "Bakkevej", houseNo: "3", postcode: "2740" }],
  [
    "Bakkevej 3 B k2 mf 2740 Skovlunde",
    { street: "Bakkevej", houseNo: "3 B", floor: "k2", door: "mf", postcode: "2740", city: "Skovlunde" },
  ],
  ["Bakkevej 3 2. sal th", { street: "Bakkevej", houseNo: "3", floor: "2. sal", door: "th" }],
  ["Bakkevej 3 2 sal th", { street: "Bakkevej", houseNo: "3", floor: "2 sal", door: "th" }],
  [
    "Bakkevej 3 10. 104 2740 Skovlunde",
    { street: "Bakkevej", houseNo: "3", floor: "10.", door: "104", postcode: "2740", city: "Skovlunde" },
  ],
  ["Bakkevej 103 st.tv", { street: "Bakkevej", houseNo: "103", floor: "st.", door: "tv" }],
  ["Bakkevej 3, stuen, 2740", { street: "Bakkevej", houseNo: "3", floor: "stuen", postcode: "2740" }],
  [
    "Bakkevej 3, Kælderen mf, 2740",
    { street: "Bakkevej", houseNo: "3", floor: "Kælderen", door: "mf", postcode: "2740" },
  ],
  ["Bakkevej 3, kld., 2740", { street: "Bakkevej", houseNo: "3", floor: "kld.", postcode: "2740" }],
  ["Bakkevej 3, k 2, 2740", { street: "Bakkevej", houseNo: "3", floor: "k 2", postcode: "2740" }],
  [
    "Bakkevej 3, 12. etage. 4, 2740",
    { street: "Bakkevej", houseNo: "3", floor: "12. etage.", door: "4", postcode: "2740" },
  ],
  ["Bakkevej 3, tv, 2740", { street: "Bakkevej", houseNo: "3", floor: "tv", postcode: "2740" }],
  [" Bakkevej 3A  st. tv ", { street: "Bakkevej", houseNo: "3A", floor: "st.", door: "tv" }],
  [
    "Bakkevej 3, st, th, 2740",
    { street: "Bakkevej", houseNo: "3", floor: "st", door: "th", postcode: "2740" },
  ],
  [
    "Bakkevej 3, 2740 Skovlunde Danmark",
    { street: "Bakkevej", houseNo: "3", postcode: "2740", city: "Skovlunde Danmark" },
  ],
  [
    "Bakkevej 3, Lille By 2740 Skovlunde",
    { street: "Bakkevej", houseNo: "3", floor: "Lille By 2740 Skovlunde" },
  ],
  ["Bakkevej 3, 27400 Skovlunde", { street: "Bakkevej", houseNo: "3", floor: "27400 Skovlunde" }],
  ["Bakkevej 3 10 tv", { street: "Bakkevej", houseNo: "3", floor: "10", door: "tv" }],
  [
    "Bakkevej 3 1.sal th 2740 Skovlunde",
    { street: "Bakkevej", houseNo: "3", floor: "1. sal", door: "th", postcode: "2740", city: "Skovlunde" },
  ],
  [
    "Bakkevej 3 st. 2740 Skovlunde",
    { street: "Bakkevej", houseNo: "3", floor: "st.", postcode: "2740", city: "Skovlunde" },
  ],
  ["Bakkevej", { street: "Bakkevej" }],
  ["2740 Skovlunde", { street: "2740 Skovlunde" }],
  ["", {}],
  [", , DANMARK", {}],
  ["Bakkevej 3, 1. tv", { street: "Bakkevej", houseNo: "3", floor: "1.", door: "tv" }],
])("%s", (line, parts) => {
  expect(splitAddress(line)).toEqual(parts);
});

test.each([
  ["1. tv", { floor: "1.", door: "tv" }],
  ["1.tv", { floor: "1.", door: "tv" }],
  [" st.th", { floor: "st.", door: "th" }],
  ["10.tv", { floor: "10.", door: "tv" }],
  [", 1.tv", { floor: "1.", door: "tv" }],
  ["1. dør 4.b", { floor: "1.", door: "dør 4.b" }],
  ["stue tv", { floor: "stue", door: "tv" }],
  ["kælder tv", { floor: "kælder", door: "tv" }],
  ["2sal th", { floor: "2sal", door: "th" }],
  ["K2.mf", { floor: "K2.", door: "mf" }],
  ["1,  tv", { floor: "1", door: "tv" }],
  ["st..", {}],
  ["2. sal", { floor: "2. sal" }],
  ["2.sal th", { floor: "2. sal", door: "th" }],
  ["12", { floor: "12" }],
  ["123", {}],
  ["tv", {}],
  ["nr. 1. tv", {}],
  ["", {}],
])("inside the house: %j", (text, parts) => expect(splitInside(text)).toEqual(parts));

test("a line of a thousand characters is split, a longer one is not", () => {
  const line = (length: number) => `Bakkevej 3, ${"2740 Skovlunde".padStart(length - 12)}`;
  expect(splitAddress(line(1_000))).toMatchObject({ street: "Bakkevej", city: "Skovlunde" });
  expect(splitAddress(line(1_001))).toEqual({ street: line(1_001) });
  expect(splitInside(`${" ".repeat(994)}1. tv`.padEnd(1_000))).toEqual({ floor: "1.", door: "tv" });
  expect(splitInside("1. tv".padEnd(1_001))).toEqual({});
});

import { splitAddress } from "@/lib/domain/addresses/address-line";

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
  ["Bakkevej 3, 1. tv", { street: "Bakkevej", houseNo: "3", floor: "1.", door: "tv" }],
])("%s", (line, parts) => {
  expect(splitAddress(line)).toEqual(parts);
});

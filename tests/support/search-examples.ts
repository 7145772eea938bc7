import type { SearchedCase } from "@/lib/domain/search";

const at = (
  number: number,
  street: string,
  houseNo: string,
  [floor = "", door = ""]: string[] = [],
  reference: string | null = null,
  [postcode, city]: [string, string] = ["2740", "Skovlunde"],
): SearchedCase => ({
  addressParts: { street, houseNo, floor, door, postcode, city },
  number,
  reference,
});

/** The cases that every example below is asked of, each by a short name. */
export const SEARCHED = {
  by2: at(70_001, "Bygaden", "2"),
  by2A: at(70_002, "Bygaden", "2A", ["1", "th"]),
  by2B: at(70_003, "Bygaden", "2B", ["st", "tv"]),
  by12: at(70_004, "Bygaden", "12", ["3", "tv"], "AB 7"),
  by12A: at(70_005, "Bygaden", "12A", ["2", "mf"], "AB-7/12"),
  by20: at(70_006, "Bygaden", "20", ["kl", ""]),
  by24: at(70_007, "Bygaden", "24", ["1", "2-4"]),
  by122: at(70_008, "Bygaden", "122", ["k2", "th"]),
  have30: at(70_009, "Haveforeningen 7", "30"),
  have7: at(70_010, "Haveforeningen", "7"),
  ost61: at(70_011, "Østergade", "61", ["st", "th"], null, ["8000", "Aarhus C"]),
  ost61B: at(70_012, "ØSTERGADE", "61Æ", ["1", "tv"], null, ["8000", "Århus C"]),
  aa1: at(70_013, "Aagade", "1", [], null, ["6800", "Varde"]),
  aaring1: at(70_014, "Ågade", "1", [], null, ["6800", "Varde"]),
  allé5: at(70_015, "Alléen", "5", ["2", "1"], null, ["6800", "Varde"]),
  müller5: at(70_016, "MÜLLERS Vej", "5", [], null, ["6800", "Varde"]),
  percent: at(70_017, "Kælkevej", "99", [], "50% rabat", ["1000", "København K"]),
  under: at(70_018, "Kælkevej", "98", [], "A_B", ["1000", "København K"]),
  back: at(70_019, "Kælkevej", "97", [], "C:\\sager\\4", ["1000", "København K"]),
  quotes: at(70_020, "Kælkevej", "96", [], `O'Hara "øst"`, ["1000", "København K"]),
  regex: at(70_021, "Kælkevej", "95", [], "(a|b)*[c]^$ x.y", ["1000", "København K"]),
  dots: at(70_022, "Kælkevej", "94", [], "Sag 3, 4. etape", ["1000", "København K"]),
  long: at(70_023, "C. F. Richs Vej", "101D", ["14", "0112"], null, ["2000", "Frederiksberg"]),
  torv33: at(80_001, "Torvet", "3", ["3", "tv"], null, ["6800", "Varde"]),
  torv31: at(80_002, "Torvet", "3", ["1", "tv"], null, ["6800", "Varde"]),
  february: at(80_003, "10. Februar Vej", "5", [], null, ["7000", "Fredericia"]),
} satisfies Record<string, SearchedCase>;

export type SearchedName = keyof typeof SEARCHED;
const EVERY = Object.keys(SEARCHED) as SearchedName[];
const ofStreet = (street: string) => EVERY.filter((name) => SEARCHED[name].addressParts.street === street);
const BY = ofStreet("Bygaden");
const KÆLK = ofStreet("Kælkevej");

/** What is searched for, and the cases it finds: these and none of the others. */
export const SEARCH_EXAMPLES: [q: string, finds: SearchedName[]][] = [
  // Nothing that could be looked for.
  ["", EVERY],
  [" . , ", EVERY],

  // A street and its house: the number itself, with any letter or with the one that is asked for.
  ["Bygaden 2", ["by2", "by2A", "by2B"]],
  ["Bygaden 2A", ["by2A"]],
  ["bygaden 2a", ["by2A"]],
  ["Bygaden 12", ["by12", "by12A"]],
  ["Bygaden 20", ["by20"]],
  ["Bygaden 1", []],
  ["Bygaden 2-4", ["by24"]],
  ["gade 61", ["ost61", "ost61B"]],
  ["gade 61æ", ["ost61B"]],
  ["2740 Bygaden", BY],
  ["Haveforeningen 7", ["have30", "have7"]],
  ["Haveforeningen 7 30", ["have30"]],
  ["10. Februar Vej 5", ["february"]],
  ["10 februar vej", ["february"]],

  // A short number that follows no street may be the floor; one after the house is.
  ["2 mf", ["by12A"]],
  ["2 Bygaden", ["by2", "by2A", "by2B", "by12A"]],
  ["Bygaden 12 3", ["by12"]],
  ["Bygaden 12, 3. tv, 2740 Skovlunde", ["by12"]],
  ["Bygaden 2A 1 th", ["by2A"]],
  ["Alléen 5, 2. 1, 6800 Varde", ["allé5"]],
  ["Alléen 5 1", ["allé5"]],
  ["Bygaden 24 1 2", []],
  ["Torvet 3", ["torv33", "torv31"]],
  ["Torvet 3, 3. tv, 6800 Varde", ["torv33"]],
  ["torvet 3 3", ["torv33"]],
  ["torvet3 3", ["torv33"]],
  ["Torvet 3, 1. tv", ["torv31"]],
  ["Torvet 3 tv 3", ["torv33"]],
  ["3 Torvet 3", ["torv33", "torv31"]],

  // As a caller says it, or types it in a hurry.
  ["Bygaden 12, 3. sal tv", ["by12"]],
  ["bygaden 12, 3. sal, tv", ["by12"]],
  ["bygaden 12 3tv", ["by12"]],
  ["bygaden 2b sttv", ["by2B"]],
  ["Bygaden nr. 12", ["by12", "by12A"]],
  ["bygaden12", ["by12", "by12A"]],
  ["bygaden12a", ["by12A"]],
  ["bygaden12 3. tv", ["by12"]],
  ["Bygaden 12 A, 2. mf", ["by12A"]],
  ["bygaden 12 a", ["by12A"]],
  ["Bygaden nr. 12 A", ["by12A"]],
  ["bygaden 2b stuen til venstre", ["by2B"]],
  ["Østergade 61 stuen, højre", ["ost61"]],
  ["bygaden 20 kælder", ["by20"]],
  ["Bygaden 12, 3. til venstre", ["by12"]],
  ["til højre", []],
  ["sal", []],
  ["nr. 12", []],

  // A floor or a side is a word of its own beside other words, and a piece of one alone.
  ["Østergade st", ["ost61"]],
  ["Bygaden kl", ["by20"]],
  ["Bygaden k2", ["by122"]],
  ["Bygaden mf", ["by12A"]],
  ["BYGADEN TV", ["by2B", "by12"]],
  ["Bygaden th", ["by2A", "by122"]],
  ["øst 61", ["ost61", "ost61B"]],
  ["stergade 61", ["ost61", "ost61B"]],
  ["kø 99", ["percent"]],
  ["st", ["by2B", "ost61", "ost61B", "quotes"]],
  ["mf", ["by12A"]],

  // Alone a number is a piece of anything: postcode, house, number, reference.
  ["274", [...BY, "have30", "have7"]],
  ["61", ["ost61", "ost61B"]],
  ["70015", ["allé5"]],
  ["274,", [...BY, "have30", "have7"]],
  ["7002", ["quotes", "regex", "dots", "long"]],
  ["Kælkevej 70021", ["regex"]],
  ["0112", ["long"]],
  ["101D", ["long"]],

  // Capitals, accents, »aa« and »å«.
  ["østergade", ["ost61", "ost61B"]],
  ["ØSTERGADE", ["ost61", "ost61B"]],
  ["aagade", ["aa1", "aaring1"]],
  ["Ågade 1", ["aa1", "aaring1"]],
  ["ÅRHUS", ["ost61", "ost61B"]],
  ["alleen", ["allé5"]],
  ["ALLÉEN 5", ["allé5"]],
  ["mullers", ["müller5"]],
  ["müllers vej 5", ["müller5"]],
  ["kobenhavn", []],
  ["KØBENHAVN", KÆLK],

  // References, as they are written and word by word.
  ["AB 7", ["by12"]],
  [" AB 7 ", ["by12"]],
  ["ab-7", ["by12A"]],
  ["AB-7/12", ["by12A"]],
  ["Sag 3, 4. etape", ["dots"]],
  ["4. ETAPE", ["dots"]],
  ["sag etape", ["dots"]],

  // What is typed stands for itself.
  ["%", ["percent"]],
  ["50%", ["percent"]],
  ["_", ["under"]],
  ["a_b", ["under"]],
  ["\\", ["back"]],
  ["c:\\sager", ["back"]],
  ["'", ["quotes"]],
  [`"øst"`, ["quotes"]],
  ["(a|b)*", ["regex"]],
  ["[c]^$", ["regex"]],
  ["x.y", ["regex"]],
  [".*", ["regex"]],
  [".+", []],
  ["a|b", ["regex"]],

  // Many words: each must be found; those after the tenth are not looked for.
  ["Frederiksberg Richs C F Vej 101D 14 0112", ["long"]],
  ["Frederiksberg Richs C F Vej 101D 14 0113", []],
  ["a a a a a a a a a bygaden Nørrebro", BY],
  ["a a a a a a a a Nørrebro bygaden", []],
];

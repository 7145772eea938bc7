import {
  bareStreet,
  FOLDED_LETTERS,
  folded,
  LOWERED_LETTERS,
  looseStreet,
  lowered,
} from "@/lib/domain/addresses/spelling";

test.each([
  ["Gl. Allé", "Gammel Allé"],
  ["Gml. Kongevej", "Gamle Kongevej"],
  ["Gl Kongevej", "GAMMEL KONGEVEJ"],
  ["Kirkev.", "Kirkevej"],
  ["Nørreg.", "Nørregade"],
  ["Torvepl. ", "Torveplads"],
  ["Sct. Pauls Pl.", "Sankt Pauls Plads"],
  ["Skt. Hans Gade", "Sankt Hans Gade"],
  ["St. Kongensgade", "Store Kongensgade"],
  ["Sdr. Blvd.", "Søndre Boulevard"],
  ["Ndr. Fasanvej", "Nordre Fasanvej"],
  ["Kgs. Nytorv", "Kongens Nytorv"],
  ["Aagade", "Ågade"],
  ["Soendervangen", "Søndervangen"],
  ["Aeroevej", "Ærøvej"],
  ["Søndervångsvej", "Soendervaangsvej"],
  ["Århusvej", "Arhusvej"],
  ["Saint Knuds Vej", "Skt. Knuds Vej"],
  ["St. Knuds Vej", "Sankt Knuds Vej"],
  ["Nr. Allé", "Nørre Allé"],
  ["N. Ringvej", "Nordre Ringvej"],
  ["Ndr. Ringvej", "Nørre Ringvej"],
  ["S. Ringvej", "Sønder Ringvej"],
  ["Sdr. Ringvej", "Søndre Ringvej"],
  ["Vestr. Ringvej", "Vester Ringvej"],
  ["V. Ringvej", "Vestre Ringvej"],
  ["Vester Ringvej", "Vestre Ringvej"],
  ["Ø. Ringvej", "Østre Ringvej"],
  ["Øster Ringvej", "Østre Ringvej"],
  ["Ll. Strandstræde", "Lille Strandstræde"],
  ["L. Strandstræde", "Lille Strandstræde"],
  ["Kg. Georgs Vej", "Kong Georgs Vej"],
  ["Dr. Holsts Vej", "Doktor Holsts Vej"],
  ["Prof. Olriks Vej", "Professor Olriks Vej"],
  ["Chr. Winthers Vej", "Christian Winthers Vej"],
  ["Fred. Bajers Plads", "Frederik Bajers Plads"],
  ["H.C. Andersens Bvd.", "H.C. Andersens Boulevard"],
  ["Allé", "Alle"],
  ["C. F. Richs Vej", "CF Richs Vej"],
  ["O'Connors Vej", "O’Connors Vej"],
])("»%s« and »%s« are likely one street", (one, other) => {
  expect(looseStreet(one)).toBe(looseStreet(other));
});

test.each([
  ["Kirkevej", "Kirkegade"],
  ["Kirkev.", "Kirkeg."],
  ["Nørregade", "Søndergade"],
  ["Gammel Kongevej", "Ny Kongevej"],
  ["Vestergade", "Østergade"],
  ["Bygaden", "Bygade"],
  ["Vej 1", "Vej 2"],
  ["Kirkevej", "Kirkev"],
  ["Ærøvej", "Røvej"],
  ["Øvej", "Vej"],
  ["Åvej", "Vej"],
])("»%s« and »%s« are two streets", (one, other) => {
  expect(looseStreet(one)).not.toBe(looseStreet(other));
});

test.each([
  ["C. F. Richs Vej", "c.f.richs vej"],
  ["O'Connors Vej", "O’Connors Vej"],
  ["Nørre-Voldgade", "Nørre – Voldgade"],
  ["»Solgården«, Vest", "Solgården (Vest)"],
  ["H/F Vennelyst", "HF Vennelyst"],
])("»%s« and »%s« are one street", (one, other) => {
  expect(bareStreet(one)).toBe(bareStreet(other));
});

test.each([
  ["Allé", "Alle"],
  ["Aagade", "Ågade"],
  ["Gl. Kongevej", "Gammel Kongevej"],
])("»%s« and »%s« are not certainly one street", (one, other) => {
  expect(bareStreet(one)).not.toBe(bareStreet(other));
});

test.each([
  ["ALLÉEN 5", "alléen 5", "alleen 5"],
  ["Aagade", "aagade", "ågade"],
  ["ÆRØ, ÅRHUS", "ærø, århus", "ærø, århus"],
  ["MÜLLERS Vej", "müllers vej", "mullers vej"],
  ["Malmö Äppelgatan", "malmö äppelgatan", "malmø æppelgatan"],
  ["Jón Ólafs Vej", "jón ólafs vej", "jon olafs vej"],
  ["Ánna Íslands Vej", "ánna íslands vej", "anna islands vej"],
  ["Ýmirsvej", "ýmirsvej", "ymirsvej"],
  ["ŠKODAVEJ", "škodavej", "škodavej"],
  ["ΩМ", "ΩМ", "ΩМ"],
])("»%s« is »%s« in small letters and »%s« in a search", (text, small, plain) => {
  expect([lowered(text), folded(text)]).toEqual([small, plain]);
});

test("the tables for PostgreSQL have a letter beside each letter", () => {
  const translated = (text: string, { from, to }: { from: string; to: string }) =>
    [...text].map((letter) => [...to][[...from].indexOf(letter)] ?? letter).join("");
  expect(FOLDED_LETTERS.from).toHaveLength(FOLDED_LETTERS.to.length);
  expect(LOWERED_LETTERS.from).toHaveLength(LOWERED_LETTERS.to.length);
  expect(translated("ÆØÅ Éü Šž", LOWERED_LETTERS)).toBe("æøå éü šž");
  expect(translated("ÆØÅ ÉüÄ Šž", FOLDED_LETTERS)).toBe("æøå euæ šž");
});

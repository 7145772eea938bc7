import { cleanText, isGarbledName, isNoValue, rawLimit, withoutInvisible } from "@/lib/domain/text";

test.each([
  ["line breaks of every kind", "a\r\nb\rc\u2028d\u2029e\nf", "a\nb\nc\nd\ne\nf"],
  ["blanks at the end of lines and runs of them", "a  b \n  c\t d\n", "a b\n c d"],
  ["empty lines around it", "\n\n a\n\nb \n\n", "a\n\nb"],
])("text of several lines: %s", (_, given, text) => {
  expect(cleanText(given, 100, { multiline: true })).toEqual({ text });
});

test("text of one line has one space for each run of blanks and breaks", () => {
  expect(cleanText(" a \r\n\t b\u00ADc ", 100)).toEqual({ text: "a bc" });
  expect(cleanText("\u00A0", 100)).toEqual({ text: "" });
});

test.each([
  [1e21, "1000000000000000000000"],
  [0.1 + 0.2, "0.3"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
])("the number %d is written %s", (given, text) => {
  expect(cleanText(given, 100)).toEqual({ text });
});

test("digits that are text stay as they are", () => {
  expect(cleanText("007", 100)).toEqual({ text: "007" });
});

test("raw text is read up to its limit, and is empty when it is longer", () => {
  const blanks = rawLimit(3) - 3;
  expect(cleanText(`${" ".repeat(blanks)}abc`, 3)).toEqual({ text: "abc" });
  expect(cleanText(`${" ".repeat(blanks + 1)}abc`, 3)).toEqual({ text: "", fault: "too_long" });
  expect(cleanText("abcd", 3)).toEqual({ text: "", fault: "too_long" });
});

test.each([
  ["Nørregade", false],
  ["Smith & Søn", false],
  ["N?rregade", true],
  ["N\uFFFDrregade", true],
  ["NÃ¸rregade", true],
  ["N&oslash;rregade", true],
  ["All&eacute;", true],
])("»%s« is garbled: %s", (name, isGarbled) => {
  expect(isGarbledName(name)).toBe(isGarbled);
});

test.each(["NULL", "NA", "n/a", "samme", "Samme vej", "som før", "do", "do.", "dito", "–", "...", "〃"])(
  "»%s« stands for an empty value",
  (text) => expect(isNoValue(text)).toBe(true),
);
test.each(["Natvej", "Samsøvej", "Domsvej", "Nilsvej", "Totalvej", "Tomsvej", "- 4", "0"])(
  "»%s« is a value",
  (text) => expect(isNoValue(text)).toBe(false),
);

test("signs without width are left out", () => {
  expect(withoutInvisible("\uFEFFa\u00ADb\u200Bc")).toBe("abc");
});

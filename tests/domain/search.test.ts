import { caseNumberIn, parseSearch, searchMatcher } from "@/lib/domain/search";
import { SEARCH_EXAMPLES, SEARCHED, type SearchedName } from "../support/search-examples";

test.each(SEARCH_EXAMPLES)("»%s« finds %j and nothing else", (q, finds) => {
  const found = searchMatcher(parseSearch(q));
  const names = (Object.keys(SEARCHED) as SearchedName[]).filter((name) => found(SEARCHED[name]));
  expect(names.sort()).toEqual([...finds].sort());
});

test("a search is read once, and says itself what it looks for", () => {
  expect(parseSearch("Bygaden 2, st. TV")).toEqual({
    words: [
      [{ contains: "bygaden" }],
      [
        { place: "houseNo", pattern: "^2([^0-9]|$)" },
        { place: "street", pattern: "(^|[ .-])2([ .-]|$)" },
      ],
      [{ place: "line", pattern: "(^|[^0-9a-zæøå])st([^0-9a-zæøå]|$)" }],
      [{ place: "line", pattern: "(^|[^0-9a-zæøå])tv([^0-9a-zæøå]|$)" }],
    ],
    reference: "bygaden 2, st. tv",
  });
});

test.each([
  ["10017", 10017],
  [" 10017 ", 10017],
  ["#10017", 10017],
  ["sag 10017", 10017],
  ["Sagsnr. 10017", 10017],
  ["nr 10017", 10017],
  ["case no. 10017", 10017],
  ["Bygaden 10017", null],
  ["10017 2", null],
  ["1234567890", null],
  ["", null],
])("the case number in »%s« is %s", (q, number) => {
  expect(caseNumberIn(q)).toBe(number);
});

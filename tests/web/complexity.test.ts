import { isTooComplex } from "@/lib/front/complexity.mjs";

const limits = { levels: 3, values: 6, members: 4 };

test.each([
  ["[[[]]]", false],
  ["[[[[]]]]", true],
  ["[1,2,3,4]", false],
  ["[1,2,3,4,5]", true],
  ['{"a":1,"b":2,"c":3,"d":4,"e":5}', true],
  // The members of one are not those of another, but count in all.
  ["[[1,2,3],[1,2,3]]", false],
  ["[[1,2,3],[1,2,3],[1,2,3]]", true],
  // What stands in a text is no structure.
  ['["[[[[,,,,,,,,\\"[[[["]', false],
  // Not JSON: for the parser to refuse.
  ["]]]]", false],
])("%s is too complex: %s", (text, is) => {
  expect(isTooComplex(text, limits)).toBe(is);
});

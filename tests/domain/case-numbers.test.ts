import { comparable, repeatedNumbers } from "@/lib/domain/fields/case-numbers";
import { elementsRead } from "../support/elements-read";

test.each([
  ["A-00 41.2", "a00412"],
  ["57 1313 1742 0000 0019", "571313174200000019"],
  ["41001/2", "41001/2"],
  // Capitals outside A to Z stay, as in SQL.
  ["ØA1", "Øa1"],
])("%j is compared as %j", (number, compared) => expect(comparable(number)).toBe(compared));

test.each<[Record<string, string>, string[]]>([
  [{ a: "41001", b: "41002" }, []],
  [{ a: "41001", b: "41002", c: "41001" }, ["a", "c"]],
  [{ a: "A-41", b: "B 2", c: "a41", d: "A 41", e: "b2", f: "7" }, ["a", "c", "d", "b", "e"]],
])("of %j %j have a number that another has", (numbers, ids) =>
  expect(repeatedNumbers(Object.entries(numbers))).toEqual(ids),
);

test("one number in many cases is work for each of them, not for each pair", async () => {
  const ids = Array.from({ length: 1_000 }, (_, i) => `case ${i}`);
  const numbers = ids.map((id) => [id, "41001"] as const);
  expect(await elementsRead(() => repeatedNumbers(numbers))).toBeLessThan(10 * ids.length);
  expect(repeatedNumbers(numbers)).toEqual(ids);
});

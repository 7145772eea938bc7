import { readAddress } from "@/lib/domain/addresses/address";
import { readFields } from "@/lib/domain/fields/check-fields";
import { cut } from "@/lib/domain/text";

test("text is cut between characters, never through one", () => {
  expect(cut("abc", 5)).toBe("abc");
  expect(cut("abc", 2)).toBe("ab");
  expect(cut("a💡b", 2)).toBe("a💡");
  expect(cut("💡💡💡", 2)).toBe("💡💡");
  expect(cut("ab💡", 3)).toBe("ab💡");
  expect(cut("", 3)).toBe("");
});

test("half a character that was there before becomes a sign of its own", () => {
  expect(cut("a\ud83d", 5)).toBe("a�");
  expect(cut("\udca1a", 1)).toBe("�");
});

test("what a problem repeats of a value is whole characters", () => {
  const odd = `${"x".repeat(199)}💡${"x".repeat(300)}`;
  const { problems } = readAddress({
    street: { error: odd },
    houseNo: odd,
    floor: { date: odd },
    door: [odd],
    postcode: odd,
  });
  const fields = readFields("apartment", ["ampere", "storeys"], {
    ampere: odd,
    storeys: [`${"x".repeat(97)}💡`],
    street: odd,
  });
  const values = [...problems, ...fields.problems].map(({ value }) => value ?? "");
  expect(values).toHaveLength(8);
  for (const value of values) expect(value.isWellFormed()).toBe(true);
  expect(values.filter((value) => value.includes("💡"))).toHaveLength(7);
});

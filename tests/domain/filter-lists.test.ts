import { CaseFilter } from "@/lib/contract/inputs/selection";

const ID = "7b0c6a6e-3f1d-4c58-9a35-0d6f0f1f2a11";

test.each([
  ["group", ID],
  ["installer", ID],
  ["handler", "none"],
  ["state", "submitted"],
])("a filter names one %s, or a thousand, and of more none is read", (key, value) => {
  expect(CaseFilter.parse({ [key]: value })).toEqual({ [key]: [value] });
  expect(CaseFilter.safeParse({ [key]: Array(1_000).fill(value) }).success).toBe(true);
  let read = 0;
  const long = Object.defineProperty(Array(1_001).fill(value), 0, {
    get: () => {
      read += 1;
      return value;
    },
  });
  const { error } = CaseFilter.safeParse({ [key]: long });
  expect([read, error?.issues]).toEqual([
    0,
    [expect.objectContaining({ path: [key], params: { code: "too_large", limit: 1_000 } })],
  ]);
});

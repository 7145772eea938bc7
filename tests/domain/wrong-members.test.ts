import type { z } from "zod";
import { ActionInput } from "@/lib/contract/inputs/actions";
import { AddCasesInput } from "@/lib/contract/inputs/imports";

const ids = (list: unknown[]) => list.map((_, i) => `7b0c6a6e-3f1d-4c58-9a35-${String(i).padStart(12, "0")}`);

test.each<[string, z.ZodType, (list: unknown[]) => unknown, unknown]>([
  [
    "versions",
    ActionInput,
    (list) => ({ action: "archive", selection: { ids: ids(list), versions: list } }),
    1,
  ],
  ["addresses", AddCasesInput, (addresses) => ({ addresses }), {}],
])("of wrong %s a hundred are noted, each at its place, and no more", (_, schema, bodyOf, right) => {
  expect(schema.safeParse(bodyOf(Array(300).fill(right))).success).toBe(true);
  const { error } = schema.safeParse(bodyOf([right, ...Array(300).fill("wrong"), right]));
  const places = error?.issues.map(({ path }) => path.at(-1));
  expect(places).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
});

import type { ImportAnswer } from "@/components/import/import-answer";
import type { RowProblem } from "@/lib/contract/answers/problems";

/** What the server says of one good row, or of more as it is given. */
export const answer = (more: Partial<ImportAnswer> = {}): ImportAnswer => ({
  operationId: null,
  rows: 1,
  created: 0,
  ready: 1,
  problems: [],
  repairs: [],
  problemRows: [],
  addresses: [{ row: 1, address: "Bakkevej 1, 2740 Skovlunde" }],
  ...more,
});

/** A house number that cannot be read, in the first row. */
export const problem = (more: Partial<RowProblem> = {}): RowProblem => ({
  row: 1,
  column: null,
  field: "houseNo",
  value: "x",
  severity: "error",
  code: "not_a_house_number",
  message: "Husnr. »x« kan ikke læses.",
  ...more,
});

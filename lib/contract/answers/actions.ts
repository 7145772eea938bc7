import { z } from "zod";
import type { FieldKey, FieldValue } from "@/lib/domain/fields/fields";
import { ACTIONS, CASE_TYPES, REASONS } from "@/lib/domain/vocabulary";
import { count, id, known, lastChange, state } from "./pieces";
import { FieldProblem } from "./problems";

/** Why a case was refused; for `changed_since` also who changed it. */
export const blockedCase = {
  caseId: id,
  number: z.int(),
  reason: z.enum(REASONS),
  state,
  message: z.string(),
  ...lastChange,
};
const BlockedCase = z.object({ ...blockedCase, problems: z.array(FieldProblem).optional() });
export type BlockedCase = z.output<typeof BlockedCase>;

/** The changed cases of one group, a line of the preview. */
const GroupOutcome = z.object({
  groupId: id,
  name: z.string(),
  caseType: z.enum(CASE_TYPES),
  from: z.array(state),
  to: state.nullable(),
  count,
});
export type GroupOutcome = z.output<typeof GroupOutcome>;

const ValueCount = z.object({ value: known<FieldValue | null>(z.unknown()), count, text: z.string() });
export type ValueCount = z.output<typeof ValueCount>;

/** The changes of one field, with its most frequent values before and after. */
const FieldOutcome = z.object({
  field: known<FieldKey>(z.string()),
  label: z.string(),
  cases: count,
  from: z.array(ValueCount),
  fromDistinct: count,
  to: z.array(ValueCount),
  toDistinct: count,
});
export type FieldOutcome = z.output<typeof FieldOutcome>;

export const ActionOutcome = z.object({
  operationId: id.nullable().meta({ description: "Null for a dry run" }),
  action: z.enum(ACTIONS),
  requested: count,
  done: count,
  unchanged: count,
  blocked: z.array(BlockedCase),
  missing: z.array(id),
  groups: z.array(GroupOutcome),
  warnings: z
    .array(z.object({ caseId: id, number: z.int(), problems: z.array(FieldProblem) }))
    .optional()
    .meta({ description: "Of `edit` with `acceptWarnings`: what is accepted of each case" }),
  fields: z.array(FieldOutcome).optional().meta({ description: "Of a dry run of `edit` alone" }),
});
export type ActionOutcome = z.output<typeof ActionOutcome>;

export const SelectionValues = z.object({
  count,
  missing: count,
  caseTypes: z.array(z.object({ caseType: z.enum(CASE_TYPES), count })),
  fields: z.array(
    z.object({
      field: known<FieldKey>(z.string()),
      label: z.string(),
      cases: count.meta({ description: "Cases whose type has the field" }),
      empty: count,
      distinct: count,
      values: z.array(ValueCount).meta({ description: "The most frequent" }),
    }),
  ),
});
export type SelectionValues = z.output<typeof SelectionValues>;

export const Reasons = z.object({ reasons: z.array(z.string()) });
export type Reasons = z.output<typeof Reasons>;

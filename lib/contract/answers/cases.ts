import { z } from "zod";
import { ADDRESS_PARTS, type AddressPart } from "@/lib/domain/addresses/address-parts";
import type { FieldValues } from "@/lib/domain/fields/fields";
import { ACTIONS, CASE_TYPES, REASONS } from "@/lib/domain/vocabulary";
import {
  administrator,
  count,
  countsByState,
  id,
  known,
  moment,
  nextCursor,
  person,
  state,
  values,
} from "./pieces";

const addressParts = z.object(
  Object.fromEntries(ADDRESS_PARTS.map((part) => [part, z.string()])) as Record<AddressPart, z.ZodString>,
);

export const Case = z.object({
  id,
  number: z.int(),
  projectId: id,
  groupId: id,
  caseType: z.enum(CASE_TYPES),
  state,
  address: z.string(),
  addressParts,
  fields: known<FieldValues>(values),
  installer: person,
  handler: person.nullable(),
  closed: z
    .object({ reason: z.string().nullable(), day: z.iso.date() })
    .nullable()
    .meta({ description: "Why and on which day it was rejected or cancelled" }),
  version: z.int(),
  createdAt: moment,
  updatedAt: moment,
  anonymisedAt: moment
    .nullable()
    .meta({ description: "When what names its customer and payer was removed, long after it was archived" }),
});
export type Case = z.output<typeof Case>;

export const Cases = z.object({
  cases: z.array(Case),
  total: count,
  countsByState,
  countsByGroup: z.record(z.string(), count),
  nextCursor,
});
export type Cases = z.output<typeof Cases>;

export const SelectedCases = z.object({
  cases: z.array(
    Case.pick({
      id: true,
      number: true,
      groupId: true,
      caseType: true,
      state: true,
      version: true,
      address: true,
    }),
  ),
  nextCursor,
});
export type SelectedCases = z.output<typeof SelectedCases>;

/** An action with whether a selection of cases allows it. */
const Offer = z.object({
  action: z.enum(ACTIONS),
  label: z.string(),
  offered: z.boolean(),
  eligible: count,
  blocked: z.array(
    z.object({ reason: z.enum(REASONS), state, message: z.string(), count, caseIds: z.array(id) }),
  ),
});
const SelectionOffer = Offer.extend({
  rule: z.string().meta({ description: "Which cases the action is for" }),
  message: z.string().nullable().meta({ description: "Why it is not offered" }),
});
export type SelectionOffer = z.output<typeof SelectionOffer>;
export const Offers = z.object({ count, missing: count, actions: z.array(SelectionOffer) });
export type Offers = z.output<typeof Offers>;

const HistoryEntry = z.object({
  id: z.int(),
  at: moment,
  action: z.string(),
  actorName: z.string(),
  organisationName: z.string().nullable().meta({ description: administrator }),
  fromState: state.nullable(),
  toState: state.nullable(),
  changes: known<Record<string, [unknown, unknown]>>(z.record(z.string(), z.array(z.unknown()))).nullable(),
  operationId: id,
  operationSize: count.meta({ description: "Cases of the operation that you see" }),
  hasReport: z.boolean().meta({ description: "Whether you see the operation whole: `/operations/{id}`" }),
  params: values,
});
export type HistoryEntry = z.output<typeof HistoryEntry>;
export const CaseDetail = Case.extend({ actions: z.array(Offer), history: z.array(HistoryEntry) });
export type CaseDetail = z.output<typeof CaseDetail>;

import { z } from "zod";
import { ADDRESS_PARTS, type AddressPart } from "@/lib/domain/addresses/address-parts";
import { DUE_STATUSES, WAITING } from "@/lib/domain/case-filter";
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
  gridArea: z.string(),
  groupId: id,
  caseType: z.enum(CASE_TYPES),
  state,
  address: z.string(),
  addressParts,
  fields: known<FieldValues>(values),
  installer: person,
  handler: person.nullable(),
  due: z
    .object({
      date: z.iso.date().nullable(),
      side: z.enum(["installer", "dso"]),
      paused: z.boolean(),
      status: z.enum(DUE_STATUSES),
      waiting: z.enum(WAITING),
    })
    .nullable()
    .meta({
      description: "Who must act, by which working day, and how near that is; null when nobody must",
    }),
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

/** Of all projects that one sees. */
export const CasesOfAll = Cases.omit({ countsByGroup: true }).extend({
  cases: z.array(Case.extend({ projectName: z.string() })),
  countsByProject: z
    .record(z.string(), count)
    .meta({ description: "Only projects with a case that matches" }),
});
export type CasesOfAll = z.output<typeof CasesOfAll>;

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

const tile = z.object({ count, filter: z.record(z.string(), z.array(z.string())) });
const since = z.object({ count, since: moment });

export const Work = z.object({
  overdue: tile.meta({ description: "Cases on which your side should have acted" }),
  mine: tile.meta({ description: "Cases that wait for you: your side must act, and you are responsible" }),
  ours: tile.meta({ description: "Cases that wait for your side" }),
  fresh: since.meta({ description: "Changes of cases by others since your last visit" }),
  done: since.meta({ description: "Changes of cases by you in the last seven days" }),
});
export type Work = z.output<typeof Work>;

/** What others have changed; `at` is what to ask with next time. For the pages alone. */
export type CaseChanges = {
  at: string;
  cases: { id: string; version: number; updatedAt: string; changedBy: string }[];
  hasMore: boolean;
  /** Who took back the making of cases, which are gone; null when nobody did. */
  removedBy: string | null;
};

import type { FieldKey } from "@/lib/domain/fields/fields";
import type { Action, CaseState, CaseType, Reason, Role } from "@/lib/domain/vocabulary";
import type { Assignees } from "@/components/grid/case-row";

/** What the API says of a selection (`POST /api/v1/cases/offers`). */
export type OfferAnswer = {
  action: Action;
  label: string;
  offered: boolean;
  eligible: number;
  rule: string;
  message: string | null;
  blocked: { reason: Reason; state: CaseState; message: string; count: number; caseIds: string[] }[];
};
export type OffersAnswer = { count: number; missing: number; actions: OfferAnswer[] };

export type BlockedAnswer = {
  caseId: string;
  number: number;
  reason: Reason;
  state: CaseState;
  message: string;
};

/** A value as the API tells it: itself, its words, how many cases. */
export type ValueAnswer = { value: string | number | boolean | null; text: string; count: number };

/** What becomes of one field; of the values the most frequent are named. */
export type FieldAnswer = {
  field: FieldKey;
  label: string;
  cases: number;
  from: ValueAnswer[];
  fromDistinct: number;
  to: ValueAnswer[];
  toDistinct: number;
};

/** What became, or would become, of an action (`POST /api/v1/cases/actions`). */
export type OutcomeAnswer = {
  operationId: string | null;
  action: Action;
  requested: number;
  done: number;
  unchanged: number;
  blocked: BlockedAnswer[];
  missing: string[];
  groups: {
    groupId: string;
    name: string;
    caseType: CaseType;
    from: CaseState[];
    to: CaseState | null;
    count: number;
  }[];
  /** Of an edit: what the field list warns of, by case. */
  warnings?: { caseId: string; number: number; problems: { message: string }[] }[];
  /** Of an edit that was tried out. */
  fields?: FieldAnswer[];
  /** Who is responsible now; the page knows the name. Null is nobody. */
  person?: string | null;
};

/** A selected case as the actions need it. */
export type SelectedCase = {
  id: string;
  version: number;
  state?: CaseState;
  caseType?: CaseType;
  number?: number;
  address?: string;
};

/** The selection as the API takes it: ids with the versions the page shows, or all that match a filter. */
export type SelectionBody =
  | { ids: string[]; versions: number[] }
  | { projectId: string; filter: Record<string, string | string[]>; except: string[] };

/** What an action is to be taken on. */
export type ActionTarget = {
  selection: SelectionBody;
  count: number;
  /** The selected cases the page knows: all of them when they were selected one by one. */
  rows: readonly SelectedCase[];
  /** How many of them the filter of the page hides. */
  hidden: number;
};

/** Some cases, each selected by itself. */
export const targetOf = (rows: readonly SelectedCase[]): ActionTarget => ({
  selection: { ids: rows.map((row) => row.id), versions: rows.map((row) => row.version) },
  count: rows.length,
  rows,
  hidden: rows.filter((row) => row.state === undefined).length,
});

/** What the forms of the actions need to know of who is asking and when. */
export type ActionFacts = {
  role: Role;
  assignees: Assignees;
  /** In Denmark, YYYY-MM-DD. */
  today: string;
};

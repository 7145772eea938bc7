import type { ActionOutcome } from "@/lib/contract/answers/actions";
import type { CaseState, CaseType, Role } from "@/lib/domain/vocabulary";
import type { Assignees } from "@/components/grid/case-row";

/** What became of an action, and who is responsible now, whose name the page knows; null is nobody. */
export type OutcomeAnswer = ActionOutcome & { person?: string | null };
export type { BlockedCase as BlockedAnswer, ValueCount as ValueAnswer } from "@/lib/contract/answers/actions";
export type { Offers as OffersAnswer, SelectionOffer as OfferAnswer } from "@/lib/contract/answers/cases";

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
  | { projectId?: string; filter: Record<string, string | string[]>; except: string[] };

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

import type { Action, CaseState, CaseType, Reason, Role } from "@/lib/domain/vocabulary";
import type { Assignees } from "./case-row";

/** What the API says of a selection (`POST /api/v1/cases/offers`). */
export type OfferAnswer = {
  action: Action;
  label: string;
  offered: boolean;
  eligible: number;
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

/** What the forms of the actions need to know of who is asking and when. */
export type ActionFacts = {
  role: Role;
  assignees: Assignees;
  /** Days the forms begin with: today, and the first day a meter can be had. */
  today: string;
  earliestMeterDate: string;
};

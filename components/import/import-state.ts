import type { ProblemDocument } from "@/components/api";
import type { TypedValues } from "@/components/fields/case-field-control";
import type { WorkProgress } from "@/components/long-work";
import type { Pause } from "@/components/tries";
import { expandRange } from "@/lib/domain/addresses/address-range";
import { DEFAULTS } from "@/lib/domain/fields/fields";
import { LIMITS } from "@/lib/domain/limits";
import type { CaseType } from "@/lib/domain/vocabulary";
import type { Draft } from "./draft";
import {
  type FieldProblems,
  type FileQuestion,
  type ImportAnswer,
  isFilled,
  type TypedRow,
} from "./import-answer";
import { lineOf } from "./range-line";

export type Step = 1 | 2 | 3;
export type Tab = "type" | "range" | "excel";
export const isTab = (value: string | null): value is Tab =>
  value === "type" || value === "range" || value === "excel";
/** What the address of the page says. */
export type Place = { tab: Tab; step: Step };

/** Shown beside the buttons: a sentence of the page's own, or what the server said. */
export type Told =
  | { sentence: `nothing.${Tab}` | "noneReady" | `pause.${Pause}` }
  | { problem: Pick<ProblemDocument, "code" | "detail" | "errors">; isCommit?: boolean };

export type ImportState = {
  caseType: CaseType;
  /** The last batch's values and when it was made. */
  last: { fields: TypedValues; at: string } | null;
  place: Place;
  draft: Draft;
  file: File | null;
  question?: FileQuestion | undefined;
  check?: ImportAnswer | undefined;
  created?: ImportAnswer | undefined;
  /** Something was changed that the server has not judged yet. */
  isStale: boolean;
  /** Told at the fields, by field. */
  faults: FieldProblems;
  /** The errors among them when the step was to be left. */
  summary: { path: string; message: string }[];
  /** Warnings of the fields that nobody had seen when the step was to be left. */
  unseen: string[];
  /** The step was to be left, so that empty fields are faults, too. */
  wantsFields: boolean;
  /** The fields that were judged last, as JSON. */
  judged: string;
  accepts: boolean;
  asksToAccept: boolean;
  asksForAddresses: boolean;
  refusal?: Told | undefined;
  /** What is under way. */
  work: "check" | "commit" | null;
  progress?: WorkProgress | undefined;
  /** The number of the last check; answers to earlier ones do not count. */
  turn: number;
  /** Counts how often the heading was to have the focus. */
  headed: number;
};

export type Start = Pick<ImportState, "caseType" | "last" | "place" | "draft" | "file">;

/** Where an import begins: with what this tab remembers, in the step the address names if that step can be shown. */
export const startOf = ({ caseType, last, place, draft, file }: Start): ImportState => ({
  caseType,
  last,
  place: allowed({ file, draft }, place),
  draft,
  file,
  isStale: false,
  faults: { errors: {}, warnings: {} },
  summary: [],
  unseen: [],
  wantsFields: false,
  judged: "",
  accepts: false,
  asksToAccept: false,
  asksForAddresses: false,
  work: null,
  turn: 0,
  headed: 0,
});

/** Without addresses or a file, or what was found in them, nothing can be shown but the first step. */
export const allowed = (
  { check, file, draft }: Pick<ImportState, "file" | "check" | "draft">,
  place: Place,
): Place => {
  const isGiven = place.tab === "excel" ? file !== null : rowsOf({ place, draft }).length > 0;
  return check !== undefined || isGiven ? place : { ...place, step: 1 };
};

/** A group's fields before anybody has filled them in. */
export const blankFields = (caseType: CaseType): TypedValues => ({
  payerSameAsCustomer: true,
  ...DEFAULTS[caseType],
});

export const fieldsOf = ({ draft, caseType, last }: ImportState): TypedValues =>
  draft.fields ?? { ...blankFields(caseType), ...last?.fields };

/** The rows typed or in the range, numbered from 1; removed ones keep their number and are not sent. */
export function rowsOf({ place, draft }: Pick<ImportState, "place" | "draft">): TypedRow[] {
  if (place.tab !== "range") return draft.typed.filter(isFilled);
  const taken = new Set(draft.taken);
  return (expandRange(draft.range).addresses as TypedRow[]).filter((one) => !taken.has(lineOf(one)));
}

/** Undefined before a file has been read. */
export const countOf = (state: ImportState): number | undefined =>
  state.place.tab === "excel" ? state.check?.rows : rowsOf(state).length - state.draft.omitted.length;

/** Whether there is something that can be checked. */
export const hasAddresses = (state: ImportState): boolean =>
  state.place.tab === "excel"
    ? state.file !== null && state.file.size <= LIMITS.uploadBytes
    : rowsOf(state).length > 0;

/** Rows in error; a field of the batch in error is an error of every row. */
export function rowsInError({ rows, problems }: ImportAnswer): number {
  const bad = problems.filter(({ severity }) => severity === "error");
  return bad.some(({ row }) => row === null) ? rows : new Set(bad.map(({ row }) => row)).size;
}

export const hasWarnings = ({ problems }: ImportAnswer): boolean =>
  problems.some(({ severity }) => severity === "warning");

/** Whether cases can be created now: checked, some rows without errors, and warnings accepted. */
export const mayCreate = ({ check, work, accepts }: ImportState): boolean =>
  check !== undefined && work === null && (accepts || !hasWarnings(check)) && check.rows > rowsInError(check);

import type { Answer, ProblemDocument } from "@/components/api";
import type { TypedValues } from "@/components/fields/case-field-control";
import type { WorkProgress } from "@/components/long-work";
import type { Pause } from "@/components/tries";
import { type Draft, type KeptFile, NO_DRAFT } from "./draft";
import { fieldProblems, type FileQuestion, type ImportAnswer, renumbered } from "./import-answer";
import {
  allowed,
  blankFields,
  fieldsOf,
  hasAddresses,
  hasWarnings,
  type ImportState,
  type Place,
  rowsInError,
  startOf,
  type Step,
  type Tab,
} from "./import-state";

/** What a check was asked for: to go on from the addresses or the fields, or to see the rows again. */
export type Aim = "addresses" | "fields" | "rows";

type Events = {
  /** The browser went Back or forward. */
  placed: { place: Place };
  lastRead: Pick<ImportState, "last">;
  wentBack: object;
  tabChosen: { tab: Tab };
  addressesChanged: { part: Partial<Draft> };
  addressesLeft: object;
  fileChosen: { file: File | null };
  fileKept: { file: File; kept: KeptFile };
  sheetChosen: { sheet: string };
  fieldsChanged: { values: TypedValues };
  fieldsCleared: object;
  /** A field was left, and its value is judged. */
  fieldsAsked: object;
  fieldsJudged: { turn: number; answer: Answer<ImportAnswer> };
  /** What a file leaves open: the sheet, hidden rows, the order of dates. */
  choiceMade: { input: string; value: string };
  cellMended: { row: number; field: string; value: string };
  rowsRemoved: { rows: readonly number[] };
  rowsRestored: object;
  warningsAccepted: { accepts: boolean };
  createPressed: object;
  asked: { work: "check" | "commit" };
  progressed: { turn: number; progress: WorkProgress };
  paused: { pause: Pause };
  checked: { turn: number; aim: Aim; answer: Answer<ImportAnswer> };
  committed: { answer: Answer<ImportAnswer> };
  /** The file of errors could not be had, or somebody else was faster. */
  refused: { problem: Pick<ProblemDocument, "code" | "detail" | "errors"> | undefined };
  startedOver: object;
  undone: object;
};
export type ImportEvent = { [Type in keyof Events]: { type: Type } & Events[Type] }[keyof Events];

/** Refusals that the first step answers, by a choice or by another file. */
const QUESTIONS = ["missing_columns", "ambiguous_columns", "choose_sheet"];
const OF_FILE = [...QUESTIONS, "invalid_file", "payload_too_large", "too_many_rows"];
/** Another choice of these makes other rows: what was mended or taken out before belongs to the old ones. */
const OTHER_ROWS = ["sheet", "hiddenRows"];
const UNMENDED = { overrides: {}, omitted: [] };

const to = (state: ImportState, step: Step): ImportState => ({
  ...state,
  place: { ...state.place, step },
  refusal: undefined,
  unseen: [],
  headed: state.headed + 1,
});

/** A check of what has been changed since is not waited for. */
const dropped = (state: ImportState): ImportState =>
  state.work === "check" ? { ...state, turn: state.turn + 1, work: null, progress: undefined } : state;

const drafted = (state: ImportState, part: Partial<Draft>): ImportState => ({
  ...dropped(state),
  draft: { ...state.draft, ...part },
});

/** New addresses are other rows. */
const readdressed = (state: ImportState, part: Partial<Draft>): ImportState => ({
  ...drafted(state, { ...part, ...UNMENDED }),
  check: undefined,
  asksForAddresses: false,
});

const answered = (state: ImportState): ImportState => ({ ...state, work: null, progress: undefined });

function refused(state: ImportState, problem: ProblemDocument, isCommit: boolean): ImportState {
  const isQuestion = QUESTIONS.includes(problem.code);
  return {
    ...answered(state),
    ...(OF_FILE.includes(problem.code) && { place: { ...state.place, step: 1 } }),
    question: isQuestion ? { ...(problem as Partial<FileQuestion>), message: problem.detail } : undefined,
    refusal: isQuestion ? undefined : { problem, isCommit },
  };
}

function checked(before: ImportState, aim: Aim, answer: Answer<ImportAnswer>): ImportState {
  if (!answer.ok) return { ...refused(before, answer.problem, false), isStale: true };
  const { place, draft } = before;
  const check = renumbered(answer.body, place.tab === "excel" ? [] : draft.omitted);
  const state = { ...answered(before), check, isStale: false, question: undefined, refusal: undefined };
  if (aim === "addresses" && place.step === 1) return to(state, 2);
  return aim === "fields" && place.step === 2 ? leaveFields(state, check) : state;
}

/** On to the rows, unless the fields have an error, or a warning that was not shown yet. */
function leaveFields(state: ImportState, check: ImportAnswer): ImportState {
  const faults = fieldProblems(check);
  const unseen = Object.entries(faults.warnings).filter(
    ([field, message]) => state.faults.warnings[field] !== message,
  );
  const told: ImportState = {
    ...state,
    faults,
    wantsFields: true,
    judged: JSON.stringify(fieldsOf(state)),
    summary: Object.entries(faults.errors).map(([path, message]) => ({ path, message })),
    unseen: [],
  };
  if (told.summary.length > 0) return told;
  return unseen.length > 0 ? { ...told, unseen: unseen.map(([, message]) => message) } : to(told, 3);
}

/** What is merely not filled in yet is no fault before the button is pressed. */
function judged(state: ImportState, { rows, problems }: ImportAnswer): ImportState {
  const told = problems.filter(({ code }) => state.wantsFields || code !== "required");
  return { ...state, faults: fieldProblems({ rows, problems: told }) };
}

function createPressed(state: ImportState): ImportState {
  const { check, accepts } = state;
  if (!check) return state;
  if (hasWarnings(check) && !accepts) return { ...state, asksToAccept: true };
  return check.rows > rowsInError(check) ? state : { ...state, refusal: { sentence: "noneReady" } };
}

function addressesLeft(state: ImportState): ImportState {
  const { tab } = state.place;
  if (!hasAddresses(state))
    return { ...state, asksForAddresses: true, refusal: { sentence: `nothing.${tab}` } };
  // A file is looked into at once: what is wrong with it should not wait for the fields.
  return tab === "excel"
    ? { ...state, asksForAddresses: false }
    : { ...to(state, 2), asksForAddresses: false };
}

function tabChosen(state: ImportState, tab: Tab): ImportState {
  const placed = { ...state, place: { ...state.place, tab }, refusal: undefined };
  return readdressed(placed, {});
}

function fileChosen(state: ImportState, file: File | null): ImportState {
  const kept = file && { name: file.name, size: file.size };
  const chosen = readdressed(state, { columns: {}, choices: {}, file: kept });
  return { ...chosen, file, question: undefined, refusal: undefined };
}

/** The columns asked for were those of the other sheet. */
function sheetChosen(state: ImportState, sheet: string): ImportState {
  const { question } = state;
  return {
    ...readdressed(state, { choices: { sheet }, columns: {} }),
    question: question && { sheets: question.sheets },
  };
}

function choiceMade(state: ImportState, input: string, value: string): ImportState {
  return drafted(state, {
    choices: { ...state.draft.choices, [input]: value },
    ...(input === "sheet" && { columns: {} }),
    ...(OTHER_ROWS.includes(input) && UNMENDED),
  });
}

/** The import after an event: what its steps show and what is to be sent. Knows no page and no server. */
export function importFlow(state: ImportState, event: ImportEvent): ImportState {
  const { place, draft } = state;
  switch (event.type) {
    case "placed": {
      const moved = event.place.tab === place.tab ? state : tabChosen(state, event.place.tab);
      return { ...moved, place: allowed(moved, event.place) };
    }
    case "lastRead":
      return { ...state, last: event.last };
    case "wentBack":
      return place.step === 1 ? state : to(state, place.step === 3 ? 2 : 1);
    case "tabChosen":
      return tabChosen(state, event.tab);
    case "addressesChanged":
      return readdressed(state, event.part);
    case "addressesLeft":
      return state.work ? state : addressesLeft(state);
    case "fileChosen":
      return fileChosen(state, event.file);
    case "fileKept":
      return event.file === state.file ? { ...state, draft: { ...draft, file: event.kept } } : state;
    case "sheetChosen":
      return sheetChosen(state, event.sheet);
    case "fieldsChanged":
      return drafted(state, { fields: event.values });
    case "fieldsCleared":
      return drafted(state, { fields: blankFields(state.caseType) });
    case "fieldsAsked":
      return { ...state, judged: JSON.stringify(fieldsOf(state)), turn: state.turn + 1 };
    case "fieldsJudged":
      return event.answer.ok && event.turn === state.turn ? judged(state, event.answer.body) : state;
    case "choiceMade":
      return choiceMade(state, event.input, event.value);
    case "cellMended":
      return drafted(state, {
        overrides: { ...draft.overrides, [`${event.row}:${event.field}`]: event.value },
      });
    case "rowsRemoved":
      return drafted(state, { omitted: [...new Set([...draft.omitted, ...event.rows])] });
    case "rowsRestored":
      return drafted(state, { omitted: [] });
    case "warningsAccepted":
      return { ...state, accepts: event.accepts };
    case "createPressed":
      return state.work ? state : createPressed(state);
    case "asked":
      return {
        ...state,
        work: event.work,
        turn: event.work === "check" ? state.turn + 1 : state.turn,
        refusal: undefined,
      };
    case "progressed":
      return event.turn === state.turn && state.work ? { ...state, progress: event.progress } : state;
    case "paused":
      return { ...state, refusal: { sentence: `pause.${event.pause}` } };
    case "checked":
      return event.turn === state.turn ? checked(state, event.aim, event.answer) : state;
    case "committed":
      return event.answer.ok
        ? { ...answered(state), created: event.answer.body, refusal: undefined, headed: state.headed + 1 }
        : refused(state, event.answer.problem, true);
    case "refused":
      return { ...state, refusal: event.problem && { problem: event.problem } };
    case "startedOver":
      return {
        ...startOf({ ...state, place: { ...place, step: 1 }, draft: NO_DRAFT, file: null }),
        turn: state.turn + 1,
        headed: state.headed + 1,
      };
    case "undone":
      return {
        ...state,
        created: undefined,
        check: undefined,
        place: { ...place, step: 1 },
        headed: state.headed + 1,
      };
  }
}

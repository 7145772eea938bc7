import type { ActionOutcome, SelectionValues as SelectionValuesAnswer } from "@/lib/contract/answers/actions";
import type { CaseDetail as CaseDetailAnswer, SelectionOffer } from "@/lib/contract/answers/cases";
import type { CasesImported, FileNotice as FileNoticeAnswer } from "@/lib/contract/answers/imports";
import type { Notification } from "@/lib/contract/answers/news";
import type { OperationReport as OperationReportAnswer } from "@/lib/contract/answers/operations";
import type { Carried, ErrorExtras } from "@/lib/contract/errors";
import type { ErrorCode } from "@/lib/domain/error";
import type { FileNotice } from "@/lib/domain/file-notice";
import type { Offer } from "@/lib/domain/actions/offers";
import type { Problem } from "@/lib/domain/problem";
import type { Action, Role } from "@/lib/domain/vocabulary";
import type { Translate } from "@/lib/messages";
import { newsSentence } from "@/lib/messages/news";
import {
  blockedSentence,
  labelWithUnit,
  problemSentence,
  othersSentence,
  reasonSentence,
  ruleSentence,
  sentenceOr,
  shortDay,
  statePart,
  valueText,
} from "@/lib/messages/sentences";
import type { BlockedCase, BulkOutcome } from "@/lib/server/cases/bulk";
import type { CaseDetail } from "@/lib/server/cases/cases";
import type { ImportOutcome } from "@/lib/server/imports/import";
import type { FileOutcome } from "@/lib/server/imports/import-file";
import type { Notice } from "@/lib/server/news/notifications";
import type { OperationReport } from "@/lib/server/operations/operations";
import { mapInTurns } from "@/lib/server/kernel/in-turns";
import type { SelectionValues } from "@/lib/server/cases/selected-cases";

// Turns the results of verbs into answers of the API: adds sentences in the caller's language, and writes moments as text.

/** A case or a project with its moments as text. */
export const datedAnswer = <Row extends { createdAt: Date; updatedAt: Date }>(row: Row) => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export function offersAnswer(
  t: Translate,
  role: Role,
  count: number,
  actions: readonly Offer<string>[],
): SelectionOffer[] {
  return actions.map(({ action, blocked, ...offer }) => {
    const told = blocked.map((block) => ({
      ...block,
      // For one case, without »1 af 1 sag«.
      message:
        count === 1
          ? reasonSentence(t, { action, reason: block.reason, state: block.state })
          : blockedSentence(t, { action, reason: block.reason, state: block.state }, block.count, count),
    }));
    const rule = ruleSentence(t, action, role);
    const others = othersSentence(t, count - offer.eligible, count);
    const parts = told.map((block) => statePart(t, block.state, block.count)).join(" · ");
    return {
      action,
      label: t(`actions.${action}.label`),
      ...offer,
      rule,
      // With several states, the rule once and then their numbers.
      message: told.length > 1 ? `${rule} ${others} ${parts}.` : (told[0]?.message ?? null),
      blocked: told,
    };
  });
}

export const notificationAnswer = (t: Translate, notice: Notice): Notification => {
  const sentence = newsSentence(t, { ...notice, project: notice.projectName });
  return {
    ...notice,
    message: notice.undoneAt ? t("news.undone", { told: sentence }) : sentence,
    at: notice.at.toISOString(),
    readAt: notice.readAt?.toISOString() ?? null,
    undoneAt: notice.undoneAt?.toISOString() ?? null,
  };
};

/** One case, with refusals in the singular. */
export function caseDetailAnswer(t: Translate, detail: CaseDetail): CaseDetailAnswer {
  return {
    ...detail.case,
    actions: detail.actions.map(({ action, blocked, ...offer }) => ({
      action,
      label: t(`actions.${action}.label`),
      ...offer,
      blocked: blocked.map((block) => ({
        ...block,
        message: reasonSentence(t, { action, reason: block.reason, state: block.state }),
      })),
    })),
    history: detail.history.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
  };
}

/** `make` with its results kept: thousands of cases have the same few sentences, which take long to make. */
function madeOnce<Given>(make: (given: Given) => string): (given: Given) => string {
  const made = new Map<string, string>();
  return (given) => {
    const key = JSON.stringify(given);
    const before = made.get(key);
    if (before !== undefined) return before;
    const sentence = make(given);
    made.set(key, sentence);
    return sentence;
  };
}

const problemWords = <Told extends Problem>(t: Translate) => {
  const sentenceOf = madeOnce((problem: Pick<Problem, "field" | "value" | "code" | "params">) =>
    problemSentence(t, problem),
  );
  return (problem: Told) => {
    const { field, value, code, params } = problem;
    return { ...problem, message: sentenceOf({ field, value, code, params }) };
  };
};

export const blockedAnswer = <Row extends BlockedCase>(
  t: Translate,
  action: Action,
  blocked: readonly Row[],
) => {
  const sentenceOf = madeOnce(({ problems, ...told }: Omit<BlockedCase, "caseId" | "number">) =>
    reasonSentence(t, { ...told, action }, problems),
  );
  const withWords = problemWords(t);
  return mapInTurns(blocked, ({ problems, ...row }) => {
    const { caseId: _, number: __, ...told } = row;
    return {
      ...row,
      message: sentenceOf({ ...told, problems }),
      ...(problems && { problems: problems.map(withWords) }),
    };
  });
};

/** Values with their words, for callers without the field list. */
const valuesWithText = <Count extends { value: unknown }>(
  t: Translate,
  field: string,
  values: readonly Count[],
) => values.map((count) => ({ ...count, text: valueText(t, field, count.value) }));

export const valuesAnswer = (t: Translate, { fields, ...rest }: SelectionValues): SelectionValuesAnswer => ({
  ...rest,
  fields: fields.map(({ values, ...field }) => ({
    ...field,
    label: labelWithUnit(t, field.field),
    values: valuesWithText(t, field.field, values),
  })),
});

export const actionAnswer = async (
  t: Translate,
  { operationId, ...outcome }: BulkOutcome,
): Promise<ActionOutcome> => ({ operationId, ...(await outcomeAnswer(t, outcome)) });

async function outcomeAnswer(
  t: Translate,
  outcome: Omit<BulkOutcome, "operationId">,
): Promise<Omit<ActionOutcome, "operationId">> {
  const { warnings, fields, ...rest } = outcome;
  const withWords = problemWords<Problem>(t);
  return {
    ...rest,
    blocked: await blockedAnswer(t, rest.action, rest.blocked),
    ...(warnings && {
      warnings: await mapInTurns(warnings, (of) => ({ ...of, problems: of.problems.map(withWords) })),
    }),
    ...(fields && {
      fields: fields.map((field) => ({
        ...field,
        label: labelWithUnit(t, field.field),
        from: valuesWithText(t, field.field, field.from),
        to: valuesWithText(t, field.field, field.to),
      })),
    }),
  };
}

export const problemsAnswer = <Told extends Problem>(t: Translate, problems: readonly Told[]) =>
  mapInTurns(problems, problemWords<Told>(t));

export const createdAnswer = async <Outcome extends ImportOutcome>(t: Translate, outcome: Outcome) => ({
  ...outcome,
  problems: await problemsAnswer(t, outcome.problems),
});

export const importedAnswer = async (t: Translate, outcome: FileOutcome): Promise<CasesImported> => ({
  ...(await createdAnswer(t, outcome)),
  notices: outcome.notices.map((notice) => noticeAnswer(t, notice)),
  earlier: outcome.earlier && { ...outcome.earlier, at: outcome.earlier.at.toISOString() },
});

export const operationAnswer = async (
  t: Translate,
  { blocked, ...operation }: OperationReport,
): Promise<OperationReportAnswer> => ({
  ...operation,
  at: operation.at.toISOString(),
  undoneAt: operation.undoneAt?.toISOString() ?? null,
  undoUntil: operation.undoUntil?.toISOString() ?? null,
  blocked: await blockedAnswer(t, operation.action as Action, blocked),
});

const noticeAnswer = (t: Translate, { choice, ...notice }: FileNotice): FileNoticeAnswer => ({
  ...notice,
  message: t(`domain.notice.${notice.code}`, {
    ...Object.fromEntries(
      Object.entries(notice.params).map(([name, value]) => [
        name,
        typeof value === "string" ? shortDay(t, value) : value,
      ]),
    ),
    column: notice.column ?? "",
    row: notice.row ?? 0,
  }),
  choice: choice && {
    ...choice,
    options: choice.options.map((value) => ({
      value,
      // A sheet is labelled with its name.
      label:
        choice.input === "sheet" ? value : sentenceOr(t, `domain.fileChoice.${choice.input}.${value}`, value),
    })),
  },
});

const asItIs = async <Extra>(_: Translate, extra: Extra) => extra;
/** The extras of refusals, with sentences, in the shapes of ordinary answers. */
const EXTRA_ANSWERS: {
  [Code in keyof ErrorExtras]: (t: Translate, extra: Carried<Code>["extra"]) => Promise<ErrorExtras[Code]>;
} = {
  cases_blocked: outcomeAnswer,
  import_has_errors: async (t, extra) => ({ ...extra, problems: await problemsAnswer(t, extra.problems) }),
  missing_columns: asItIs,
  ambiguous_columns: asItIs,
  choose_sheet: asItIs,
  cases_changed: asItIs,
};

export async function extraAnswer(t: Translate, code: ErrorCode, extra: unknown): Promise<object> {
  const answers: Partial<Record<string, (t: Translate, extra: never) => Promise<object>>> = EXTRA_ANSWERS;
  return (await answers[code]?.(t, extra as never)) ?? {};
}

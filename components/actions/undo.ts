"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { type Answer, postJson } from "@/components/api";
import { sendUntilSettled } from "@/components/tries";
import type { Undone } from "@/lib/contract/answers/operations";
import type { ErrorExtras } from "@/lib/contract/errors";
import { notify } from "@/components/ui/toast";
import type { OutcomeAnswer } from "./offers";

type Changed = ErrorExtras["cases_changed"]["cases"][number];

/** Cases named when an undo is refused. */
const NAMED = 20;

/** Reads the page again, and says for how long it is still the old one. */
function useRefresh() {
  const router = useRouter();
  const [isReading, startTransition] = useTransition();
  return { isReading, refresh: () => startTransition(() => router.refresh()) };
}

/** Takes an operation back and says how it went; refused it names the cases that have changed since. */
export function useUndo(refreshBy?: () => void): (operationId: string) => Promise<void> {
  const t = useTranslations("projects");
  const cases = useTranslations("cases");
  const words = useTranslations("domain");
  const own = useRefresh();
  const lineOf = ({ number, address, changedBy, changedByOrganisation, changedAt }: Changed) => {
    if (number === null) return cases("undoGone");
    const name = `${cases("caseNumber", { number: String(number) })}${address ? ` · ${address}` : ""}`;
    return changedBy && changedAt
      ? cases("undoChanged", {
          case: name,
          name: words("actor", { name: changedBy, company: changedByOrganisation ?? words("role.admin") }),
          at: new Date(changedAt),
        })
      : name;
  };
  return async (operationId) => {
    const { answer, isDoneBefore } = await sendUndo(operationId);
    if (answer.ok) notify({ tone: "success", message: t("undone", { count: answer.body.done }) });
    else if (isDoneBefore) notify({ tone: "success", message: cases("report.undone") });
    else {
      const changed = answer.problem.cases ?? [];
      const left = changed.length - NAMED;
      notify({
        tone: "danger",
        message: answer.problem.detail || cases("connectionLost"),
        details: [
          ...changed.slice(0, NAMED).map(lineOf),
          ...(left > 0 ? [cases("andMore", { count: left })] : []),
        ],
      });
    }
    (refreshBy ?? own.refresh)();
  };
}

/**
 * An undo happens once by its nature, so it may be sent again when the line is lost. `isDoneBefore` tells that a try
 * whose answer was lost had done it.
 */
export async function sendUndo(
  operationId: string,
): Promise<{ answer: Answer<Undone>; isDoneBefore: boolean }> {
  let isRepeated = false;
  const answer = await sendUntilSettled<Undone>(
    () => postJson(`/api/v1/operations/${operationId}/undo`, {}),
    [1, 2, 4, 8],
    (pause) => {
      isRepeated ||= pause === "lost";
    },
  );
  const isDoneBefore = isRepeated && !answer.ok && answer.problem.code === "operation_already_undone";
  return { answer, isDoneBefore };
}

/**
 * Tells what an action did, with the way back and the way to its report, and reads the page again. While `isReading`
 * the page shows versions from before; the next action waits, or it would find its own predecessor in the way.
 */
export function useTellOutcome(): {
  tell: (outcome: OutcomeAnswer, restoreSelection?: () => void) => void;
  isReading: boolean;
} {
  const t = useTranslations("projects");
  const words = useTranslations("actions");
  const { refresh, isReading } = useRefresh();
  const undo = useUndo(refresh);
  const tell = (outcome: OutcomeAnswer, restoreSelection?: () => void) => {
    const { action, done, unchanged, blocked, missing, operationId, person } = outcome;
    const skipped = blocked.length + missing.length;
    notify({
      tone: skipped > 0 ? "info" : "success",
      message: [
        words(`${action}.done`, { count: done, person: person ?? "", isNobody: String(!person) }),
        unchanged > 0 && t("unchanged", { count: unchanged }),
        skipped > 0 && t("skipped", { count: skipped }),
      ]
        .filter(Boolean)
        .join(" "),
      ...(operationId && done > 0 && { actionLabel: t("undo"), onAction: () => void undo(operationId) }),
      ...(restoreSelection && { secondLabel: t("restoreSelection"), onSecond: restoreSelection }),
      ...(operationId && { href: `/operations/${operationId}`, hrefLabel: t("report") }),
      seconds: 30,
    });
    refresh();
  };
  return { tell, isReading };
}

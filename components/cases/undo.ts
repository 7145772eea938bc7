"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { postJson } from "@/components/api";
import { notify } from "@/components/ui/toast";
import type { OutcomeAnswer } from "./offers";

/** Takes an operation back and says how it went. */
export function useUndo(): (operationId: string) => Promise<void> {
  const t = useTranslations("projects");
  const lost = useTranslations("cases")("connectionLost");
  const router = useRouter();
  return async (operationId) => {
    const answer = await postJson<{ done: number }>(`/api/v1/operations/${operationId}/undo`, {});
    if (answer.ok) notify({ tone: "success", message: t("undone", { count: answer.body.done }) });
    else notify({ tone: "danger", message: answer.problem.detail || lost });
    router.refresh();
  };
}

/** Tells what an action did, with the way back and the way to its report, and reads the page again. */
export function useTellOutcome(): (outcome: OutcomeAnswer) => void {
  const t = useTranslations("projects");
  const router = useRouter();
  const undo = useUndo();
  return ({ action, done, unchanged, operationId }) => {
    notify({
      tone: "success",
      message: t(`done.${action}`, { count: done, unchanged }),
      ...(operationId && done > 0 && { actionLabel: t("undo"), onAction: () => void undo(operationId) }),
      ...(operationId && { href: `/operations/${operationId}`, hrefLabel: t("report") }),
      seconds: 30,
    });
    router.refresh();
  };
}

"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { getJson } from "@/components/api";
import { Button } from "@/components/ui/button";
import { notify } from "@/components/ui/toast";
import type { OperationReport } from "@/lib/contract/answers/operations";
import { NOTHING, storeSelection, withRows } from "./selection";

/** Selects what an operation skipped, in the versions the cases have now, and goes to the project. */
export function SelectSkipped({ operationId, projectId }: { operationId: string; projectId: string }) {
  const t = useTranslations("cases");
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const select = async () => {
    const answer = await getJson<OperationReport>(`/api/v1/operations/${operationId}`);
    if (!answer.ok) return notify({ tone: "danger", message: answer.problem.detail || t("connectionLost") });
    const rows = answer.body.blocked.flatMap(({ caseId, version }) =>
      version === null ? [] : [{ id: caseId, version }],
    );
    storeSelection(projectId, withRows(NOTHING, rows));
    router.push(`/projects/${projectId}`);
  };
  return (
    <Button isPending={isPending} onPress={() => startTransition(select)}>
      {t("report.selectSkipped")}
    </Button>
  );
}

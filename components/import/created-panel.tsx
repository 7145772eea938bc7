"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { sendUndo } from "@/components/actions/undo";
import { getJson, type ProblemDocument } from "@/components/api";
import { NOTHING, storeSelection, withRows } from "@/components/selection/selection";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import { Refusal } from "@/components/refusal";
import type { OperationReport } from "@/lib/contract/answers/operations";
import type { ImportAnswer } from "./import-answer";

type Props = {
  project: { id: string };
  group: { id: string; name: string };
  created: ImportAnswer;
  headingRef: React.Ref<HTMLHeadingElement>;
  onMore: () => void;
  /** All of them are gone again. */
  onUndone: (count: number) => void;
};

/** What was made, what was not, and the ways on: to the cases, to the rows left out, back. */
export function CreatedPanel({ project, group, created, headingRef, onMore, onUndone }: Props) {
  const t = useTranslations("import");
  const router = useRouter();
  const [refusal, setRefusal] = useState<ProblemDocument>();
  const [busyWith, setBusyWith] = useState<"show" | "undo" | null>(null);
  const { operationId } = created;
  const left = created.rows - created.created;

  /** The group's cases, the new ones selected as long as the report names them all. */
  const show = async () => {
    setBusyWith("show");
    const answer = operationId ? await getJson<OperationReport>(`/api/v1/operations/${operationId}`) : null;
    if (answer?.ok && answer.body.cases.length === created.created)
      storeSelection(
        project.id,
        withRows(
          NOTHING,
          answer.body.cases.map(({ id }) => ({ id, version: 1 })),
        ),
      );
    router.push(`/projects/${project.id}?group=${group.id}`);
  };
  const undo = async () => {
    if (!operationId) return;
    setBusyWith("undo");
    const { answer, isDoneBefore } = await sendUndo(operationId);
    setBusyWith(null);
    if (answer.ok) onUndone(answer.body.done);
    else if (isDoneBefore) onUndone(created.created);
    else setRefusal(answer.problem);
  };

  return (
    <div className="panel flex flex-col gap-5 p-6">
      <h2 ref={headingRef} tabIndex={-1} className="outline-none">
        {t("createdTitle")}
      </h2>
      <Notice
        tone={left > 0 ? "warning" : "success"}
        role="status"
        title={t("created", { count: created.created, group: group.name })}
      >
        {left > 0 && <p>{t("left", { count: left })}</p>}
      </Notice>
      {refusal && <Refusal problem={refusal} unanswered={t("unsure")} />}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" isPending={busyWith === "show"} onPress={show}>
          {t("showCases")}
        </Button>
        {left > 0 && operationId && (
          <a href={`/api/v1/operations/${operationId}/errors.xlsx`} className={buttonClass()}>
            {t("errorFile", { count: left })}
          </a>
        )}
        <Button onPress={onMore}>{t("more")}</Button>
        {operationId && created.created > 0 && (
          <Button variant="quiet" isPending={busyWith === "undo"} onPress={undo}>
            {t("undo")}
          </Button>
        )}
      </div>
    </div>
  );
}

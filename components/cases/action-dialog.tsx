"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { postJson, type ProblemDocument } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import type { Action } from "@/lib/domain/vocabulary";
import { ActionParameters, initialParameters, type Parameters } from "./action-parameters";
import type { ActionFacts, ActionTarget, BlockedAnswer, OutcomeAnswer } from "./offers";

type Props = ActionFacts & {
  action: Action;
  target: ActionTarget;
  onDeselect?: (ids: string[]) => void;
  onClose: () => void;
  onDone: (outcome: OutcomeAnswer) => void;
};

/** Parameters, what will happen, and a button that carries the number. Nothing is changed before it is pressed. */
export function ActionDialog({ action, target, onDeselect, onClose, onDone, ...facts }: Props) {
  const t = useTranslations("cases");
  const label = useTranslations("domain.action")(action);
  const [params, setParams] = useState<Parameters>(() => initialParameters(action, facts));
  const [preview, setPreview] = useState<OutcomeAnswer>();
  const [refusal, setRefusal] = useState<ProblemDocument>();
  const [isRunning, setRunning] = useState(false);
  // One key for this dialog and these parameters: a request sent again after a lost line happens once.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const { selection, count } = target;
  const request = { action, params: params.body, selection };

  const serialised = JSON.stringify(request);
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const answer = await postJson<OutcomeAnswer>("/api/v1/cases/actions", {
        ...JSON.parse(serialised),
        dryRun: true,
        onBlocked: "skip",
      });
      if (!isCurrent) return;
      setPreview(answer.ok ? answer.body : undefined);
    }, 250);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [serialised]);

  const change = (next: Parameters) => {
    setParams(next);
    setRefusal(undefined);
    setKey(crypto.randomUUID());
  };
  const run = async () => {
    setRunning(true);
    let answer = await postJson<OutcomeAnswer>("/api/v1/cases/actions", request, key);
    if (!answer.ok && answer.problem.code === "connection_lost") {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      answer = await postJson<OutcomeAnswer>("/api/v1/cases/actions", request, key);
    }
    setRunning(false);
    if (answer.ok) onDone(answer.body);
    else setRefusal(answer.problem);
  };

  const errors = Object.fromEntries(
    (refusal?.errors ?? []).map(({ path, message }) => [path.replace(/^params\.?/, ""), message]),
  );
  const blocked = (refusal?.blocked as BlockedAnswer[] | undefined) ?? [];
  const missing = (refusal?.missing as string[] | undefined) ?? [];
  const inTheWay = [...blocked.map((row) => row.caseId), ...missing];
  const rest = count - inTheWay.length;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      canClose={!isRunning}
      width="lg"
      title={count === 1 ? label : t("dialogTitle", { action: label, count: count })}
      footer={
        <>
          <Button onPress={onClose} isDisabled={isRunning}>
            {t("back")}
          </Button>
          {inTheWay.length > 0 && onDeselect && rest > 0 ? (
            <Button
              variant="primary"
              onPress={() => {
                onDeselect(inTheWay);
                setParams(withoutCases(params, inTheWay));
                setRefusal(undefined);
                setKey(crypto.randomUUID());
              }}
            >
              {t("continueWithout", { count: rest })}
            </Button>
          ) : (
            <Button
              variant={action === "cancel" || action === "reject" ? "danger" : "primary"}
              onPress={run}
              isPending={isRunning}
            >
              {t(`run.${action}`, { count: count })}
            </Button>
          )}
        </>
      }
    >
      {refusal && (
        <Notice tone="danger" role="alert" title={refusal.detail || t("connectionLost")}>
          {errors[""] && <p>{errors[""]}</p>}
          {blocked.length > 0 && (
            <ul className="mt-1 max-h-40 list-disc overflow-y-auto pl-5">
              {blocked.slice(0, 50).map((row) => (
                <li key={row.caseId}>
                  {t("caseNumber", { number: row.number })}: {row.message}
                </li>
              ))}
              {blocked.length > 50 && <li>{t("andMore", { count: blocked.length - 50 })}</li>}
            </ul>
          )}
        </Notice>
      )}
      <ActionParameters
        action={action}
        params={params}
        onChange={change}
        errors={errors}
        selected={target.rows}
        {...facts}
      />
      <Preview preview={preview} total={count} />
      {isRunning && count > 200 && <Progress label={t("running", { count: count })} />}
    </Dialog>
  );
}

/** The parameters without what was said of single cases that are no longer among the selected. */
function withoutCases({ body }: Parameters, ids: readonly string[]): Parameters {
  const numbers = Object.entries((body.meterNumbers as Record<string, string> | undefined) ?? {});
  const kept = numbers.filter(([id]) => !ids.includes(id));
  const { meterNumbers: _, ...rest } = body;
  return { body: kept.length > 0 ? { ...rest, meterNumbers: Object.fromEntries(kept) } : rest };
}

/** »Det sker der«: a line per group, from the same decision the real thing makes. */
function Preview({ preview, total }: { preview: OutcomeAnswer | undefined; total: number }) {
  const t = useTranslations("cases");
  const words = useTranslations("domain");
  if (!preview || total === 1) return null;
  return (
    <section aria-label={t("whatHappens")} className="rounded-md border border-line px-4 py-3">
      <h3 className="mb-1 text-sm font-semibold">{t("whatHappens")}</h3>
      <ul className="flex flex-col gap-0.5 text-[0.9375rem]">
        {preview.groups.map((group) => (
          <li key={group.groupId}>
            {t("groupLine", {
              name: group.name,
              type: words(`caseType.${group.caseType}`),
              count: group.count,
            })}{" "}
            {group.to && (
              <span className="text-muted">
                {group.from.map((state) => words(`state.${state}`)).join(", ")} → {words(`state.${group.to}`)}
              </span>
            )}
          </li>
        ))}
        {preview.unchanged > 0 && (
          <li className="text-muted">{t("unchangedLine", { count: preview.unchanged })}</li>
        )}
        {preview.blocked.length > 0 && (
          <li className="text-warning">{t("blockedLine", { count: preview.blocked.length })}</li>
        )}
      </ul>
    </section>
  );
}

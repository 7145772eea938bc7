"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { ProblemDocument } from "@/components/api";
import { Refusal } from "@/components/refusal";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import type { Action } from "@/lib/domain/vocabulary";
import { asksOf, formOf } from "@/lib/domain/actions/forms";
import { firstValues, triedValues, withoutCases } from "@/lib/domain/actions/parameters";
import { ActionParameters, type Parameters } from "./action-parameters";
import { ActionPreview } from "./action-preview";
import { usePreview, useRun } from "./action-run";
import { BlockedCases } from "./blocked-cases";
import { EditFoot, EditPreview, EditWarnings, warningsOf } from "./edit-preview";
import type { ActionFacts, ActionTarget, BlockedAnswer, OutcomeAnswer } from "./offers";
import { RunProgress } from "./run-progress";

type Props = ActionFacts & {
  action: Action;
  target: ActionTarget;
  /** Takes cases out of the selection, whichever way it is kept; the target that comes back is without them. */
  onDeselect?: (ids: string[]) => void;
  /** What was typed for these cases when it was last closed without being done. */
  typed?: Parameters;
  onClose: (typed: Parameters) => void;
  /** With the outcome as the server told it: what is `blocked` or `missing` there was skipped. */
  onDone: (outcome: OutcomeAnswer) => void;
};

const FIRST_INVALID = "[data-dialog] :is(input, textarea, button, [role=spinbutton])[aria-invalid=true]";

/** Parameters, what will happen, and a button that carries the number. Nothing is changed before it is pressed. */
export function ActionDialog({ action, target, onDeselect, typed, onClose, onDone, ...facts }: Props) {
  const t = useTranslations("cases");
  const words = useTranslations("actions");
  const label = words(`${action}.label`);
  const { selection, count } = target;
  const [params, setParams] = useState<Parameters>(() => typed ?? { body: firstValues(action, facts.today) });
  const close = () => onClose(params);
  const tried = triedValues(action, params.body);
  const [acceptedFor, setAcceptedFor] = useState<string>();
  const [asksToAccept, setAsksToAccept] = useState(false);
  // Tried out as if they were accepted, so that they are told before anybody is asked.
  const preview = usePreview(
    tried && { action, params: tried, selection, ...(action === "edit" && { acceptWarnings: true }) },
  );
  const warnings = warningsOf(preview.outcome);
  const warned = JSON.stringify(warnings);
  const accepts = warnings.length > 0 && acceptedFor === warned;
  const { run, running, refusal, forget } = useRun(
    { action, params: params.body, selection, ...(accepts && { acceptWarnings: true }) },
    (outcome) => onDone({ ...outcome, person: personOf(action, params, facts.assignees) }),
  );

  const blocked = (refusal?.blocked as BlockedAnswer[] | undefined) ?? [];
  const missing = (refusal?.missing as string[] | undefined) ?? [];
  const inTheWay = [...blocked.map((row) => row.caseId), ...missing];
  const rest = count - inTheWay.length;
  /** »Ret 2 felter på 118 sager«, »Meld 120 sager klar til måler«. */
  const runLabel = (tried: OutcomeAnswer | undefined) =>
    tried?.fields && tried.done > 0
      ? t("runEdit", { fields: tried.fields.length, count: tried.done })
      : words(`${action}.run`, { count });
  const isConflict = refusal?.code === "cases_blocked";
  // Nothing is left to go on with, but what others have made of the cases may allow it as well.
  const canLookAgain = isConflict && rest === 0 && blocked.some((row) => row.reason === "changed_since");
  // Of values that do not fit one goes back to the values, of everything else to the page.
  const back = isConflict && blocked.some(isAboutValues) ? forget : close;
  useEffect(() => {
    if (refusal?.errors?.length) document.querySelector<HTMLElement>(FIRST_INVALID)?.focus();
  }, [refusal]);

  const deselect =
    onDeselect &&
    ((ids: string[]) => {
      onDeselect(ids);
      setParams({ body: withoutCases(params.body, ids) });
      forget();
    });
  const errors = errorsOf(refusal, action === "edit" ? preview.problem : undefined);
  const serious = refusal ?? seriousOf(preview.problem);
  return (
    <Dialog
      isOpen
      onClose={close}
      canClose={!running}
      width="lg"
      title={count === 1 ? label : t("dialogTitle", { action: label, count })}
      footer={
        <>
          {action === "edit" && !isConflict && <EditFoot outcome={preview.outcome} />}
          <Button onPress={back} isDisabled={running !== undefined}>
            {t("back")}
          </Button>
          {canLookAgain && (
            <Button variant="primary" onPress={forget}>
              {t("tryAgain")}
            </Button>
          )}
          {isConflict && rest > 0 && (
            <Button onPress={() => void run("skip")}>
              {t("runPossible", { skipped: inTheWay.length, count: rest })}
            </Button>
          )}
          {isConflict && deselect && rest > 0 && (
            <Button variant="primary" onPress={() => deselect(inTheWay)}>
              {t("continueWithout", { skipped: inTheWay.length, count: rest })}
            </Button>
          )}
          {!isConflict && (
            <Button
              variant={formOf(action).tone === "ends" ? "danger" : "primary"}
              onPress={() => {
                if (warnings.length > 0 && !accepts) setAsksToAccept(true);
                else void run("stop");
              }}
              isPending={running !== undefined}
            >
              {runLabel(preview.isStale ? undefined : preview.outcome)}
            </Button>
          )}
        </>
      }
    >
      {isConflict ? (
        <Notice tone="danger" role="alert" title={conflictTitle(t, blocked, missing)}>
          <BlockedCases blocked={blocked} missing={missing} rows={target.rows} />
          <p className="mt-1">
            {t("nothingHappened")} {deselect && rest > 0 && t("skipOrDeselect")}
          </p>
          <ReadAgain />
        </Notice>
      ) : (
        serious && (
          <Refusal problem={serious} unanswered={t("connectionLost")}>
            {errors[""] && <p>{errors[""]}</p>}
          </Refusal>
        )
      )}
      {!isConflict && (
        <ActionParameters
          action={action}
          params={params}
          onChange={(next) => {
            setParams(next);
            forget();
          }}
          errors={errors}
          target={target}
          {...facts}
        />
      )}
      {!isConflict && (
        <ActionPreview preview={preview} target={target} {...(deselect && { onDeselect: deselect })}>
          {preview.outcome?.fields && <EditPreview outcome={preview.outcome} />}
        </ActionPreview>
      )}
      {!isConflict && warnings.length > 0 && (
        <EditWarnings
          warnings={warnings}
          isAccepted={accepts}
          onAccept={(isSet) => setAcceptedFor(isSet ? warned : undefined)}
          asksToAccept={asksToAccept && !accepts}
        />
      )}
      {running && <RunProgress running={running} count={count} />}
    </Dialog>
  );
}

const isAboutValues = ({ reason }: BlockedAnswer) => reason === "invalid_fields" || reason === "warnings";

/** The name of who is made responsible, null for nobody. */
function personOf(action: Action, { body }: Parameters, assignees: ActionFacts["assignees"]) {
  const names = asksOf(action).flatMap(([name, asked]) =>
    asked.kind === "person" ? [assignees[asked.of].find(({ id }) => id === body[name])?.name] : [],
  );
  return names[0] ?? null;
}

/** Once the conflict is left, whichever way, the page behind shows what others have changed. */
function ReadAgain() {
  const router = useRouter();
  useEffect(() => () => router.refresh(), [router]);
  return null;
}

type Translate = ReturnType<typeof useTranslations<"cases">>;

function conflictTitle(t: Translate, blocked: readonly BlockedAnswer[], missing: readonly string[]): string {
  const count = blocked.length + missing.length;
  return blocked.some(isAboutValues) ? t("blockedLine", { count }) : t("conflict", { count });
}

/** Of what was tried out only what no further typing can mend is said before the button is pressed. */
const seriousOf = (problem: ProblemDocument | undefined) =>
  problem && !["invalid", "connection_lost"].includes(problem.code) ? problem : undefined;

/** Sentences by parameter. What is merely not filled in yet is no fault before the button is pressed. */
function errorsOf(
  refusal: ProblemDocument | undefined,
  tried: ProblemDocument | undefined,
): Record<string, string> {
  const early = (tried?.errors ?? []).filter(({ code }) => !["required", "nothing_to_change"].includes(code));
  return Object.fromEntries(
    [...early, ...(refusal?.errors ?? [])].map(({ path, message }) => [
      path.replace(/^params\.?/, ""),
      message,
    ]),
  );
}

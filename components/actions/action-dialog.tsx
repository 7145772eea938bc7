"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { ProblemDocument } from "@/components/api";
import { Refusal } from "@/components/refusal";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Action } from "@/lib/domain/vocabulary";
import { asksOf, formOf } from "@/lib/domain/actions/forms";
import { firstValues, triedValues, withoutCases } from "@/lib/domain/actions/parameters";
import { ActionParameters, type Parameters } from "./action-parameters";
import { ActionPreview } from "./action-preview";
import { type Preview, usePreview, useRun } from "./action-run";
import { ConflictButtons, ConflictNotice, conflictOf } from "./conflict";
import { EditFoot, EditPreview, EditWarnings, warningsOf } from "./edit-preview";
import type { ActionFacts, ActionTarget, OutcomeAnswer } from "./offers";
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
  const label = useTranslations("actions")(`${action}.label`);
  const { selection, count } = target;
  const [params, setParams] = useState<Parameters>(() => typed ?? { body: firstValues(action, facts.today) });
  const tried = triedValues(action, params.body);
  // Tried out as if they were accepted, so that they are told before anybody is asked.
  const preview = usePreview(
    tried && { action, params: tried, selection, ...(action === "edit" && { acceptWarnings: true }) },
  );
  const warnings = useWarnings(preview.outcome);
  const { run, running, refusal, forget } = useRun(
    { action, params: params.body, selection, ...(warnings.areAccepted && { acceptWarnings: true }) },
    (outcome) => onDone({ ...outcome, person: personOf(action, params, facts.assignees) }),
  );
  useEffect(() => {
    if (refusal?.errors?.length) document.querySelector<HTMLElement>(FIRST_INVALID)?.focus();
  }, [refusal]);

  const isRunning = running !== undefined;
  const conflict = conflictOf(refusal, count);
  const close = () => onClose(params);
  const deselect =
    onDeselect &&
    ((ids: string[]) => {
      onDeselect(ids);
      setParams({ body: withoutCases(params.body, ids) });
      forget();
    });
  const start = () => {
    if (warnings.list.length > 0 && !warnings.areAccepted) warnings.ask();
    else void run("stop");
  };
  return (
    <Dialog
      isOpen
      onClose={close}
      canClose={!running}
      width="lg"
      title={count === 1 ? label : t("dialogTitle", { action: label, count })}
      footer={
        <>
          {action === "edit" && !conflict && <EditFoot outcome={preview.outcome} />}
          <Button onPress={conflict?.isAboutValues ? forget : close} isDisabled={isRunning}>
            {t("back")}
          </Button>
          {conflict ? (
            <ConflictButtons
              conflict={conflict}
              onLookAgain={forget}
              onSkip={() => void run("skip")}
              onDeselect={deselect}
            />
          ) : (
            <RunButton
              action={action}
              count={count}
              outcome={preview.isStale ? undefined : preview.outcome}
              isPending={isRunning}
              onPress={start}
            />
          )}
        </>
      }
    >
      {conflict ? (
        <ConflictNotice conflict={conflict} rows={target.rows} canDeselect={deselect !== undefined} />
      ) : (
        <ActionForm
          {...facts}
          action={action}
          target={target}
          params={params}
          onChange={(next) => {
            setParams(next);
            forget();
          }}
          preview={preview}
          refusal={refusal}
          onDeselect={deselect}
        />
      )}
      {!conflict && warnings.list.length > 0 && (
        <EditWarnings
          warnings={warnings.list}
          isAccepted={warnings.areAccepted}
          onAccept={warnings.accept}
          asksToAccept={warnings.isAsked}
        />
      )}
      {running && <RunProgress running={running} count={count} />}
    </Dialog>
  );
}

type RunProps = {
  action: Action;
  count: number;
  /** What was tried out, while it is of the values as they are. */
  outcome: OutcomeAnswer | undefined;
  isPending: boolean;
  onPress: () => void;
};

/** »Ret 2 felter på 118 sager«, »Meld 120 sager klar til måler«. */
function RunButton({ action, count, outcome, isPending, onPress }: RunProps) {
  const t = useTranslations("cases");
  const words = useTranslations("actions");
  return (
    <Button
      variant={formOf(action).tone === "ends" ? "danger" : "primary"}
      onPress={onPress}
      isPending={isPending}
    >
      {outcome?.fields && outcome.done > 0
        ? t("runEdit", { fields: outcome.fields.length, count: outcome.done })
        : words(`${action}.run`, { count })}
    </Button>
  );
}

type FormProps = ActionFacts & {
  action: Action;
  target: ActionTarget;
  params: Parameters;
  onChange: (change: (now: Parameters) => Parameters) => void;
  preview: Preview;
  refusal: ProblemDocument | undefined;
  onDeselect: ((ids: string[]) => void) | undefined;
};

/** Why it was refused, what it asks, and what it would do. */
function ActionForm({ preview, refusal, onDeselect, ...form }: FormProps) {
  const t = useTranslations("cases");
  const { action, target } = form;
  const errors = errorsOf(refusal, action === "edit" ? preview.problem : undefined);
  const serious = refusal ?? seriousOf(preview.problem);
  return (
    <>
      {serious && (
        <Refusal problem={serious} unanswered={t("connectionLost")}>
          {errors[""] && <p>{errors[""]}</p>}
        </Refusal>
      )}
      <ActionParameters {...form} errors={errors} />
      <ActionPreview preview={preview} target={target} {...(onDeselect && { onDeselect })}>
        {preview.outcome?.fields && <EditPreview outcome={preview.outcome} />}
      </ActionPreview>
    </>
  );
}

/** The warnings of what was tried out. They are accepted as they are; others than those are asked about again. */
function useWarnings(outcome: OutcomeAnswer | undefined) {
  const [acceptedFor, setAcceptedFor] = useState<string>();
  const [isAsked, setAsked] = useState(false);
  const list = warningsOf(outcome);
  const key = JSON.stringify(list);
  const areAccepted = list.length > 0 && acceptedFor === key;
  return {
    list,
    areAccepted,
    accept: (isSet: boolean) => setAcceptedFor(isSet ? key : undefined),
    isAsked: isAsked && !areAccepted,
    ask: () => setAsked(true),
  };
}

/** The name of who is made responsible, null for nobody. */
function personOf(action: Action, { body }: Parameters, assignees: ActionFacts["assignees"]) {
  const names = asksOf(action).flatMap(([name, asked]) =>
    asked.kind === "person" ? [assignees[asked.of].find(({ id }) => id === body[name])?.name] : [],
  );
  return names[0] ?? null;
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

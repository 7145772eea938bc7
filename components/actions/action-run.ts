"use client";

import { useEffect, useState } from "react";
import { postJson, type ProblemDocument } from "@/components/api";
import { useLongWork, type WorkProgress } from "@/components/long-work";
import type { Pause } from "@/components/tries";
import type { Action } from "@/lib/domain/vocabulary";
import type { OutcomeAnswer, SelectionBody } from "./offers";

export type ActionRequest = {
  action: Action;
  params: Record<string, unknown>;
  selection: SelectionBody;
  acceptWarnings?: true;
};

/** Tried out this long after the parameters have come to rest, in milliseconds. */
const REST = 250;

export type Preview = { outcome?: OutcomeAnswer; problem?: ProblemDocument; isStale: boolean };

/** What the request would do, from the same decision the real thing makes; null asks nothing. */
export function usePreview(request: ActionRequest | null): Preview {
  const serialised = request && JSON.stringify({ ...request, dryRun: true, onBlocked: "skip" });
  const [answered, setAnswered] = useState<Preview & { for: string }>();
  useEffect(() => {
    if (serialised === null) return;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const answer = await postJson<OutcomeAnswer>("/api/v1/cases/actions", JSON.parse(serialised));
      if (!isCurrent) return;
      const told = answer.ok ? { outcome: answer.body } : { problem: answer.problem };
      setAnswered({ ...told, isStale: false, for: serialised });
    }, REST);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [serialised]);
  if (serialised === null || !answered) return { isStale: serialised !== null };
  return { ...answered, isStale: answered.for !== serialised };
}

export type Running = { progress?: WorkProgress; pause?: Pause };

/** Does it, and tells the refusal when there is one. */
export function useRun(request: ActionRequest, onDone: (outcome: OutcomeAnswer) => void) {
  const [running, setRunning] = useState<Running>();
  const [refusal, setRefusal] = useState<ProblemDocument>();
  const postOnce = useLongWork<OutcomeAnswer>();
  const run = async (onBlocked: "stop" | "skip") => {
    const body = JSON.stringify({ ...request, onBlocked });
    setRefusal(undefined);
    setRunning({});
    const answer = await postOnce("/api/v1/cases/actions", body, body, {
      // That it has been sent says nothing yet about the line back.
      onProgress: (progress) => progress.phase !== "sending" && setRunning({ progress }),
      onPause: (pause) => setRunning((before) => ({ ...before, pause })),
    });
    setRunning(undefined);
    if (answer.ok) onDone(answer.body);
    else setRefusal(answer.problem);
  };
  return { run, running, refusal, forget: () => setRefusal(undefined) };
}

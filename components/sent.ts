"use client";

import { useTranslations } from "next-intl";
import { unstable_isUnrecognizedActionError, unstable_rethrow } from "next/navigation";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/contract/action-result";

/** The sentence for a server action that gave no answer: a lost connection, a proxy's own answer, a page of an older build. */
export function useLostSentence() {
  const t = useTranslations("shell");
  return (error: unknown): string => {
    // A redirect is an error too, and Next's own.
    unstable_rethrow(error);
    return t(unstable_isUnrecognizedActionError(error) ? "outdated" : "connectionLost");
  };
}

/** What a server action answers; one that gives no answer is refused like any other, so that what was typed stays. */
export function useSent() {
  const sentenceOf = useLostSentence();
  return <Value>(answer: Promise<ActionResult<Value>>): Promise<ActionResult<Value>> =>
    answer.catch((error: unknown) => ({
      ok: false,
      code: "connection_lost",
      message: sentenceOf(error),
      errors: [],
    }));
}

/** The same for what has no answer but that it is kept: it is told when that failed. Gives whether it was kept. */
export function useKept() {
  const sentenceOf = useLostSentence();
  return (work: Promise<void>): Promise<boolean> =>
    work.then(
      () => true,
      (error: unknown) => {
        notify({ tone: "danger", message: sentenceOf(error) });
        return false;
      },
    );
}

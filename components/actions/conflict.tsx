"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { ProblemDocument } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { BlockedCases } from "./blocked-cases";
import type { BlockedAnswer, SelectedCase } from "./offers";

/** Cases that stood in the way of an action, none of which was done. */
export type Conflict = {
  blocked: readonly BlockedAnswer[];
  missing: readonly string[];
  /** The ids of both. */
  inTheWay: string[];
  /** How many cases are left to go on with. */
  rest: number;
  /** Values do not fit, so that one goes back to the values; otherwise to the page. */
  isAboutValues: boolean;
  /** Nothing is left to go on with, but what others have made of the cases may allow it as well. */
  canLookAgain: boolean;
};

/** Undefined of every other refusal. `count` is how many cases were selected. */
export function conflictOf(refusal: ProblemDocument | undefined, count: number): Conflict | undefined {
  if (refusal?.code !== "cases_blocked") return undefined;
  const blocked = (refusal.blocked as BlockedAnswer[] | undefined) ?? [];
  const missing = (refusal.missing as string[] | undefined) ?? [];
  const inTheWay = [...blocked.map((row) => row.caseId), ...missing];
  const rest = count - inTheWay.length;
  return {
    blocked,
    missing,
    inTheWay,
    rest,
    isAboutValues: blocked.some(({ reason }) => reason === "invalid_fields" || reason === "warnings"),
    canLookAgain: rest === 0 && blocked.some(({ reason }) => reason === "changed_since"),
  };
}

type NoticeProps = { conflict: Conflict; rows: readonly SelectedCase[]; canDeselect: boolean };

/** Which cases stand in the way, and why. */
export function ConflictNotice({ conflict, rows, canDeselect }: NoticeProps) {
  const t = useTranslations("cases");
  const { blocked, missing, inTheWay, rest, isAboutValues } = conflict;
  return (
    <Notice
      tone="danger"
      role="alert"
      title={t(isAboutValues ? "blockedLine" : "conflict", { count: inTheWay.length })}
    >
      <BlockedCases blocked={blocked} missing={missing} rows={rows} />
      <p className="mt-1">
        {t("nothingHappened")} {canDeselect && rest > 0 && t("skipOrDeselect")}
      </p>
      <ReadAgain />
    </Notice>
  );
}

type ButtonsProps = {
  conflict: Conflict;
  onLookAgain: () => void;
  /** Does it with the cases that allow it. */
  onSkip: () => void;
  /** Absent where no case can be taken out of the selection. */
  onDeselect: ((ids: string[]) => void) | undefined;
};

/** The ways on from a conflict. */
export function ConflictButtons({ conflict, onLookAgain, onSkip, onDeselect }: ButtonsProps) {
  const t = useTranslations("cases");
  const { inTheWay, rest, canLookAgain } = conflict;
  return (
    <>
      {canLookAgain && (
        <Button variant="primary" onPress={onLookAgain}>
          {t("tryAgain")}
        </Button>
      )}
      {rest > 0 && (
        <Button onPress={onSkip}>{t("runPossible", { skipped: inTheWay.length, count: rest })}</Button>
      )}
      {rest > 0 && onDeselect && (
        <Button variant="primary" onPress={() => onDeselect(inTheWay)}>
          {t("continueWithout", { skipped: inTheWay.length, count: rest })}
        </Button>
      )}
    </>
  );
}

/** Once the conflict is left, whichever way, the page behind shows what others have changed. */
function ReadAgain() {
  const router = useRouter();
  useEffect(() => () => router.refresh(), [router]);
  return null;
}

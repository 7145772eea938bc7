"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { BlockedAnswer, SelectedCase } from "./offers";

/** As many are named; the numbers are whole. */
const NAMED = 100;

type Props = { blocked: readonly BlockedAnswer[]; missing: readonly string[]; rows: readonly SelectedCase[] };

/** The named cases in the order of their numbers, under what is said of them. */
function byMessage(
  blocked: readonly BlockedAnswer[],
): [message: string, rows: [BlockedAnswer, ...BlockedAnswer[]]][] {
  const reasons = new Map<string, [BlockedAnswer, ...BlockedAnswer[]]>();
  for (const row of blocked.toSorted((a, b) => a.number - b.number).slice(0, NAMED)) {
    const rows = reasons.get(row.message);
    if (rows) rows.push(row);
    else reasons.set(row.message, [row]);
  }
  return [...reasons];
}

/** Why they cannot come along, case by case. */
export function BlockedCases({ blocked, missing, rows }: Props) {
  const t = useTranslations("cases");
  const addresses = useMemo(() => new Map(rows.map((row) => [row.id, row.address])), [rows]);
  const reasons = useMemo(() => byMessage(blocked), [blocked]);
  const nameOf = (row: BlockedAnswer) => {
    const address = addresses.get(row.caseId);
    return (
      <>
        {t("caseNumber", { number: String(row.number) })}
        {address && <span className="text-muted"> · {address}</span>}
      </>
    );
  };
  return (
    <>
      {blocked.length > 0 && (
        <ul
          tabIndex={0}
          aria-label={t("blockedCases")}
          className="mt-1 max-h-64 list-disc overflow-y-auto pl-5"
        >
          {reasons.map(([message, [first, ...others]]) => (
            <li key={message}>
              {others.length === 0 ? (
                <>
                  {nameOf(first)}: {message}
                </>
              ) : (
                <>
                  {t("someCases", { count: others.length + 1 })}: {message}
                  <ul className="mb-1">
                    {[first, ...others].map((row) => (
                      <li key={row.caseId}>{nameOf(row)}</li>
                    ))}
                  </ul>
                </>
              )}
            </li>
          ))}
          {blocked.length > NAMED && <li>{t("andMore", { count: blocked.length - NAMED })}</li>}
        </ul>
      )}
      {missing.length > 0 && <p>{t("missingLine", { count: missing.length })}</p>}
    </>
  );
}

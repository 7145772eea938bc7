"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { BlockedAnswer, SelectedCase } from "./offers";

/** As many are named; the numbers are whole. */
const NAMED = 100;

type Props = { blocked: readonly BlockedAnswer[]; missing: readonly string[]; rows: readonly SelectedCase[] };

/** Case by case why it cannot come along. */
export function BlockedCases({ blocked, missing, rows }: Props) {
  const t = useTranslations("cases");
  const addresses = useMemo(() => new Map(rows.map((row) => [row.id, row.address])), [rows]);
  const inOrder = useMemo(() => blocked.toSorted((a, b) => a.number - b.number), [blocked]);
  return (
    <>
      {blocked.length > 0 && (
        <ul
          tabIndex={0}
          aria-label={t("blockedCases")}
          className="mt-1 max-h-40 list-disc overflow-y-auto pl-5"
        >
          {inOrder.slice(0, NAMED).map((row) => (
            <li key={row.caseId}>
              {t("caseNumber", { number: String(row.number) })}
              {addresses.get(row.caseId) && (
                <span className="text-muted"> · {addresses.get(row.caseId)}</span>
              )}
              {": "}
              {row.message}
            </li>
          ))}
          {blocked.length > NAMED && <li>{t("andMore", { count: blocked.length - NAMED })}</li>}
        </ul>
      )}
      {missing.length > 0 && <p>{t("missingLine", { count: missing.length })}</p>}
    </>
  );
}

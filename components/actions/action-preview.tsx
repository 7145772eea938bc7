"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useLayoutEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { StateBadge } from "@/components/state-badge";
import type { Preview } from "./action-run";
import { BlockedCases } from "./blocked-cases";
import type { ActionTarget, OutcomeAnswer } from "./offers";
import { useFirstPage, useSelectedCases } from "./selected-cases";

type Props = {
  preview: Preview;
  target: ActionTarget;
  onDeselect?: (ids: string[]) => void;
  /** What stands below the groups: the values of an edit. */
  children?: React.ReactNode;
};

/** »Det sker der«: a line per group, from the same decision the real thing makes. */
export function ActionPreview({ preview, target, onDeselect, children }: Props) {
  const t = useTranslations("cases");
  const { outcome, isStale } = preview;
  const told = useKeptHeight();
  if (!outcome && (!isStale || preview.problem)) return null;
  return (
    <section
      aria-label={t("whatHappens")}
      aria-busy={isStale}
      className="flex flex-col gap-2 rounded-md border border-line px-4 py-3 text-[0.9375rem]"
    >
      <h3 className="flex items-center gap-2 text-sm font-semibold">
        {t("whatHappens")}
        {isStale && outcome && <LoaderCircle aria-hidden className="size-4 animate-spin text-muted" />}
      </h3>
      <div ref={told} className="flex min-h-7 flex-col gap-2">
        {outcome ? (
          <Outcome outcome={outcome} target={target} onDeselect={onDeselect}>
            {children}
          </Outcome>
        ) : (
          <p className="text-muted">{t("working")}</p>
        )}
      </div>
      {target.count > 1 && <AddressList target={target} />}
    </section>
  );
}

/** The buttons below must not slip away from under the hand when there is less to tell than a moment ago. */
function useKeptHeight() {
  const element = useRef<HTMLDivElement>(null);
  const width = useRef(0);
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    if (current.offsetWidth !== width.current) current.style.minHeight = "";
    width.current = current.offsetWidth;
    current.style.minHeight = `${current.offsetHeight}px`;
  });
  return element;
}

type OutcomeProps = Omit<Props, "preview"> & { outcome: OutcomeAnswer };

function Outcome({ outcome, target, onDeselect, children }: OutcomeProps) {
  const t = useTranslations("cases");
  const inTheWay = [...outcome.blocked.map(({ caseId }) => caseId), ...outcome.missing];
  return (
    <>
      <Groups outcome={outcome} isOne={target.count === 1} />
      {children}
      {target.hidden > 0 && <p className="text-warning">{t("hiddenLine", { count: target.hidden })}</p>}
      {outcome.unchanged > 0 && (
        <p className="text-muted">{t("unchangedLine", { count: outcome.unchanged })}</p>
      )}
      {inTheWay.length > 0 && (
        <div className="rounded-md bg-warning-tint px-3 py-2">
          <p className="font-medium">{t("blockedLine", { count: inTheWay.length })}</p>
          <BlockedCases blocked={outcome.blocked} missing={outcome.missing} rows={target.rows} />
          {onDeselect && inTheWay.length < target.count && (
            <Button size="sm" className="mt-2" onPress={() => onDeselect(inTheWay)}>
              {t("deselect", { count: inTheWay.length })}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function Groups({ outcome, isOne }: { outcome: OutcomeAnswer; isOne: boolean }) {
  const t = useTranslations("cases");
  const words = useTranslations("domain");
  return (
    <ul className="flex flex-col gap-1.5">
      {outcome.groups.map((group) => (
        <li key={group.groupId} className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {!isOne &&
            t("groupLine", {
              name: group.name,
              type: words(`caseType.${group.caseType}`),
              count: group.count,
            })}
          {group.to && (
            <span className="inline-flex flex-wrap items-center gap-1.5">
              {group.from.map((state) => (
                <StateBadge key={state} state={state} />
              ))}
              <span aria-label={t("becomes")} role="img">
                →
              </span>
              <StateBadge state={group.to} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The addresses that are meant, read from the server once somebody wants to see them. */
function AddressList({ target }: { target: ActionTarget }) {
  const t = useTranslations("cases");
  const [isOpen, setOpen] = useState(false);
  const { cases, isComplete, hasFailed, load } = useSelectedCases(target);
  useFirstPage(load, isOpen);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer text-sm font-medium text-accent">{t("showAddresses")}</summary>
      <ul tabIndex={0} aria-label={t("addresses")} className="mt-2 max-h-48 overflow-y-auto text-sm">
        {cases.map((row) => (
          <li key={row.id} className="flex gap-3 py-0.5">
            <span className="w-14 shrink-0 text-muted">{row.number}</span>
            {row.address}
          </li>
        ))}
      </ul>
      {hasFailed && <p className="text-sm text-danger">{t("listFailed")}</p>}
      {isOpen && !isComplete && cases.length > 0 && (
        <Button size="sm" variant="quiet" onPress={() => void load(cases.length + 1)}>
          {t("showMore", { shown: cases.length, total: target.count })}
        </Button>
      )}
    </details>
  );
}

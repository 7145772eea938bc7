"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { CaseActions } from "@/components/cases/case-actions";
import type { ActionFacts, ActionTarget, OfferAnswer, OutcomeAnswer } from "@/components/cases/offers";
import { Button } from "@/components/ui/button";

type Props = ActionFacts & {
  target: ActionTarget;
  groupCount: number;
  /** Only the selected cases, or some of them, are being looked at. */
  isOnly: boolean;
  onShowSelected: () => void;
  onClear: () => void;
  onDeselect: (ids: string[]) => void;
  onDeselectBlocked: (blocked: OfferAnswer["blocked"]) => void;
  onShowBlocked: (block: OfferAnswer["blocked"][number]) => void;
  onCounted: (count: number) => void;
  onDone: (outcome: OutcomeAnswer) => void;
  isReading: boolean;
};

/** When the bar goes, the focus that was in it or in its dialog goes to the grid, not to the top of the page. */
const giveFocusBack = () => {
  const look = () => {
    if (document.activeElement === document.body)
      document.querySelector<HTMLElement>("[role=treegrid]")?.focus({ preventScroll: true });
  };
  // React Aria gives it back first, to a button that is no more.
  setTimeout(look, 100);
};

/** What is selected, what can be done with it, and the way out; at the lower edge while anything is selected. */
export function SelectionBar({ target, groupCount, isOnly, onShowSelected, onClear, ...actions }: Props) {
  const t = useTranslations("projects");
  useEffect(() => giveFocusBack, []);
  return (
    <section
      aria-label={t("selectionBar")}
      data-print="no"
      className="sticky bottom-0 z-20 mt-4 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-t-lg border border-line bg-raised px-4 py-2.5 shadow-float max-sm:-mx-4"
    >
      <p className="flex flex-wrap items-center gap-x-2 text-[0.9375rem] max-md:w-full max-xl:grow">
        <span>
          <strong>{t("selectedCount", { count: target.count })}</strong>
          {groupCount > 1 && (
            <span className="text-muted max-sm:hidden"> {t("inGroups", { count: groupCount })}</span>
          )}
          {target.hidden > 0 && (
            <span className="text-muted"> · {t("hiddenByFilter", { count: target.hidden })}</span>
          )}
        </span>
        <Button size="sm" variant="quiet" onPress={onShowSelected}>
          {t(isOnly ? "showAll" : "showSelected")}
        </Button>
      </p>
      <div className="md:max-xl:order-last md:max-xl:w-full">
        <CaseActions {...actions} target={target} />
      </div>
      <Button size="sm" variant="quiet" onPress={onClear} className="-mr-2 ml-auto">
        {t("clear")}
      </Button>
    </section>
  );
}

"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { CaseActions } from "@/components/actions/case-actions";
import type { ActionFacts, ActionTarget, OfferAnswer, OutcomeAnswer } from "@/components/actions/offers";
import { Button } from "@/components/ui/button";

type Props = ActionFacts & {
  target: ActionTarget;
  /** In how many groups or projects they lie, when it is several. */
  where: string | null;
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

/** The row that has just been chosen is never under the bar: it comes, and grows, after the tap. */
function useUncovered(bar: React.RefObject<HTMLElement | null>, count: number) {
  useEffect(() => {
    const element = bar.current;
    if (!element) return;
    const look = () => {
      const row = document.activeElement?.closest("[role=row]")?.getBoundingClientRect();
      const covered = row ? row.bottom - element.getBoundingClientRect().top : 0;
      if (row && covered > 0 && row.top < window.innerHeight) window.scrollBy({ top: covered + 8 });
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
    // Observing anew looks at once: another row has been chosen.
  }, [bar, count]);
}

/** What is selected, what can be done with it, and the way out; at the lower edge while anything is selected. */
export function SelectionBar({ target, where, isOnly, onShowSelected, onClear, ...actions }: Props) {
  const t = useTranslations("projects");
  useEffect(() => giveFocusBack, []);
  const bar = useRef<HTMLElement>(null);
  useUncovered(bar, target.count);
  return (
    <section
      ref={bar}
      aria-label={t("selectionBar")}
      data-print="no"
      className="sticky bottom-0 z-20 mt-4 flex items-center gap-x-1 gap-y-2 rounded-t-lg border border-line bg-raised px-4 py-2.5 shadow-float max-sm:-mx-4 max-sm:px-3 md:flex-wrap md:gap-x-3"
    >
      <p className="flex items-center gap-x-2 grow text-[0.9375rem] md:flex-wrap">
        <span>
          <strong>{t("selectedCount", { count: target.count })}</strong>
          {where && <span className="text-muted max-sm:hidden"> {where}</span>}
          {target.hidden > 0 && (
            <span className="text-muted max-md:sr-only">
              {" "}
              · {t("hiddenByFilter", { count: target.hidden })}
            </span>
          )}
        </span>
        <Button size="sm" variant="quiet" onPress={onShowSelected} className="max-sm:px-2!">
          {t(isOnly ? "showAll" : "showSelected")}
        </Button>
      </p>
      <div className="md:order-last md:w-full">
        <CaseActions {...actions} target={target} />
      </div>
      <Button size="sm" variant="quiet" onPress={onClear} className="-mr-2 ml-auto max-md:px-2!">
        <X aria-hidden className="md:hidden" />
        <span className="max-md:sr-only">{t("clear")}</span>
      </Button>
    </section>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { OfferAnswer, SelectedCase } from "./offers";

type Props = {
  offer: OfferAnswer;
  selected: readonly SelectedCase[];
  onDeselect?: (ids: string[]) => void;
  onShow?: (ids: string[]) => void;
  onClose: () => void;
};

/** »Hvorfor kan jeg ikke …?«: one line a reason, and the way out. */
export function WhyNotDialog({ offer, selected, onDeselect, onShow, onClose }: Props) {
  const t = useTranslations("cases");
  /** The API names the first hundred of a reason; the rest are known here by their state. */
  const idsOf = (block: OfferAnswer["blocked"][number]) =>
    block.caseIds.length === block.count
      ? block.caseIds
      : selected.filter((row) => row.state === block.state).map((row) => row.id);
  const all = offer.blocked.flatMap(idsOf);
  const canDeselect = onDeselect !== undefined && offer.eligible > 0;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("whyNot", { action: offer.label })}
      footer={
        <>
          <Button onPress={onClose}>{t("back")}</Button>
          {canDeselect && (
            <Button
              variant="primary"
              onPress={() => {
                onDeselect(all);
                onClose();
              }}
            >
              {t("deselect", { count: all.length })}
            </Button>
          )}
        </>
      }
    >
      {selected.length > 1 && <p>{t("onlyCommon")}</p>}
      <ul className="flex flex-col gap-3">
        {offer.blocked.map((block) => (
          <li
            key={`${block.reason}-${block.state}`}
            className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1"
          >
            <span>{block.message}</span>
            {onShow && (
              <Button
                size="sm"
                variant="quiet"
                onPress={() => {
                  onShow(idsOf(block));
                  onClose();
                }}
              >
                {t("showThem", { count: block.count })}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { OfferAnswer } from "./offers";

type Props = {
  offer: OfferAnswer;
  isOne: boolean;
  onDeselect?: (blocked: OfferAnswer["blocked"]) => void;
  onShow?: (block: OfferAnswer["blocked"][number]) => void;
  onClose: () => void;
};

/** »Hvorfor kan jeg ikke …?«: one line a reason, and the way out. */
export function WhyNotDialog({ offer, isOne, onDeselect, onShow, onClose }: Props) {
  const t = useTranslations("cases");
  const count = offer.blocked.reduce((sum, block) => sum + block.count, 0);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("whyNot", { action: offer.label })}
      footer={
        <>
          <Button onPress={onClose}>{t("back")}</Button>
          {onDeselect && offer.eligible > 0 && (
            <Button
              variant="primary"
              onPress={() => {
                onDeselect(offer.blocked);
                onClose();
              }}
            >
              {t("deselect", { count })}
            </Button>
          )}
        </>
      }
    >
      {!isOne && <p>{t("onlyCommon")}</p>}
      <ul className="flex flex-col gap-3">
        {offer.blocked.map((block) => (
          <li
            key={`${block.reason}-${block.state}`}
            className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1"
          >
            <span>{block.message}</span>
            {onShow && !isOne && (
              <Button
                size="sm"
                variant="quiet"
                onPress={() => {
                  onShow(block);
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

"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { OfferAnswer } from "./offers";

type Block = OfferAnswer["blocked"][number];
type Props = {
  offer: OfferAnswer;
  isOne: boolean;
  onDeselect?: (blocked: Block[]) => void;
  onShow?: (block: Block) => void;
  onClose: () => void;
};

/** »Hvorfor kan jeg ikke …?«: the rule once, how many cases of which states it leaves out, and the way out. */
export function WhyNotDialog({ offer, isOne, onDeselect, onShow, onClose }: Props) {
  const t = useTranslations("cases");
  const words = useTranslations("domain");
  const { blocked, eligible } = offer;
  const count = blocked.reduce((sum, block) => sum + block.count, 0);
  const show = (block: Block, text: string) =>
    onShow && !isOne ? (
      <Button
        size="sm"
        variant="quiet"
        className="underline underline-offset-2"
        onPress={() => {
          onShow(block);
          onClose();
        }}
      >
        {text}
      </Button>
    ) : (
      text
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("whyNot", { action: offer.label })}
      footer={
        <>
          <Button onPress={onClose}>{t("back")}</Button>
          {onDeselect && eligible > 0 && (
            <Button
              variant="primary"
              onPress={() => {
                onDeselect(blocked);
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
      {blocked.length > 1 ? (
        <>
          <p>{offer.rule}</p>
          <p>
            {words("blocked.others", {
              some: eligible > 0 ? "some" : "none",
              n: count,
              m: count + eligible,
            })}
          </p>
          <ul className="flex flex-col items-start gap-1">
            {blocked.map((block) => (
              <li key={block.state}>
                {show(
                  block,
                  words("blocked.part", {
                    n: block.count,
                    state: words(`state.${block.state}`).toLowerCase(),
                  }),
                )}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <span>{offer.message}</span>
          {!isOne && onShow && blocked[0] && show(blocked[0], t("showThem", { count }))}
        </p>
      )}
    </Dialog>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { postJson } from "@/components/api";
import { Button } from "@/components/ui/button";
import type { Action } from "@/lib/domain/vocabulary";
import { ActionDialog } from "./action-dialog";
import type { ActionFacts, ActionTarget, OfferAnswer, OffersAnswer, OutcomeAnswer } from "./offers";
import { WhyNotDialog } from "./why-not-dialog";

/** Asked for anew this long after the selection has come to rest, in milliseconds. */
const REST = 150;

type Props = ActionFacts & {
  target: ActionTarget;
  /** Takes cases out of the selection; a single case cannot be. */
  onDeselect?: (ids: string[]) => void;
  onShow?: (ids: string[]) => void;
  onDone: (outcome: OutcomeAnswer) => void;
};

/**
 * The role's actions for a selection, one case or thousands, in fixed order. What every case allows is enabled; the
 * rest can be pressed too, and then says which cases stand in the way and takes them out with one click.
 */
export function CaseActions({ target, onDeselect, onShow, onDone, ...facts }: Props) {
  const t = useTranslations("cases");
  const { offers, isStale } = useOffers(target);
  const [acting, setActing] = useState<Action>();
  const [asking, setAsking] = useState<Action>();
  const asked = offers?.find((offer) => offer.action === asking);
  return (
    <>
      <div
        role="toolbar"
        aria-label={t("actions")}
        className={`flex flex-wrap gap-2 transition-opacity ${isStale ? "opacity-60" : ""}`}
      >
        {(offers ?? []).map((offer) => (
          <ActionButton
            key={offer.action}
            offer={offer}
            isOne={target.count === 1}
            onPress={() => (offer.offered ? setActing(offer.action) : setAsking(offer.action))}
          />
        ))}
      </div>
      {asked && !asked.offered && (
        <WhyNotDialog
          offer={asked}
          selected={target.rows}
          onDeselect={onDeselect}
          onShow={onShow}
          onClose={() => setAsking(undefined)}
        />
      )}
      {acting && (
        <ActionDialog
          {...facts}
          action={acting}
          target={target}
          onDeselect={onDeselect}
          onClose={() => setActing(undefined)}
          onDone={(outcome) => {
            setActing(undefined);
            onDone(outcome);
          }}
        />
      )}
    </>
  );
}

const DESTRUCTIVE: readonly Action[] = ["reject", "cancel"];

function ActionButton({
  offer,
  isOne,
  onPress,
}: {
  offer: OfferAnswer;
  isOne: boolean;
  onPress: () => void;
}) {
  const t = useTranslations("cases");
  const blocking = offer.blocked.reduce((sum, block) => sum + block.count, 0);
  const isApart = DESTRUCTIVE.includes(offer.action);
  return (
    <Button
      size="sm"
      onPress={onPress}
      aria-disabled={!offer.offered}
      data-action={offer.action}
      className={`${isApart ? "text-danger sm:ml-3" : ""} ${offer.offered ? "" : "border-dashed text-muted"}`}
    >
      {offer.label}
      {!offer.offered && !isOne && (
        <span className="text-xs font-normal">{t("blocking", { count: blocking })}</span>
      )}
    </Button>
  );
}

/** The server's word on a selection; the earlier answer stays, dimmed, until the next one is there. */
function useOffers({ selection, rows, count }: ActionTarget) {
  const [answered, setAnswered] = useState<{ key: string; offers: OfferAnswer[] }>();
  const latest = useRef(selection);
  // The states too: the rows of an untouched selection may have moved on.
  const key = JSON.stringify([selection, rows.map((row) => row.state)]);
  useEffect(() => {
    latest.current = selection;
    if (count === 0) return;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const answer = await postJson<OffersAnswer>("/api/v1/cases/offers", {
        selection: latest.current,
      });
      if (isCurrent && answer.ok) setAnswered({ key, offers: answer.body.actions });
    }, REST);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key says all that matters of the selection
  }, [key]);
  return { offers: answered?.offers, isStale: answered?.key !== key };
}

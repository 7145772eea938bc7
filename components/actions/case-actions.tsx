"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { Refusal } from "@/components/refusal";
import { formOf } from "@/lib/domain/actions/forms";
import type { Action } from "@/lib/domain/vocabulary";
import type { Parameters } from "./action-parameters";
import { ActionDialog, WhyNotDialog } from "./lazy-parts";
import type { ActionFacts, ActionTarget, OfferAnswer, OutcomeAnswer } from "./offers";
import { useOffers } from "./use-offers";

/** So many actions stand in the bar of a tablet; the others are in its menu. */
const ROOM = 3;
const isDestructive = (offer: OfferAnswer | undefined) => offer && formOf(offer.action).tone === "ends";

type Props = ActionFacts & {
  target: ActionTarget;
  /** Takes cases out of the selection; a single case cannot be. */
  onDeselect?: (ids: string[]) => void;
  /** Takes out all cases that stand in the way, more of them than the server names. */
  onDeselectBlocked?: (blocked: OfferAnswer["blocked"]) => void;
  onShowBlocked?: (block: OfferAnswer["blocked"][number]) => void;
  /** How many cases the server finds in the selection. */
  onCounted?: (count: number) => void;
  onDone: (outcome: OutcomeAnswer) => void;
  /** The page is being read anew after the last action; the next one's dialog waits for it. */
  isReading?: boolean;
  /** The action whose dialog is open from the beginning. */
  opensWith?: Action;
};

/**
 * The role's actions for a selection, one case or thousands, in fixed order. What every case allows is enabled; what
 * some allow can be pressed too, and says which cases stand in the way; what none allows is in a menu at the end.
 */
export function CaseActions({
  target,
  onDeselect,
  onDeselectBlocked,
  onShowBlocked,
  onCounted,
  onDone,
  isReading = false,
  opensWith,
  ...facts
}: Props) {
  const t = useTranslations("cases");
  const { offers, isStale, refusal, isLost } = useOffers(target, onCounted);
  const [acting, setActing] = useState(opensWith);
  /** A dialog closed by mistake opens again with what was typed in it, as long as the same cases are selected. */
  const [abandoned, setAbandoned] = useState<{ of: string; params: Parameters }>();
  const [asking, setAsking] = useState<Action>();
  const asked = offers?.find((offer) => offer.action === asking);
  const press = (offer: OfferAnswer) => (offer.offered ? setActing : setAsking)(offer.action);
  const { selection } = target;
  const workOf = (action: Action) => JSON.stringify([action, "ids" in selection ? selection.ids : selection]);
  const isOne = target.count === 1;
  const isInBar = onDeselect !== undefined;
  return (
    <>
      {isLost ? (
        <p role="status" className="text-sm text-danger">
          {t("offersLost")}
        </p>
      ) : (
        refusal && <Refusal problem={refusal} unanswered={t("offersLost")} />
      )}
      <Toolbar
        offers={offers ?? []}
        isOne={isOne}
        className={isInBar ? "max-md:hidden" : ""}
        isStale={isStale}
        onPress={press}
      />
      {isInBar && (offers || !refusal) && (
        <div className="md:hidden">
          <ActionMenu text={t("actions")} variant="secondary" isSheet offers={offers ?? []} onPress={press} />
        </div>
      )}
      <Possible offers={isStale ? undefined : offers} count={target.count} />
      {asked && !asked.offered && (
        <WhyNotDialog
          offer={asked}
          isOne={isOne}
          onDeselect={onDeselectBlocked}
          onShow={onShowBlocked}
          onClose={() => setAsking(undefined)}
        />
      )}
      {acting && !isReading && (
        <ActionDialog
          {...facts}
          action={acting}
          target={target}
          onDeselect={onDeselect}
          typed={abandoned?.of === workOf(acting) ? abandoned.params : undefined}
          onClose={(params) => {
            setActing(undefined);
            setAbandoned({ of: workOf(acting), params });
          }}
          onDone={(outcome) => {
            setActing(undefined);
            setAbandoned(undefined);
            onDone(outcome);
          }}
        />
      )}
    </>
  );
}

type ToolbarProps = {
  offers: readonly OfferAnswer[];
  isOne: boolean;
  className: string;
  isStale: boolean;
  onPress: (offer: OfferAnswer) => void;
};

/** A button for each action; on a tablet those beyond its room, and of many cases what none allows, in a menu. */
function Toolbar({ offers, isOne, className, isStale, onPress }: ToolbarProps) {
  const t = useTranslations("cases");
  // A single case shows all its actions; of many, those that no case allows only take up room.
  const shown = offers.filter((offer) => isOne || offer.eligible > 0);
  const closed = offers.filter((offer) => !shown.includes(offer));
  const overflow = isOne ? [] : shown.slice(ROOM);
  return (
    <div
      role="toolbar"
      aria-label={t("actions")}
      aria-busy={isStale}
      className={`flex flex-wrap items-center gap-1.5 aria-busy:cursor-progress ${className}`}
    >
      {shown.map((offer, i) => (
        <span
          key={offer.action}
          className={overflow.includes(offer) ? "flex items-center gap-1.5 max-xl:hidden" : "contents"}
        >
          {i > 0 && isDestructive(offer) && !isDestructive(shown[i - 1]) && (
            <span aria-hidden className="mx-1 h-5 border-l border-line-strong" />
          )}
          <ActionButton offer={offer} isOne={isOne} onPress={() => onPress(offer)} />
        </span>
      ))}
      {closed.length > 0 && (
        <div className="max-xl:hidden">
          <ActionMenu text={t("notPossible", { count: closed.length })} offers={closed} onPress={onPress} />
        </div>
      )}
      {overflow.length + closed.length > 0 && (
        <div className="xl:hidden">
          <ActionMenu
            label={t("moreActions")}
            text={t("more")}
            offers={[...overflow, ...closed]}
            onPress={onPress}
          />
        </div>
      )}
    </div>
  );
}

type MenuProps = {
  text: string;
  label?: string;
  variant?: "secondary";
  isSheet?: boolean;
  offers: readonly OfferAnswer[];
  onPress: (offer: OfferAnswer) => void;
};

const ActionMenu = ({ text, label = text, variant, isSheet, offers, onPress }: MenuProps) => (
  <Menu
    label={label}
    variant={variant}
    isSheet={isSheet}
    placement="top end"
    trigger={
      <>
        {text} <ChevronDown aria-hidden />
      </>
    }
    items={offers.map((offer) => ({
      id: offer.action,
      label: offer.label,
      description: offer.message ?? undefined,
      isBlocked: !offer.offered,
      isDanger: offer.offered && isDestructive(offer),
      onAction: () => onPress(offer),
    }))}
  />
);

type ButtonProps = { offer: OfferAnswer; isOne: boolean; onPress: () => void };

function ActionButton({ offer, isOne, onPress }: ButtonProps) {
  const t = useTranslations("cases");
  const reasonId = useId();
  const blocking = offer.blocked.reduce((sum, block) => sum + block.count, 0);
  const isApart = isDestructive(offer);
  return (
    <>
      <Button
        size="sm"
        onPress={onPress}
        aria-disabled={!offer.offered || undefined}
        aria-describedby={offer.offered ? undefined : reasonId}
        data-action={offer.action}
        className={offer.offered ? (isApart ? "text-danger!" : "") : "border-dashed text-muted"}
      >
        {offer.label}
        {!offer.offered && !isOne && (
          <span className="text-xs font-normal">{t("blocking", { count: blocking })}</span>
        )}
      </Button>
      {!offer.offered && (
        <span id={reasonId} hidden>
          {offer.message}
        </span>
      )}
    </>
  );
}

/** Read aloud when what is possible has changed and come to rest; the grid itself tells how many are selected. */
function Possible({ offers, count }: { offers: OfferAnswer[] | undefined; count: number }) {
  const t = useTranslations("cases");
  const [said, setSaid] = useState("");
  const labels = offers?.filter((offer) => offer.offered).map((offer) => offer.label);
  const sentence = labels && t("possible", { count, actions: labels.join(", "), some: labels.length });
  useEffect(() => {
    if (sentence === undefined) return;
    const timer = setTimeout(() => setSaid(sentence), 500);
    return () => clearTimeout(timer);
  }, [sentence]);
  return (
    <span role="status" className="sr-only">
      {said}
    </span>
  );
}

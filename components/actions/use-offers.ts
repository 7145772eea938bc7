"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useMemo, useState } from "react";
import { postJson } from "@/components/api";
import type { ActionTarget, OfferAnswer, OffersAnswer } from "./offers";

/** Asked for anew this long after the selection has come to rest, in milliseconds. */
const REST = 150;
/** And again after a server that did not answer. */
const AGAIN = 3_000;

/** Somebody else has moved cases on since the page was read. */
function isBehind(rows: ActionTarget["rows"], offers: readonly OfferAnswer[]): boolean {
  const states = new Map(rows.map(({ id, state }) => [id, state]));
  return offers.some(({ blocked }) =>
    blocked.some(({ state, caseIds }) => caseIds.some((id) => (states.get(id) ?? state) !== state)),
  );
}

/** The server's word on a selection; the earlier answer stays, dimmed, until the next one is there. */
export function useOffers({ selection, rows, count }: ActionTarget, onCounted?: (count: number) => void) {
  const router = useRouter();
  const [answered, setAnswered] = useState<{ of: string; offers: OfferAnswer[] }>();
  const [isLost, setLost] = useState(false);
  // The rows too: those of an untouched selection may have moved on.
  const key = useMemo(() => JSON.stringify([selection, rows.map((row) => row.state)]), [selection, rows]);
  const isEmpty = count === 0;
  const send = useEffectEvent(() => postJson<OffersAnswer>("/api/v1/cases/offers", { selection }));
  const take = useEffectEvent((of: string, { actions, count: found }: OffersAnswer) => {
    setAnswered({ of, offers: actions });
    if (isBehind(rows, actions)) router.refresh();
    onCounted?.(found);
  });
  useEffect(() => {
    if (isEmpty) return;
    let isCurrent = true;
    const ask = async () => {
      const answer = await send();
      if (!isCurrent) return;
      setLost(!answer.ok);
      if (answer.ok) take(key, answer.body);
      else timer = setTimeout(ask, AGAIN);
    };
    let timer = setTimeout(ask, REST);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [key, isEmpty]);
  return { offers: answered?.offers, isStale: answered?.of !== key, isLost };
}

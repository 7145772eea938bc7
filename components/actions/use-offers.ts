"use client";

import { useLocale } from "next-intl";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useMemo, useState } from "react";
import { type ProblemDocument, postJson } from "@/components/api";
import type { ActionTarget, OfferAnswer, OffersAnswer } from "./offers";

/** Asked for anew this long after the selection has come to rest, in milliseconds. */
const REST = 150;
/** And again after a server that did not answer, or wants a log-in first, which another tab may see to. */
const AGAIN = 3_000;
const mayPass = (status: number) => status === 0 || status === 401 || status === 429 || status >= 500;

/** Somebody else has moved cases on since the page was read. */
function isBehind(rows: ActionTarget["rows"], offers: readonly OfferAnswer[]): boolean {
  const states = new Map(rows.map(({ id, state }) => [id, state]));
  return offers.some(({ blocked }) =>
    blocked.some(({ state, caseIds }) => caseIds.some((id) => (states.get(id) ?? state) !== state)),
  );
}

/**
 * The server's word on a selection; the earlier answer stays, dimmed, until the next one is there. A refusal that would
 * come again takes its place.
 */
export function useOffers({ selection, rows, count }: ActionTarget, onCounted?: (count: number) => void) {
  const router = useRouter();
  const [answered, setAnswered] = useState<{ of: string; offers: OfferAnswer[] }>();
  const [refused, setRefused] = useState<{ of: string; status: number; problem: ProblemDocument }>();
  const locale = useLocale();
  // The rows too: those of an untouched selection may have moved on. The sentences are the server's, in one language.
  const key = useMemo(
    () => JSON.stringify([locale, selection, rows.map((row) => row.state)]),
    [locale, selection, rows],
  );
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
      setRefused(answer.ok ? undefined : { of: key, ...answer });
      if (answer.ok) take(key, answer.body);
      else if (mayPass(answer.status)) timer = setTimeout(ask, AGAIN);
    };
    let timer = setTimeout(ask, REST);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [key, isEmpty]);
  const refusal = refused?.of === key ? refused : undefined;
  return {
    offers: refusal && !mayPass(refusal.status) ? undefined : answered?.offers,
    isStale: answered?.of !== key,
    refusal: refusal?.problem,
    isLost: refusal !== undefined && mayPass(refusal.status) && refusal.status !== 401,
  };
}

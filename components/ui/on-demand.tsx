"use client";

import { type ComponentType, useLayoutEffect, useState } from "react";

const SIGNS = ["pointermove", "pointerdown", "keydown", "focusin"] as const;
const waiting: (() => unknown)[] = [];
let isTouched = false;

/** In the pauses between what the hand does; Safari has no word for them. */
const inPause = (work: () => void) =>
  "requestIdleCallback" in window ? requestIdleCallback(work, { timeout: 2_000 }) : setTimeout(work, 200);

function fetchNext() {
  const load = waiting.shift();
  if (!load) return;
  load();
  inPause(fetchNext);
}

function begin() {
  isTouched = true;
  for (const sign of SIGNS) window.removeEventListener(sign, begin);
  inPause(fetchNext);
}
if (typeof window !== "undefined")
  for (const sign of SIGNS) window.addEventListener(sign, begin, { passive: true });

/** Fetches a part of the page when somebody begins to use it: who only looks needs no dialogs and menus. */
function fetchSoon(load: () => Promise<unknown>): void {
  if (typeof window === "undefined") return;
  // A lost connection shows when the part is drawn, which fetches it again.
  waiting.push(() => load().catch(() => {}));
  if (isTouched) inPause(fetchNext);
}

/**
 * A component that is drawn on request only, and whose script is not part of the page's first load. Not by `lazy`: that
 * would hold back even what is here already, and never ask again for what once did not come.
 */
export function onDemand<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => React.ReactNode {
  let here: ComponentType<Props> | undefined;
  const fetch = async () => {
    here = await load();
  };
  fetchSoon(fetch);
  return function OnDemand(props) {
    const [Part, setPart] = useState<ComponentType<Props>>();
    // Before the browser paints, when it is here; the server draws none of these.
    useLayoutEffect(() => {
      if (here) return setPart(() => here);
      let isWanted = true;
      const show = () => isWanted && setPart(() => here);
      fetch().then(show, () => {});
      return () => {
        isWanted = false;
      };
    }, []);
    return Part && <Part {...props} />;
  };
}

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

/** A part that did not come is asked for again this long after, while it is wanted, in milliseconds. */
const AGAIN = 2_000;

/**
 * A component that is drawn on request only, and whose script is not part of the page's first load. Not by `lazy`: that
 * would hold back even what is here already, and never ask again for what once did not come. Until it is here, `Waiting`
 * stands in its place.
 */
export function onDemand<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Waiting?: ComponentType,
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
      let timer: ReturnType<typeof setTimeout>;
      const show = () => isWanted && setPart(() => here);
      const ask = () => {
        fetch().then(show, () => {
          if (isWanted) timer = setTimeout(ask, AGAIN);
        });
      };
      ask();
      return () => {
        isWanted = false;
        clearTimeout(timer);
      };
    }, []);
    return Part ? <Part {...props} /> : Waiting && <Waiting />;
  };
}

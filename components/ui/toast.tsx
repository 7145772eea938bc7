"use client";

import { useSyncExternalStore } from "react";
import { onDemand } from "./on-demand";
import type { Notification } from "./toast-region";

const loadRegion = () => import("./toast-region");
const ToastRegion = onDemand(() => loadRegion().then((part) => part.Toasts));

let isNeeded = false;
const needers = new Set<() => void>();
const onNeeded = (tell: () => void) => {
  needers.add(tell);
  return () => needers.delete(tell);
};

/** Shows a notice in the corner of the page, read aloud once. */
export function notify(notification: Notification): void {
  loadRegion().then(
    ({ show }) => show(notification),
    () => {},
  );
  isNeeded = true;
  for (const tell of needers) tell();
}

/** Where notices appear; mounted once, in the layout. */
export function Toasts() {
  const isWanted = useSyncExternalStore(
    onNeeded,
    () => isNeeded,
    () => false,
  );
  return isWanted && <ToastRegion />;
}

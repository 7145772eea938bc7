"use client";

import { type ComponentProps, lazy, Suspense } from "react";
import type { ActionDialog } from "./action-dialog";

/** Its forms weigh more than the rest of the page, so they are fetched when the first action is at hand. */
export const loadActionDialog = () => import("./action-dialog");

const Dialog = lazy(() => loadActionDialog().then(({ ActionDialog: dialog }) => ({ default: dialog })));

export const LazyActionDialog = (props: ComponentProps<typeof ActionDialog>) => (
  <Suspense>
    <Dialog {...props} />
  </Suspense>
);

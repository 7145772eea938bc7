"use client";

import { createContext, use } from "react";
import type { CaseGridProps } from "./case-grid";

/** What changes without the rows changing; the rows themselves are drawn once. */
export type Live = Pick<
  CaseGridProps,
  "selectedIds" | "coverage" | "coverageOf" | "onToggleAll" | "onToggleGroup" | "onMore"
> &
  Pick<CaseGridProps, "selectMenu" | "groupTools" | "goToRef"> & {
    toggleOpenRef: React.RefObject<(id: string) => void>;
  };
export const LiveContext = createContext<Live | null>(null);
export const useLive = () => use(LiveContext) as Live;

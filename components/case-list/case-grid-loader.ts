"use client";

import { type ComponentType, startTransition, useEffect, useState } from "react";
import type { CaseGridProps } from "@/components/grid/grid-live";

// Fetched while the page comes to life: the grid cannot be drawn on the server.
const loadGrid = () => import("@/components/grid/case-grid");
const fetched = typeof window === "undefined" ? null : loadGrid();

/** The grid once it is here. No Suspense: React would hold a part back that comes soon after its fallback. */
export function useCaseGrid() {
  const [CaseGrid, setGrid] = useState<ComponentType<CaseGridProps>>();
  const [isWhole, setWhole] = useState(false);
  useEffect(() => {
    const show = (part: Awaited<ReturnType<typeof loadGrid>>) => {
      setGrid(() => part.default);
      // Thousands of rows take their time; the first ones do not wait for them.
      startTransition(() => setWhole(true));
    };
    // What did not come is asked for once more; without it the plain table stays, which can be worked with.
    fetched?.catch(loadGrid).then(show, () => {});
  }, []);
  return { CaseGrid, isWhole };
}

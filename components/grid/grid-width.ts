"use client";

import { useMemo, useSyncExternalStore } from "react";
import {
  CARD_HEIGHT,
  CARDS_BELOW,
  type CaseColumn,
  COLUMN_STEPS,
  COMPACT_ROW_HEIGHT,
  ROW_HEIGHT,
  TOUCH_ROW_HEIGHT,
} from "./columns";

/** The columns there is room for, or cards; and how high the rows are. */
export function useGridColumns(all: readonly CaseColumn[], isCompact: boolean) {
  const width = useWidth();
  const isCards = width < CARDS_BELOW;
  const columns = useMemo(
    () => all.filter((column) => (isCards ? column.id === "address" : column.from <= width)),
    [all, width, isCards],
  );
  const isTouch = isCards || matchMedia("(pointer: coarse)").matches;
  const layoutOptions = useMemo(() => {
    const headingHeight = isTouch ? TOUCH_ROW_HEIGHT : isCompact ? COMPACT_ROW_HEIGHT : ROW_HEIGHT;
    return { rowHeight: isCards ? CARD_HEIGHT : headingHeight, headingHeight };
  }, [isCards, isTouch, isCompact]);
  return { columns, isCards, layoutOptions };
}

const onResize = (tell: () => void) => {
  window.addEventListener("resize", tell);
  return () => window.removeEventListener("resize", tell);
};
/** The narrowest width that shows the same columns, so that a resize within it changes nothing. */
const widthStep = () => Math.max(0, ...COLUMN_STEPS.filter((from) => from <= window.innerWidth));
const useWidth = () => useSyncExternalStore(onResize, widthStep, () => 1280);

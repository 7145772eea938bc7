"use client";

import { useEffect, useRef } from "react";
import type { ImportAnswer } from "./import-answer";

/** The cells to mend that are in sight, in their order. */
export const faultsIn = (place: ParentNode | null) => [
  ...(place?.querySelectorAll<HTMLElement>("[data-kind][open] [data-fault]") ?? []),
];

/** To the next fault, of whatever kind, as Enter does in a sheet; after the last one the check says where to. */
export function leaveForNext(cell: HTMLInputElement) {
  const row = cell.closest("tr");
  const next = faultsIn(document).find(
    (fault) =>
      fault.closest("tr") !== row && cell.compareDocumentPosition(fault) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  if (next) next.focus();
  else cell.blur();
}

/**
 * Puts the focus on the fault after the one that was left, once the rows have been checked again; without any left, on
 * the result. `leave` is told the row and field before they change.
 */
export function useNextFault(check: ImportAnswer) {
  const box = useRef<HTMLDivElement>(null);
  const result = useRef<HTMLDivElement>(null);
  const next = useRef<string[] | null>(null);
  useEffect(() => {
    const places = next.current;
    next.current = null;
    // Whoever has gone elsewhere meanwhile stays there.
    if (!places || document.activeElement !== document.body) return;
    const faults = faultsIn(box.current);
    const after = places.flatMap((place) => faults.find(({ dataset }) => dataset.fault === place) ?? []);
    const folded = box.current?.querySelector<HTMLElement>("[data-kind] > summary");
    (after[0] ?? faults[0] ?? folded ?? result.current)?.focus();
  }, [check]);
  const leave = (row: number, field?: string) => {
    const places = faultsIn(box.current).map(({ dataset }) => dataset.fault ?? "");
    const exact = places.findIndex((place) => place.startsWith(`${row} ${field} `));
    const at = exact < 0 ? places.findIndex((place) => place.startsWith(`${row} `)) : exact;
    next.current = [...places.slice(at + 1), ...places.slice(0, at + 1)];
  };
  return { box, result, leave };
}

"use client";

import { Label, ProgressBar } from "react-aria-components";

/** How far something has come; without `value` only that it is under way. */
export function Progress({ label, value, max = 100 }: { label: string; value?: number; max?: number }) {
  return (
    <ProgressBar
      value={value}
      maxValue={max}
      isIndeterminate={value === undefined}
      className="flex flex-col gap-1.5"
    >
      {({ percentage, valueText }) => (
        <>
          <span className="flex justify-between gap-4 text-sm">
            <Label className="font-medium">{label}</Label>
            <span className="text-muted">{valueText}</span>
          </span>
          <span className="block h-2 overflow-hidden rounded-full bg-line">
            <span
              className={`block h-full rounded-full bg-accent transition-[width] ${value === undefined ? "animate-pulse" : ""}`}
              style={{ width: `${percentage ?? 100}%` }}
            />
          </span>
        </>
      )}
    </ProgressBar>
  );
}

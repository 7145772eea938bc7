"use client";

import { useEffect, useRef } from "react";
import { isPress, stop } from "./button-control";
import { tickFocusClass, tickInputClass, TickMark } from "./tick-mark";

type Props = {
  state: "none" | "some" | "all";
  label: string;
  onToggle: () => void;
  isDisabled?: boolean;
};

/** A tick box over many things: none, some or all of them. Inside a table it stands for itself, not for its row. */
export function TickBox({ state, label, onToggle, isDisabled }: Props) {
  const input = useRef<HTMLInputElement>(null);
  // At every drawing: a press clears it in the browser, whatever came of the press.
  useEffect(() => {
    if (input.current) input.current.indeterminate = state === "some";
  });
  return (
    <label
      data-selected={state === "all" || undefined}
      data-indeterminate={state === "some" || undefined}
      className={`group/box relative flex size-6 shrink-0 items-center justify-center rounded-md pointer-coarse:size-11 has-disabled:opacity-40 ${tickFocusClass}`}
      onPointerDown={stop}
      onMouseDown={stop}
      onClick={stop}
      onKeyDown={(event) => isPress(event) && event.stopPropagation()}
    >
      <input
        ref={input}
        type="checkbox"
        aria-label={label}
        checked={state === "all"}
        disabled={isDisabled}
        onChange={onToggle}
        className={tickInputClass}
      />
      <TickMark />
    </label>
  );
}

/** The tick of a row, which takes the clicks itself and shows by `data-selected` that it is selected. */
export const RowTick = ({ isSelected, label }: { isSelected: boolean; label: string }) => (
  <span
    role="checkbox"
    aria-checked={isSelected}
    aria-label={label}
    data-selected={isSelected || undefined}
    className="group/box flex size-6 items-center justify-center pointer-coarse:size-11"
  >
    <TickMark />
  </span>
);

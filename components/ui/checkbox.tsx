"use client";

import { useId } from "react";
import { errorClass, ErrorText } from "./field";
import { tickFocusClass, tickInputClass, TickMark } from "./tick-mark";

type Props = {
  children: React.ReactNode;
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  name?: string;
  errorMessage?: string;
  className?: string;
};

export function Checkbox({ children, isSelected, onChange, name, errorMessage, className = "" }: Props) {
  const errorId = useId();
  return (
    <div data-field={name} className={`flex flex-col gap-1.5 ${className}`}>
      <label
        data-selected={isSelected || undefined}
        data-invalid={errorMessage ? true : undefined}
        className={`group/box flex items-start gap-2.5 rounded-md text-[0.9375rem] pointer-coarse:min-h-11 pointer-coarse:items-center ${tickFocusClass}`}
      >
        <span className="relative flex h-[1.5em] items-center">
          <input
            type="checkbox"
            name={name}
            checked={isSelected}
            onChange={(event) => onChange(event.target.checked)}
            aria-invalid={errorMessage ? true : undefined}
            aria-describedby={errorMessage ? errorId : undefined}
            className={tickInputClass}
          />
          <TickMark />
        </span>
        <span>{children}</span>
      </label>
      {errorMessage && (
        <span id={errorId} className={errorClass}>
          <ErrorText>{errorMessage}</ErrorText>
        </span>
      )}
    </div>
  );
}

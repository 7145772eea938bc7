"use client";

import { useId } from "react";
import { errorClass, ErrorText } from "./field";
import { TickMark } from "./tick-mark";

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
        className="group/box flex items-start gap-2.5 rounded-md text-[0.9375rem] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus pointer-coarse:min-h-11 pointer-coarse:items-center"
      >
        <span className="relative flex h-[1.5em] items-center">
          <input
            type="checkbox"
            name={name}
            checked={isSelected}
            onChange={(event) => onChange(event.target.checked)}
            aria-invalid={errorMessage ? true : undefined}
            aria-describedby={errorMessage ? errorId : undefined}
            className="absolute inset-0 m-0 size-full cursor-[inherit] opacity-0"
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

"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as AriaCheckbox, CheckboxButton, CheckboxField } from "react-aria-components";
import { FieldNotes } from "./field";

type Props = {
  children: React.ReactNode;
  isSelected?: boolean;
  defaultSelected?: boolean;
  onChange?: (isSelected: boolean) => void;
  isIndeterminate?: boolean;
  isDisabled?: boolean;
  isRequired?: boolean;
  name?: string;
  value?: string;
  description?: React.ReactNode;
  errorMessage?: string;
  className?: string;
};

export function Checkbox({ children, description, errorMessage, className = "", ...field }: Props) {
  return (
    <CheckboxField
      {...field}
      isInvalid={Boolean(errorMessage)}
      validationBehavior="aria"
      data-field={field.name}
      className={`flex flex-col gap-1.5 ${className}`}
    >
      <CheckboxButton className="group/box flex items-start gap-2.5 text-[0.9375rem] pointer-coarse:min-h-11 pointer-coarse:items-center disabled:opacity-60">
        <span className="flex h-[1.5em] items-center">
          <Box />
        </span>
        <span>{children}</span>
      </CheckboxButton>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </CheckboxField>
  );
}

/** The tick box of a row (`slot="selection"`) or of a whole table; named by the table itself. */
export function SelectionCheckbox({ slot = "selection" }: { slot?: string }) {
  return (
    <AriaCheckbox
      slot={slot}
      data-tick-box
      className="group/box flex size-6 items-center justify-center rounded-md pointer-coarse:size-11"
    >
      <Box />
    </AriaCheckbox>
  );
}

/** A tick box over many things: none, some or all of them. Inside a table it stands for itself, not for its row. */
export function TriStateCheckbox({
  state,
  label,
  onToggle,
  isDisabled,
}: {
  state: "none" | "some" | "all";
  label: string;
  onToggle: () => void;
  isDisabled?: boolean;
}) {
  return (
    <AriaCheckbox
      slot={null}
      aria-label={label}
      isSelected={state === "all"}
      isIndeterminate={state === "some"}
      isDisabled={isDisabled}
      onChange={onToggle}
      data-tick-box
      className="group/box flex size-6 shrink-0 items-center justify-center rounded-md pointer-coarse:size-11 disabled:opacity-40"
    >
      <Box />
    </AriaCheckbox>
  );
}

const Box = () => (
  <span
    aria-hidden
    className="flex size-[1.125rem] shrink-0 items-center justify-center rounded-[5px] border border-line-strong bg-surface text-accent-ink transition-colors group-hover/box:border-accent group-selected/box:border-accent group-selected/box:bg-accent group-indeterminate/box:border-accent group-indeterminate/box:bg-accent group-invalid/box:border-danger"
  >
    <Check
      strokeWidth={3.5}
      className="hidden size-3 group-selected/box:block group-indeterminate/box:hidden"
    />
    <Minus strokeWidth={3.5} className="hidden size-3 group-indeterminate/box:block" />
  </span>
);

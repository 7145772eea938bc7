"use client";

import { RadioGroup as AriaRadioGroup, RadioButton, RadioField, Text } from "react-aria-components";
import { FieldLabel, FieldNotes, type FieldProps, fieldClass } from "./field";

export type RadioOption = { id: string; label: string; description?: React.ReactNode; isDisabled?: boolean };

export type RadioGroupProps = FieldProps & {
  options: readonly RadioOption[];
  /** Null means nothing chosen yet. */
  value?: string | null;
  defaultValue?: string | null;
  onChange?: (id: string) => void;
  orientation?: "vertical" | "horizontal";
};

/** A few choices that are all in view. */
export function RadioGroup({ orientation = "vertical", ...props }: RadioGroupProps) {
  return (
    <RadioFrame
      {...props}
      layout={orientation === "horizontal" ? "flex flex-wrap gap-x-6 gap-y-2" : "flex flex-col gap-2"}
    >
      {(option) => (
        <RadioField
          key={option.id}
          value={option.id}
          isDisabled={option.isDisabled}
          className="flex flex-col"
        >
          <RadioButton className="group/radio flex items-center gap-2.5 text-[0.9375rem] pointer-coarse:min-h-11 disabled:opacity-45">
            <Dot />
            {option.label}
          </RadioButton>
          {option.description && (
            <Text slot="description" className="ml-7 text-sm text-muted">
              {option.description}
            </Text>
          )}
        </RadioField>
      )}
    </RadioFrame>
  );
}

/** The group around radios of any look. */
export function RadioFrame(
  props: Omit<RadioGroupProps, "orientation"> & {
    layout: string;
    children: (option: RadioOption) => React.ReactNode;
  },
) {
  const {
    label,
    isOptional,
    hideLabel,
    description,
    errorMessage,
    className,
    options,
    layout,
    children,
    autoFocus,
    ...group
  } = props;
  return (
    <AriaRadioGroup
      {...group}
      isInvalid={Boolean(errorMessage)}
      validationBehavior="aria"
      data-field={group.name}
      className={fieldClass(className)}
    >
      <FieldLabel label={label} isOptional={isOptional} hideLabel={hideLabel} />
      <div className={layout}>{options.map(children)}</div>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaRadioGroup>
  );
}

export const Dot = () => (
  <span
    aria-hidden
    className="size-[1.125rem] shrink-0 rounded-full border border-line-strong bg-surface transition-all group-hover/radio:border-accent group-selected/radio:border-[5.5px] group-selected/radio:border-accent group-invalid/radio:border-danger"
  />
);

"use client";

import { Check } from "lucide-react";
import {
  Select as AriaSelect,
  Button,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from "react-aria-components";
import {
  Chevron,
  controlClass,
  FieldLabel,
  FieldNotes,
  type FieldProps,
  fieldClass,
  optionClass,
  popoverClass,
} from "./field";

export type Option = { id: string; label: string; description?: string; isDisabled?: boolean };

type Props = FieldProps & {
  options: readonly Option[];
  /** Null means nothing chosen yet. */
  value?: string | null;
  defaultValue?: string | null;
  onChange?: (id: string) => void;
  placeholder?: string;
};

/** One of a few; for more than about fifteen use the combo box. */
export function Select({
  label,
  isOptional,
  hideLabel,
  description,
  errorMessage,
  className,
  options,
  onChange,
  ...field
}: Props) {
  return (
    <AriaSelect
      {...field}
      onChange={(key) => onChange?.(String(key))}
      isInvalid={Boolean(errorMessage)}
      validationBehavior="aria"
      data-field={field.name}
      className={fieldClass(className)}
    >
      <FieldLabel label={label} isOptional={isOptional} hideLabel={hideLabel} />
      <Button
        className={`${controlClass} flex items-center justify-between gap-2 text-left group-invalid:border-danger`}
      >
        <SelectValue className="truncate placeholder-shown:text-muted">
          {({ selectedText, defaultChildren }) => selectedText || defaultChildren}
        </SelectValue>
        <Chevron />
      </Button>
      <FieldNotes description={description} errorMessage={errorMessage} />
      <Popover className={`${popoverClass} min-w-(--trigger-width)`}>
        <ListBox items={options} className="p-1 outline-none">
          {(option) => <OptionItem option={option} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

/** One line of a list of choices, ticked when chosen. */
export function OptionItem({ option }: { option: Option }) {
  return (
    <ListBoxItem
      id={option.id}
      textValue={option.label}
      isDisabled={option.isDisabled}
      className={`group/option ${optionClass}`}
    >
      <span className="min-w-0 flex-1">
        {option.label}
        {option.description && <span className="block text-sm text-muted">{option.description}</span>}
      </span>
      <Check aria-hidden className="invisible size-4 shrink-0 text-accent group-selected/option:visible" />
    </ListBoxItem>
  );
}

"use client";

import { RadioButton, RadioField, Text } from "react-aria-components";
import { Dot, RadioFrame, type RadioGroupProps } from "./radio-group";

/** Choices that deserve a sentence each, as cards side by side. */
export function RadioCards(props: Omit<RadioGroupProps, "orientation">) {
  return (
    <RadioFrame {...props} layout="grid gap-3 sm:grid-cols-2">
      {(option) => (
        <RadioField
          key={option.id}
          value={option.id}
          isDisabled={option.isDisabled}
          className="relative flex"
        >
          <RadioButton className="group/radio flex w-full gap-3 rounded-md border border-line-strong bg-surface p-4 text-[0.9375rem] transition-colors hover:border-accent selected:border-accent selected:bg-accent-tint disabled:opacity-45">
            <span className="flex h-[1.5em] items-center">
              <Dot />
            </span>
            <span className="min-w-0">
              <span className="block font-medium">{option.label}</span>
              {option.description && (
                <Text slot="description" className="mt-0.5 block text-sm text-muted">
                  {option.description}
                </Text>
              )}
            </span>
          </RadioButton>
        </RadioField>
      )}
    </RadioFrame>
  );
}

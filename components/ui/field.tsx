"use client";

import { ChevronDown, CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { FieldError as AriaFieldError, Label, Text } from "react-aria-components";

/** What every field takes. `errorMessage` makes the field invalid. */
export type FieldProps = {
  label: string;
  /** The form name, and the path by which an error summary finds the field. */
  name?: string;
  description?: React.ReactNode;
  errorMessage?: string;
  isRequired?: boolean;
  /** Writes "(valgfri)" after the label. */
  isOptional?: boolean;
  isDisabled?: boolean;
  isReadOnly?: boolean;
  /** The label is for screen readers only. */
  hideLabel?: boolean;
  autoFocus?: boolean;
  className?: string;
};

export const fieldClass = (className = "") => `group flex min-w-0 flex-col gap-1.5 ${className}`;

export const controlClass =
  "w-full min-w-0 rounded-md border border-line-strong bg-surface px-3 text-[0.9375rem] text-ink min-h-10 pointer-coarse:min-h-12 " +
  "transition-colors hover:border-accent focus:border-accent invalid:border-danger disabled:bg-page disabled:text-muted disabled:opacity-70 " +
  "outline-offset-0";

export function FieldLabel({
  label,
  isOptional,
  hideLabel,
}: Pick<FieldProps, "label" | "isOptional" | "hideLabel">) {
  const t = useTranslations("shell");
  return (
    <Label className={hideLabel ? "sr-only" : "text-sm font-medium text-ink"}>
      {label}
      {isOptional && <span className="font-normal text-muted"> ({t("optional")})</span>}
    </Label>
  );
}

/** Help and error below a control; both are tied to it for screen readers. */
export function FieldNotes({ description, errorMessage }: Pick<FieldProps, "description" | "errorMessage">) {
  return (
    <>
      {description && (
        <Text slot="description" className="text-sm text-muted">
          {description}
        </Text>
      )}
      <AriaFieldError className={errorClass}>
        {errorMessage && <ErrorText>{errorMessage}</ErrorText>}
      </AriaFieldError>
    </>
  );
}

export const errorClass = "flex items-start gap-1.5 text-sm font-medium text-danger";

export const ErrorText = ({ children }: { children: React.ReactNode }) => (
  <>
    <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
    <span>{children}</span>
  </>
);

export const Chevron = () => <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />;

export const popoverClass =
  "rounded-lg border border-line bg-raised text-ink shadow-float outline-none overflow-auto transition-opacity duration-100 " +
  "entering:opacity-0 exiting:opacity-0";

export const optionClass =
  "flex cursor-default items-center gap-2 rounded-md px-3 py-2 text-[0.9375rem] outline-none pointer-coarse:min-h-12 " +
  "focus:bg-accent-tint hover:bg-accent-tint disabled:opacity-45";

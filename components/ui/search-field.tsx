"use client";

import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button as AriaButton, SearchField as AriaSearchField, Input } from "react-aria-components";
import { controlClass, FieldLabel, type FieldProps, fieldClass } from "./field";

type Props = Pick<FieldProps, "label" | "name" | "hideLabel" | "className" | "autoFocus"> & {
  value?: string;
  defaultValue?: string;
  onChange?: (value: string) => void;
  /** Enter. */
  onSubmit?: (value: string) => void;
  placeholder?: string;
  maxLength?: number;
  id?: string;
};

export function SearchField({ label, hideLabel, className, placeholder, ...field }: Props) {
  const t = useTranslations("shell");
  return (
    <AriaSearchField {...field} data-field={field.name} className={fieldClass(className)}>
      <FieldLabel label={label} hideLabel={hideLabel} />
      <span className="relative block">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
        />
        <Input
          placeholder={placeholder}
          className={`${controlClass} px-9 [&::-webkit-search-cancel-button]:hidden`}
        />
        <AriaButton
          aria-label={t("clearSearch")}
          className="absolute inset-y-1 right-1 flex w-8 items-center justify-center rounded-md text-muted group-empty:hidden hover:bg-accent-tint hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </AriaButton>
      </span>
    </AriaSearchField>
  );
}

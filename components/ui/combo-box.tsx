"use client";

import { useTranslations } from "next-intl";
import { ComboBox as AriaComboBox, Button, Input, ListBox, Popover } from "react-aria-components";
import {
  Chevron,
  controlClass,
  FieldLabel,
  FieldNotes,
  type FieldProps,
  fieldClass,
  popoverClass,
} from "./field";
import { type Option, OptionItem } from "./select";

type Props = FieldProps & {
  options: readonly Option[];
  value?: string | null;
  defaultValue?: string | null;
  /** Null when the text was cleared. */
  onChange?: (id: string | null) => void;
  placeholder?: string;
};

/** One of many, found by typing a part of its name. */
export function ComboBox({
  label,
  isOptional,
  hideLabel,
  description,
  errorMessage,
  className,
  options,
  onChange,
  placeholder,
  ...field
}: Props) {
  const t = useTranslations("shell");
  /** ENTER takes the only one that passes what is typed; otherwise it would be wiped out. */
  const takeOnly = ({ key, target }: React.KeyboardEvent) => {
    const typed = (target as HTMLInputElement).value.trim().toLowerCase();
    if (key !== "Enter" || !typed) return;
    const [only, ...others] = options.filter((option) => option.label.toLowerCase().includes(typed));
    if (only && others.length === 0 && only.id !== field.value) onChange?.(only.id);
  };
  return (
    <AriaComboBox
      {...field}
      defaultItems={options}
      onChange={(key) => onChange?.(key === null ? null : String(key))}
      menuTrigger="focus"
      allowsEmptyCollection
      isInvalid={Boolean(errorMessage)}
      validationBehavior="aria"
      data-field={field.name}
      className={fieldClass(className)}
    >
      <FieldLabel label={label} isOptional={isOptional} hideLabel={hideLabel} />
      <span className="relative block">
        <Input onKeyDownCapture={takeOnly} placeholder={placeholder} className={`${controlClass} pr-10`} />
        <Button
          aria-label={t("showChoices")}
          className="absolute inset-y-1 right-1 flex w-8 items-center justify-center rounded-md hover:bg-accent-tint"
        >
          <Chevron />
        </Button>
      </span>
      <FieldNotes description={description} errorMessage={errorMessage} />
      <Popover className={`${popoverClass} min-w-(--trigger-width)`}>
        <ListBox<Option>
          className="p-1 outline-none"
          renderEmptyState={() => <p className="px-3 py-2 text-sm text-muted">{t("noMatches")}</p>}
        >
          {(option) => <OptionItem option={option} />}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}

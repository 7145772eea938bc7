"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { TextField as AriaTextField, Input, TextArea, ToggleButton } from "react-aria-components";
import { controlClass, FieldLabel, FieldNotes, type FieldProps, fieldClass } from "./field";

type Props = FieldProps & {
  value?: string;
  defaultValue?: string;
  onChange?: (value: string) => void;
  onBlur?: () => void;
  multiline?: boolean;
  rows?: number;
  type?: "text" | "email" | "password" | "search" | "tel" | "url";
  placeholder?: string;
  autoComplete?: string;
  /** In characters. What is longer is told while it is typed, never cut. */
  maxLength?: number;
  inputMode?: "text" | "numeric" | "decimal" | "email" | "tel" | "search" | "url";
  spellCheck?: "true" | "false";
};

/** One line of text, several with `multiline`, or a password that can be shown. */
export function TextField({
  label,
  isOptional,
  hideLabel,
  description,
  errorMessage,
  className,
  ...props
}: Props) {
  const { multiline = false, rows = 3, placeholder, type = "text", maxLength, ...field } = props;
  const [isShown, setShown] = useState(false);
  return (
    <AriaTextField
      {...field}
      type={type === "password" && isShown ? "text" : type}
      isInvalid={Boolean(errorMessage)}
      validationBehavior="aria"
      data-field={field.name}
      className={fieldClass(className)}
    >
      <FieldLabel label={label} isOptional={isOptional} hideLabel={hideLabel} />
      {multiline ? (
        <TextArea placeholder={placeholder} rows={rows} className={`${controlClass} resize-y py-2`} />
      ) : (
        <span className="relative block">
          <Input
            placeholder={placeholder}
            className={`${controlClass} ${type === "password" ? "pr-20" : ""}`}
          />
          {type === "password" && <ShowPassword isShown={isShown} onChange={setShown} />}
        </span>
      )}
      {maxLength && <Room length={field.value?.length ?? 0} limit={maxLength} />}
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaTextField>
  );
}

/** How much of the room is used, once little is left. */
function Room({ length, limit }: { length: number; limit: number }) {
  const t = useTranslations("shell");
  if (length <= 0.8 * limit) return null;
  const isOver = length > limit;
  return (
    <span role="status" className={`text-sm ${isOver ? "font-medium text-danger" : "text-muted"}`}>
      {t(isOver ? "tooLong" : "room", { length, limit })}
    </span>
  );
}

function ShowPassword({ isShown, onChange }: { isShown: boolean; onChange: (isShown: boolean) => void }) {
  const t = useTranslations("shell");
  const Icon = isShown ? EyeOff : Eye;
  return (
    <ToggleButton
      isSelected={isShown}
      onChange={onChange}
      aria-label={t("showPassword")}
      className="absolute inset-y-1 right-1 flex items-center gap-1.5 rounded-md px-2 text-sm text-muted hover:bg-accent-tint hover:text-ink"
    >
      <Icon aria-hidden className="size-4" />
      {isShown ? t("hide") : t("show")}
    </ToggleButton>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { TextField } from "@/components/ui/text-field";
import { LIMITS } from "@/lib/domain/limits";

type Props = { value: string; onChange: (typed: string) => void; error: string | undefined };

/** The name of a project or a group. */
export function NameField({ value, onChange, error }: Props) {
  const t = useTranslations("projects");
  return (
    <TextField
      label={t("name")}
      name="name"
      value={value}
      onChange={onChange}
      maxLength={LIMITS.nameLength}
      errorMessage={error}
      autoFocus
      isRequired
    />
  );
}

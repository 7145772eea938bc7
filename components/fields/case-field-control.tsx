"use client";

import { useTranslations } from "next-intl";
import { DateField } from "@/components/ui/date-field";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { choiceKey, field, type FieldKey } from "@/lib/domain/fields/fields";

/** Values of a form, as typed; the server reads them. Absent or empty is no value. */
export type TypedValues = Partial<Record<string, string | number | boolean>>;

type Props = {
  fieldKey: FieldKey;
  value: string | number | boolean | undefined;
  onChange: (value: string | boolean | undefined) => void;
  name?: string;
  error?: string;
  warning?: string;
  isOptional?: boolean;
  isRequired?: boolean;
  /** The label stands elsewhere in sight. */
  hideLabel?: boolean;
};

/** The right control for a field of the list, with its label, unit and help. */
export function CaseFieldControl({
  fieldKey,
  value,
  onChange,
  name,
  error,
  warning,
  isOptional,
  isRequired,
  hideLabel,
}: Props) {
  const t = useTranslations("domain");
  const definition = field(fieldKey);
  const label = `${t(`field.${fieldKey}`)}${definition.unit ? ` (${definition.unit})` : ""}`;
  // The list itself names the numbers to choose from; workbooks need them in words.
  // Not every field has a help text, so this key may be none.
  const helpKey = `fieldHelp.${fieldKey}` as "fieldHelp.floorArea";
  const help = definition.kind !== "number_choice" && t.has(helpKey) ? t(helpKey) : undefined;
  const description = warning ? <span className="font-medium text-warning">{warning}</span> : help;
  const common = {
    label,
    name: name ?? fieldKey,
    errorMessage: error,
    isOptional,
    isRequired,
    hideLabel,
    description,
  };
  switch (definition.kind) {
    case "choice":
    case "number_choice": {
      const options = definition.choices.map((choice) => ({
        id: String(choice),
        label: definition.kind === "choice" ? t(`choice.${choiceKey(fieldKey, choice)}`) : String(choice),
      }));
      return (
        <Select
          {...common}
          options={options}
          value={value === undefined ? null : String(value)}
          onChange={onChange}
          placeholder={t("choose")}
        />
      );
    }
    case "boolean": {
      const options = [
        { id: "true", label: t("yes") },
        { id: "false", label: t("no") },
      ];
      return (
        <Select
          {...common}
          options={options}
          value={value === undefined ? null : String(value)}
          onChange={(id) => onChange(id === "true")}
          placeholder={t("choose")}
        />
      );
    }
    case "date":
      return (
        <DateField
          {...common}
          value={typeof value === "string" && value !== "" ? value : null}
          onChange={(day) => onChange(day ?? undefined)}
        />
      );
    default:
      return (
        <TextField
          {...common}
          value={value === undefined ? "" : String(value)}
          onChange={onChange}
          maxLength={definition.kind === "text" ? definition.max : undefined}
          multiline={definition.kind === "text" && "multiline" in definition}
          inputMode={INPUT_MODE[definition.kind]}
          type={definition.kind === "email" ? "email" : "text"}
        />
      );
  }
}

const INPUT_MODE: Record<string, "numeric" | "tel" | "email" | undefined> = {
  integer: "numeric",
  cvr: "numeric",
  ean: "numeric",
  metering_point: "numeric",
  phone: "tel",
  email: "email",
};

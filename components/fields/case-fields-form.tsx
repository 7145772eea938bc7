"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { addressFields, batchFields, field, type FieldKey, needOf } from "@/lib/domain/fields/fields";
import type { CaseType } from "@/lib/domain/vocabulary";
import { CaseFieldControl, type TypedValues } from "./case-field-control";

const SECTIONS = ["installation", "connection", "customer", "payer", "other"] as const;
const PAYER: readonly string[] = ["payerName", "payerEmail", "payerEan"];

type Props = {
  caseType: CaseType;
  values: TypedValues;
  onChange: (values: TypedValues) => void;
  /** Sentences by field. */
  errors?: Record<string, string>;
  warnings?: Record<string, string>;
};

/** The fields that hold for a whole batch of addresses, of the case type's list. */
export function CaseFieldsForm({ caseType, values, onChange, errors = {}, warnings = {} }: Props) {
  const t = useTranslations("domain");
  const perAddress = new Set<FieldKey>(addressFields(caseType));
  const isOwnPayer = values.payerSameAsCustomer === false;
  const keys = batchFields(caseType).filter((key) => isOwnPayer || !PAYER.includes(key));
  const set = (key: string) => (value: string | number | boolean | undefined) => {
    const { [key]: _, ...rest } = values;
    onChange(value === undefined || value === "" ? rest : { ...rest, [key]: value });
  };
  return (
    <div className="flex flex-col gap-8">
      {SECTIONS.map((section) => {
        const own = keys.filter((key) => field(key).section === section);
        if (own.length === 0) return null;
        return (
          <fieldset key={section}>
            <legend className="mb-3 text-base font-semibold">{t(`section.${section}`)}</legend>
            <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
              {own.map((key) =>
                key === "payerSameAsCustomer" ? (
                  <Checkbox
                    key={key}
                    name={key}
                    isSelected={!isOwnPayer}
                    onChange={set(key)}
                    className="sm:col-span-2 lg:col-span-3"
                  >
                    {t("field.payerSameAsCustomer")}
                  </Checkbox>
                ) : (
                  <CaseFieldControl
                    key={key}
                    fieldKey={key}
                    value={values[key]}
                    onChange={set(key)}
                    error={errors[key]}
                    warning={warnings[key]}
                    isOptional={isOptional(key, caseType, values, perAddress)}
                  />
                ),
              )}
            </div>
          </fieldset>
        );
      })}
    </div>
  );
}

/** What the rows may still give is not asked for; what another answer makes necessary is. */
function isOptional(
  key: FieldKey,
  caseType: CaseType,
  values: TypedValues,
  perAddress: ReadonlySet<FieldKey>,
): boolean {
  if (key === "existingInstallation") return values.serviceCable !== "existing";
  if (key === "payerName" || key === "payerEmail") return false;
  return needOf(key, caseType) !== "M" || (perAddress.has(key) && key === "floorArea");
}

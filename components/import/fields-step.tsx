"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { TypedValues } from "@/components/fields/case-field-control";
import { CaseFieldsForm } from "@/components/fields/case-fields-form";
import { Button } from "@/components/ui/button";
import type { CaseType } from "@/lib/domain/vocabulary";

type Props = {
  caseType: CaseType;
  /** Unknown until a file has been read. */
  count: number | undefined;
  isFile: boolean;
  values: TypedValues;
  onChange: (values: TypedValues) => void;
  onLeaveField: () => void;
  /** The batch whose values stand here untouched. */
  last: { at: string } | null;
  onClear: () => void;
  errors: Record<string, string>;
  warnings: Record<string, string>;
  summary: React.ReactNode;
};

export function FieldsStep({ count, isFile, last, onClear, onLeaveField, summary, ...form }: Props) {
  const t = useTranslations("import");
  const format = useFormatter();
  return (
    <>
      <p className="mb-2">
        {count === undefined
          ? t("fieldsForFile")
          : t("fieldsFor", { count, source: isFile ? "file" : "rows" })}
      </p>
      {last && (
        <p className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
          {t("prefilled", { day: format.dateTime(new Date(last.at), { day: "numeric", month: "short" }) })}
          <Button size="sm" variant="quiet" onPress={onClear}>
            {t("clearFields")}
          </Button>
        </p>
      )}
      <div className="mb-6">{summary}</div>
      {/* Focus leaving any control of the form bubbles up to here. */}
      <div onBlur={onLeaveField}>
        <CaseFieldsForm {...form} />
      </div>
    </>
  );
}

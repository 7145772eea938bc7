"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { CaseFieldControl } from "@/components/fields/case-field-control";
import { Checkbox } from "@/components/ui/checkbox";
import { Menu } from "@/components/ui/menu";
import type { SelectionValues } from "@/lib/contract/answers/actions";
import { field } from "@/lib/domain/fields/fields";
import type { ValueAnswer } from "./offers";

/** A field over the selection: `cases` have it, `empty` of them without a value. */
type FieldValues = SelectionValues["fields"][number];

/** Null leaves the field as it is, »clear« empties it, a value is given to every case. */
export type FieldEdit = null | "clear" | { value: string | boolean };

type Props = {
  now: FieldValues;
  edit: FieldEdit;
  onChange: (edit: FieldEdit) => void;
  canClear: boolean;
  error: string | undefined;
};

/** Tick, what the cases hold now, and the control. Touching the control ticks; unticking brings back what was there. */
export function BulkEditRow({ now, edit, onChange, canClear, error }: Props) {
  const t = useTranslations("cases.edit");
  const label = useTranslations("domain.field")(now.field);
  const common = now.distinct === 1 && now.empty === 0 ? now.values[0]?.value : undefined;
  const isCleared = edit === "clear";
  const value = isCleared ? undefined : edit ? edit.value : (common ?? undefined);
  return (
    <li
      className="grid grid-cols-[auto_1fr] items-start gap-x-4 gap-y-2 py-3 sm:grid-cols-[auto_minmax(0,1fr)_minmax(0,1fr)]"
      data-field={now.field}
    >
      <Checkbox
        isSelected={edit !== null}
        onChange={(isTicked) => onChange(isTicked ? { value: startOf(common) } : null)}
        className="sm:pt-2"
      >
        {t("change")}
        <span className="sr-only"> {label}</span>
      </Checkbox>
      <div className="min-w-0 text-sm sm:pt-2">
        <p className="text-[0.9375rem] font-medium">{now.label}</p>
        <Now now={now} label={label} />
      </div>
      <div className="col-span-2 flex items-start gap-1 sm:col-span-1">
        <div className="min-w-0 grow">
          <CaseFieldControl
            fieldKey={now.field}
            name={`set.${now.field}`}
            hideLabel
            value={value}
            onChange={(next) => onChange({ value: next ?? "" })}
            {...(error && { error })}
            {...(isCleared && { warning: t("willClear") })}
          />
        </div>
        <span className="w-10 shrink-0 pt-1">
          {canClear && (
            <Menu
              label={t("more", { field: label })}
              trigger={<Ellipsis aria-hidden />}
              items={[{ id: "clear", label: t("clear"), onAction: () => onChange("clear") }]}
            />
          )}
        </span>
      </div>
    </li>
  );
}

const startOf = (common: ValueAnswer["value"] | undefined): string | boolean =>
  typeof common === "boolean" ? common : String(common ?? "");

/** The common value, or how many have which. */
function Now({ now, label }: { now: FieldValues; label: string }) {
  const t = useTranslations("cases.edit");
  const { unit } = field(now.field);
  const withUnit = (text: string) => (unit ? `${text} ${unit}` : text);
  const different = now.distinct + (now.empty > 0 ? 1 : 0);
  if (now.distinct === 0) return <span className="text-muted">{t("nowEmpty")}</span>;
  if (different === 1)
    return (
      <span className="break-words">
        <span className="text-muted">{t("now")} </span>
        {withUnit(now.values[0]?.text ?? "")}
      </span>
    );
  return (
    <details>
      <summary className="w-fit cursor-pointer text-warning">
        {t("mixed", { count: different })}
        <span className="sr-only"> {label}</span>
      </summary>
      <ul className="mt-1 max-h-40 overflow-y-auto">
        {now.values.map(({ text, count }) => (
          <li key={text} className="break-words">
            {t("valueCount", { value: withUnit(text), count })}
          </li>
        ))}
        {now.distinct > now.values.length && (
          <li className="text-muted">{t("moreValues", { count: now.distinct - now.values.length })}</li>
        )}
        {now.empty > 0 && <li>{t("valueCount", { value: t("empty"), count: now.empty })}</li>}
      </ul>
    </details>
  );
}

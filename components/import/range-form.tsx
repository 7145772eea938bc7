"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { RadioGroup } from "@/components/ui/radio-group";
import { TextField } from "@/components/ui/text-field";
import { type AddressRange, expandRange, RANGE_LIMIT } from "@/lib/domain/addresses/address-range";
import { lineOf } from "./range-line";

type Props = {
  range: AddressRange;
  /** Lines taken out of the list. */
  taken: string[];
  onChange: (part: { range?: AddressRange; taken?: string[] }) => void;
  showsRequired: boolean;
};

/** House numbers from–to, times letters, floors and doors, with the list they make. */
export function RangeForm({ range, taken, onChange, showsRequired }: Props) {
  const t = useTranslations("import");
  const words = useTranslations("domain");
  const { lines, faults } = useMemo(() => {
    const made = expandRange(range);
    return { lines: made.addresses.map(lineOf), faults: made.faults };
  }, [range]);
  const gone = new Set(taken);
  const kept = lines.filter((line) => !gone.has(line));
  const text = (name: keyof AddressRange, label: string, description?: string) => {
    const fault = faults.find((one) => one.field === name && (showsRequired || one.code !== "required"));
    return (
      <TextField
        label={label}
        name={name}
        value={range[name] ?? ""}
        onChange={(value) => onChange({ range: { ...range, [name]: value }, taken: [] })}
        description={description}
        errorMessage={fault && t(`rangeFault.${fault.code}`, { limit: RANGE_LIMIT })}
      />
    );
  };
  return (
    <div className="flex flex-col gap-5">
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {text("street", `${words("addressPart.street")} *`)}
        {text("from", `${t("from")} *`)}
        {text("to", `${t("to")} *`)}
        {text("postcode", `${words("addressPart.postcode")} *`)}
        {text("except", t("except"), t("such", { example: "13, 17" }))}
        {text("letters", t("letters"), t("such", { example: "A–C" }))}
        {text("floors", t("floors"), t("such", { example: "st–3" }))}
        {text("doors", t("doors"), t("such", { example: "tv, th" }))}
      </div>
      <RadioGroup
        label={t("parity")}
        name="parity"
        value={range.parity}
        onChange={(parity) =>
          onChange({ range: { ...range, parity: parity as AddressRange["parity"] }, taken: [] })
        }
        options={(["all", "odd", "even"] as const).map((id) => ({ id, label: t(`parities.${id}`) }))}
        orientation="horizontal"
      />
      <p role="status" className="text-[0.9375rem]">
        <strong>{t("rangeCount", { count: kept.length })}</strong>
        {kept[0] && `: ${kept[0]}${kept.length > 1 ? ` … ${kept.at(-1)}` : ""}`}
      </p>
      {lines.length > 0 && (
        <details className="text-[0.9375rem]">
          <summary className="cursor-pointer font-medium">{t("rangeList")}</summary>
          <ul className="mt-2 grid max-h-72 gap-x-6 overflow-y-auto rounded-md border border-line p-2 sm:grid-cols-2 lg:grid-cols-3">
            {kept.map((line) => (
              <li
                key={line}
                className="flex min-h-9 items-center justify-between gap-2 pl-1 [content-visibility:auto]"
              >
                {line}
                {/* Two thousand of these are too many for anything heavier. */}
                <button
                  type="button"
                  aria-label={t("takeOut", { address: line })}
                  onClick={() => onChange({ taken: [...taken, line] })}
                  className="flex size-9 shrink-0 items-center justify-center rounded-md text-muted hover:bg-danger-tint hover:text-danger"
                >
                  <X aria-hidden className="size-4" />
                </button>
              </li>
            ))}
          </ul>
          {lines.length > kept.length && (
            <Button size="sm" variant="quiet" className="mt-2" onPress={() => onChange({ taken: [] })}>
              {t("putBack", { count: lines.length - kept.length })}
            </Button>
          )}
        </details>
      )}
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { RadioGroup } from "@/components/ui/radio-group";
import { TextField } from "@/components/ui/text-field";
import { type AddressRange, expandRange, RANGE_LIMIT } from "@/lib/domain/address-range";

export const NO_RANGE: AddressRange = { street: "", from: "", to: "", parity: "all", postcode: "" };

const lineOf = (address: Record<string, string | undefined>) =>
  [
    `${address.street} ${address.houseNo}`,
    [address.floor && `${address.floor}.`, address.door].filter(Boolean).join(" "),
    address.postcode,
  ]
    .filter(Boolean)
    .join(", ");

/** House numbers from–to, times letters, floors and doors, with the list they make. */
export function RangeForm({
  range,
  onChange,
}: {
  range: AddressRange;
  onChange: (range: AddressRange) => void;
}) {
  const t = useTranslations("import");
  const words = useTranslations("domain");
  const { addresses, faults } = expandRange(range);
  const [first] = addresses;
  const last = addresses.at(-1);
  const text = (field: keyof AddressRange, label: string, description?: string) => {
    const fault = faults.find((one) => one.field === field && one.code !== "required");
    return (
      <TextField
        label={label}
        name={field}
        value={range[field] ?? ""}
        onChange={(value) => onChange({ ...range, [field]: value })}
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
        {text("except", t("except"), "13, 17")}
        {text("letters", t("letters"), "A–C")}
        {text("floors", t("floors"), "st–3")}
        {text("doors", t("doors"), "tv, th")}
      </div>
      <RadioGroup
        label={t("parity")}
        name="parity"
        value={range.parity}
        onChange={(parity) => onChange({ ...range, parity: parity as AddressRange["parity"] })}
        options={(["all", "odd", "even"] as const).map((id) => ({ id, label: t(`parities.${id}`) }))}
        orientation="horizontal"
      />
      <p role="status" className="text-[0.9375rem]">
        <strong>{t("rangeCount", { count: addresses.length })}</strong>
        {first && last && `: ${lineOf(first)}${addresses.length > 1 ? ` … ${lineOf(last)}` : ""}`}
      </p>
    </div>
  );
}

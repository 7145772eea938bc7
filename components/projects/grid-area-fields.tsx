"use client";

import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useState } from "react";
import { getJson } from "@/components/api";
import { ComboBox } from "@/components/ui/combo-box";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { GridAreaSuggestions } from "@/lib/contract/answers/places";
import { placeWords } from "./project-place";

/** Asks for a postcode and settles on a grid area: the only one, or the one chosen from several. */
export function GridAreaFields({
  gridArea,
  onChange,
  error,
}: {
  gridArea: string;
  onChange: (code: string) => void;
  error?: string;
}) {
  const t = useTranslations("projects");
  const [postcode, setPostcode] = useState("");
  const [suggestion, setSuggestion] = useState<GridAreaSuggestions>();
  const take = useEffectEvent((found: GridAreaSuggestions) => {
    setSuggestion(found);
    const [only, ...others] = found.gridAreas;
    onChange(only && others.length === 0 ? only.code : "");
  });
  useEffect(() => {
    if (!/^\d{4}$/.test(postcode)) return;
    const abort = new AbortController();
    void getJson<GridAreaSuggestions>(`/api/v1/grid-areas?postcode=${postcode}`, abort.signal).then(
      (answer) => {
        if (!abort.signal.aborted && answer.ok) take(answer.body);
      },
    );
    return () => abort.abort();
  }, [postcode]);
  const type = (typed: string) => {
    setPostcode(typed.replace(/\D/g, "").slice(0, 4));
    setSuggestion(undefined);
    onChange("");
  };
  const options = (suggestion?.gridAreas ?? []).map(({ code, name, dso }) => ({
    id: code,
    label: `${code} ${name}`,
    description: dso.name === name ? undefined : dso.name,
  }));
  const [only] = suggestion?.gridAreas ?? [];
  return (
    <>
      <TextField
        label={t("postcode")}
        name="postcode"
        value={postcode}
        onChange={type}
        inputMode="numeric"
        isRequired
        description={suggestion?.town ?? t("postcodeHelp")}
        errorMessage={!suggestion ? error : undefined}
      />
      {suggestion && only && options.length === 1 && (
        <Notice tone="success" role="status">
          {t("placedIn", placeWords(only))}
        </Notice>
      )}
      {options.length > 1 &&
        (suggestion?.exact ? (
          <Select
            label={t("gridArea")}
            name="gridArea"
            options={options}
            value={gridArea || null}
            onChange={onChange}
            description={t("severalAreas")}
            errorMessage={error}
            placeholder={t("chooseArea")}
            isRequired
          />
        ) : (
          <ComboBox
            label={t("gridArea")}
            name="gridArea"
            options={options}
            value={gridArea || null}
            onChange={(id) => onChange(id ?? "")}
            description={t("noArea", { postcode })}
            errorMessage={error}
            isRequired
          />
        ))}
    </>
  );
}

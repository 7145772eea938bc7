"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import { getJson } from "@/components/api";
import { controlClass, fieldClass, optionClass, popoverClass } from "@/components/ui/field";
import type { AddressSuggestion, AddressSuggestions, SuggestedAddress } from "@/lib/contract/answers/places";
import type { TypedRow } from "./import-answer";

const NOTHING: AddressSuggestions = { isAvailable: true, suggestions: [] };
const UNAVAILABLE: AddressSuggestions = { isAvailable: false, suggestions: [] };
const WAIT_MS = 200;

/** »Søg adresse«: fills a row from the address register. When the register fails, typing goes on without it. */
export function AddressSearch({
  onFound,
  isFull,
}: {
  onFound: (address: TypedRow) => void;
  isFull: boolean;
}) {
  const t = useTranslations("import");
  const [text, setText] = useState("");
  const [answer, setAnswer] = useState(NOTHING);

  useEffect(() => {
    const q = text.trim();
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      if (q.length < 2) return setAnswer(NOTHING);
      const told = await getJson<AddressSuggestions>(
        `/api/v1/addresses?q=${encodeURIComponent(q.toWellFormed())}`,
        asking.signal,
      );
      if (!asking.signal.aborted) setAnswer(told.ok ? told.body : UNAVAILABLE);
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [text]);

  const choose = async (key: React.Key | null) => {
    const chosen = answer.suggestions.find(({ id, title }) => (id ?? title) === key);
    if (!chosen) return;
    // After the box has written the choice itself. A street or an entrance: the search goes on from there.
    requestAnimationFrame(() => setText(chosen.id === null ? `${chosen.title} ` : ""));
    if (chosen.id === null) return;
    const told = await getJson<SuggestedAddress>(`/api/v1/addresses/${chosen.id}`);
    if (told.ok && told.body.address) onFound(told.body.address);
    else setAnswer(UNAVAILABLE);
  };

  return (
    <ComboBox
      items={answer.suggestions.map((one) => ({ ...one, key: one.id ?? one.title }))}
      inputValue={text}
      onInputChange={setText}
      value={null}
      onChange={(key) => void choose(key as React.Key | null)}
      isDisabled={isFull}
      allowsCustomValue
      allowsEmptyCollection
      menuTrigger="input"
      className={fieldClass("max-w-xl")}
    >
      <Label className="text-sm font-medium">{t("searchAddress")}</Label>
      <Input className={controlClass} autoComplete="off" />
      <Text slot="description" className="text-sm text-muted">
        {t(answer.isAvailable ? "searchHelp" : "searchDown")}
      </Text>
      <Popover className={`${popoverClass} min-w-(--trigger-width)`}>
        <ListBox<AddressSuggestion & { key: string }>
          className="p-1 outline-none"
          renderEmptyState={() => <p className="px-3 py-2 text-sm text-muted">{t("searchNone")}</p>}
        >
          {(one) => (
            <ListBoxItem id={one.key} textValue={one.title} className={optionClass}>
              {one.title}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { TextField } from "@/components/ui/text-field";

type Props = { value: string; onChange: (search: string) => void; children: React.ReactNode };

/** Above a list: what can be made, and a search within what is there. */
export function ListTools({ value, onChange, children }: Props) {
  const t = useTranslations("admin");
  return (
    <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
      {children}
      <TextField label={t("search")} type="search" value={value} onChange={onChange} className="sm:w-72" />
    </div>
  );
}

/** Those whose texts hold every word of the search. */
export function matching<Item>(
  items: readonly Item[],
  search: string,
  textsOf: (item: Item) => readonly (string | null | undefined)[],
): Item[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    const text = textsOf(item).join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

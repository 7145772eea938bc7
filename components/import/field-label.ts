"use client";

import { useTranslations } from "next-intl";

const PLACES = ["domain.addressPart", "domain.field", "import.columnPart"] as const;

/** What a field, an address part or a column of several parts is called; a code that is newer than this page by itself. */
export function useFieldLabel(): (key: string) => string {
  const t = useTranslations();
  return (key) => {
    const place = PLACES.find((one) => t.has(`${one}.${key}`));
    return place ? t(`${place}.${key}`) : key;
  };
}

"use client";

import { useTranslations } from "next-intl";
import { isAddressPart } from "@/lib/domain/addresses/address-parts";
import { isFieldKey } from "@/lib/domain/fields/fields";

/** Columns that hold several parts of an address, or a piece of one. */
const COLUMN_PARTS = ["letter", "floorDoor", "postcodeCity"] as const;
const isColumnPart = (key: string): key is (typeof COLUMN_PARTS)[number] =>
  (COLUMN_PARTS as readonly string[]).includes(key);

/** What a field, an address part or a column of several parts is called; a code that is newer than this page by itself. */
export function useFieldLabel(): (key: string) => string {
  const t = useTranslations();
  return (key) => {
    if (isAddressPart(key)) return t(`domain.addressPart.${key}`);
    if (isFieldKey(key)) return t(`domain.field.${key}`);
    return isColumnPart(key) ? t(`import.columnPart.${key}`) : key;
  };
}

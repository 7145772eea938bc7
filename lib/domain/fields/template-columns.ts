import { ADDRESS_PARTS } from "@/lib/domain/addresses/address";
import { isRequiredPart } from "@/lib/domain/addresses/address-parts";
import { addressFields, needOf } from "./fields";
import type { CaseType } from "@/lib/domain/vocabulary";

/** The columns of the template of a case type, in order: the parts of the address, then the per-address fields. */
export const templateColumns = (caseType: CaseType): { key: string; isRequired: boolean }[] => [
  ...ADDRESS_PARTS.map((key) => ({ key, isRequired: isRequiredPart(key) })),
  ...addressFields(caseType).map((key) => ({
    key,
    isRequired: needOf(key, caseType) === "M" && key === "floorArea",
  })),
];

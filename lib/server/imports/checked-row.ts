import type { Address } from "@/lib/domain/addresses/address";
import type { FieldValues } from "@/lib/domain/fields/fields";
import type { CaseType } from "@/lib/domain/vocabulary";

/** A row of an import as it was read. */
export type CheckedRow = {
  row: number;
  address: Address;
  /** `addressKey` of the address. */
  key: string;
  /** The row's own values, without the batch's. */
  fields: FieldValues;
  hasError: boolean;
  hasWarning: boolean;
};

/** Where the cases of an import are created. */
export type Place = {
  projectId: string;
  ownerId: string;
  gridArea: string;
  dsoId: string;
  caseType: CaseType;
};

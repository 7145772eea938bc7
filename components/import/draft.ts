import type { TypedValues } from "@/components/fields/case-field-control";
import type { AddressRange } from "@/lib/domain/addresses/address-range";
import type { TypedRow } from "./import-answer";

export const NO_RANGE: AddressRange = { street: "", from: "", to: "", parity: "all", postcode: "" };

/** A file small enough is kept whole, so that a reload does not ask for it again; of a larger one the name. */
export type KeptFile = { name: string; size: number; data?: string };

/** What has been entered for a group and not been created yet. */
export type Draft = {
  typed: TypedRow[];
  range: AddressRange;
  /** Addresses of the range that were taken out, as they are written. */
  taken: string[];
  file: KeptFile | null;
  columns: Record<string, string>;
  /** What the file leaves open: which sheet, hidden rows, the order of dates. */
  choices: Record<string, string>;
  /** New values by »row:field«. */
  overrides: Record<string, string>;
  omitted: number[];
  fields: TypedValues | null;
};

export const NO_DRAFT: Draft = {
  typed: [{}],
  range: NO_RANGE,
  taken: [],
  file: null,
  columns: {},
  choices: {},
  overrides: {},
  omitted: [],
  fields: null,
};

const KEPT_BYTES = 1_500_000;
const keyOf = (groupId: string) => `import:${groupId}`;

/** Kept for this tab; a store that is full or closed costs the memory, nothing else. */
export function storeDraft(groupId: string, draft: Draft): void {
  try {
    sessionStorage.setItem(keyOf(groupId), JSON.stringify(draft));
  } catch {
    try {
      const file = draft.file && { name: draft.file.name, size: draft.file.size };
      sessionStorage.setItem(keyOf(groupId), JSON.stringify({ ...draft, file }));
    } catch {
      sessionStorage.removeItem(keyOf(groupId));
    }
  }
}

export function storedDraft(groupId: string): Draft {
  try {
    const stored = JSON.parse(sessionStorage.getItem(keyOf(groupId)) ?? "null") as Partial<Draft> | null;
    return { ...NO_DRAFT, ...stored };
  } catch {
    return NO_DRAFT;
  }
}

export async function keptFile(file: File): Promise<KeptFile> {
  const { name, size } = file;
  if (size > KEPT_BYTES) return { name, size };
  const data = await new Promise<string | undefined>((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => resolve(undefined);
    reader.readAsDataURL(file);
  });
  return data === undefined ? { name, size } : { name, size, data };
}

export function restoredFile(kept: KeptFile | null): File | null {
  const [, data] = kept?.data?.split(",") ?? [];
  if (!kept || data === undefined) return null;
  return new File([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], kept.name);
}

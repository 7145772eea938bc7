/** In months: how long after it was archived a case may be anonymised. */
export const ANONYMISE_MONTHS = { least: 6, most: 240 } as const;

/** Texts that the database compares the same in any locale, by expressions for generated columns. */
import { customType } from "drizzle-orm/pg-core";
import { FOLDED_LETTERS } from "../../lib/domain/addresses/spelling";

/** Text ordered by its bytes, the same on both databases in any locale. */
export const byteOrderedText = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/** An expression in small letters without accents, for a generated column. */
export const plain = (expression: string) =>
  `translate(lower((${expression}) collate "C"), '${FOLDED_LETTERS.from}', '${FOLDED_LETTERS.to}')`;
/** `folded` (lib/domain/addresses/spelling.ts). */
export const foldedOf = (expression: string) => `replace(${plain(expression)}, 'aa', 'å')`;
/** A name whose bytes sort in Danish order: accents ignored, æ, ø, å last, »aa« as å. */
export const danishOrderOf = (expression: string) => `translate(${foldedOf(expression)}, 'æøå', '{|}')`;

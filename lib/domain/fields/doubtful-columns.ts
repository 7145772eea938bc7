import { FOR_BILLS, MAX_HEADER, NO_PLACE, plainHeader, wordsOf } from "./header-names";
import { cellText, type Column, isFilled, LOOKED_AT, type Rows } from "./sheet-columns";

/** Words of headers that may be a part of the address. */
const MAY_BE_PART =
  /bogstav|litra|lejl|bolig|dør|etage|^etg?$|^sal$|^st(ue|uen)?$|side|opgang|indgang|^blok$|^hus|^nr$|^nummer$|^adr|adresse|vejnavn|plads$|^ejendom|^lokation|beliggenhed/;

/** A floor, a side, or a letter, as a cell of its own. */
const INSIDE =
  /^(?:(?:st|kl|k\d|\d{1,2})\.?(?: ?sal)?[ ,./-]*)?(?:tv|th|mf)\.?$|^(?:st|stuen?|kl|\d{1,2}\. ?sal)\.?$|^[a-zæøå]$/i;
/** In characters: a longer cell is no floor and door. */
const MAX_INSIDE = 20;
/** A whole address: a street by its usual endings, and a number. */
const PLACE =
  /\p{L}(?:vej|gade|all[eé]|stræde|plads|torv|boulevard|vang|vænge|park|toft)(?:en|et)? \d{1,3} ?\p{L}?(?:,|$)/iu;

type Found = { rows: Rows; streets: readonly Column[]; taken: ReadonlyMap<string, Column> };

/** Whether a column that is not read may hold part of the address, by its header or by half of its first cells. */
export function isDoubtful({ rows, streets, taken }: Found, column: Column, isWhole: boolean): boolean {
  const { key, at, told, whose } = column;
  const street = taken.get("street");
  const name = plainHeader(told);
  const isOfOthers = whose !== "" && whose !== street?.whose && (!key || taken.has(key));
  if (!isFilled(rows, column) || isOfOthers) return false;
  if (NO_PLACE.test(name) || FOR_BILLS.test(name) || (streets.length > 1 && key && taken.has(key)))
    return false;
  if (isWhole && key === "houseNo") return false;
  if (column.isUnnamed) return true;
  const cells = street
    ? rows
        .slice(0, LOOKED_AT)
        .map((row) => cellText(row[at]))
        .filter(Boolean)
    : [];
  const looksInside = cells.filter((text) => text.length <= MAX_INSIDE && INSIDE.test(text));
  return (
    cells.filter((text) => text.length <= MAX_HEADER && PLACE.test(text)).length * 2 > cells.length ||
    // One letter alone says too little.
    (looksInside.length * 2 >= cells.length && looksInside.some((text, i) => i > 0 || text.length > 1)) ||
    (cells.length > 0 &&
      wordsOf(told)
        .split(" ")
        .some((word) => MAY_BE_PART.test(word)))
  );
}

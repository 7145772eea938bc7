import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases } from "@/db/schema";
import { containing, containingFolded } from "./sql";

/** »12« or »12a« beside other words: after a street its house, anywhere else a house or a floor. */
const HOUSE = /^\d{1,3}[a-zæøå]?$/i;

/** A floor or a side as Danish addresses write it: beside other words a whole word, not a piece of »Østergade«. */
const FLOOR_OR_SIDE = /^(st|kl|k\d|tv|mf|th)$/i;

const asWord = (column: SQL, word: string) => sql`${column} ~* ${`(^|[^0-9a-zæøå])${word}([^0-9a-zæøå]|$)`}`;

/** That number and no other: 2 finds 2, 2A and 2-4, but neither 12 nor 20. */
const numbered = (column: SQL, word: string) =>
  sql`${column} ~* ${`^${word}${/\d$/.test(word) ? "([^0-9]|$)" : "([^0-9a-zæøå]|$)"}`}`;

/**
 * Every word of the search must stand somewhere in the case's address, number or reference; a short number beside other
 * words is the house's, the floor's or a word of the street, not a piece of a postcode. A reference may also hold the
 * search as it is written.
 */
export function matchesSearch(q: string): SQL {
  const words = q
    .split(/[\s,.]+/)
    .filter(Boolean)
    .slice(0, 10);
  if (words.length === 0) return sql`true`;
  const reference = sql`${cases.fields}->>'reference'`;
  const haystack = sql`concat_ws(' ', ${cases.street}, ${cases.houseNo}, ${cases.floor}, ${cases.door}, ${cases.postcode},
    ${cases.city}, ${cases.number}::text, ${reference})`;
  const house = words.length > 1 ? words.findIndex((word) => HOUSE.test(word)) : -1;
  const conditions = words.map((word, i) => {
    if (words.length > 1 && FLOOR_OR_SIDE.test(word)) return asWord(haystack, word);
    if (house < 0 || !HOUSE.test(word)) return containingFolded(haystack, word);
    const isHouse = sql`${numbered(sql`${cases.houseNo}`, word)} or ${cases.street} ~* ${`(^|\\s)${word}(\\s|$)`}`;
    return i === house && i > 0
      ? sql`(${isHouse})`
      : sql`(${isHouse} or ${numbered(sql`${cases.floor}`, word)})`;
  });
  return sql`((${sql.join(conditions, sql` and `)}) or ${containing(reference, q.trim())})`;
}

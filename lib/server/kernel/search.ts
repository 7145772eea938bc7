import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases } from "@/db/schema";
import { LINE, parseSearch, type Test } from "@/lib/domain/search";
import { containingFolded, containingLowered, loweredSql } from "./sql";

const reference = sql`${cases.fields}->>'reference'`;
const PARTS = { ...cases, number: sql`${cases.number}::text`, reference };
const PLACES = {
  line: sql`concat_ws(' ', ${sql.join(
    LINE.map((part) => sql`${PARTS[part]}`),
    sql`, `,
  )})`,
  street: sql`${cases.street}`,
  houseNo: sql`${cases.houseNo}`,
  floor: sql`${cases.floor}`,
};

const holds = (test: Test) =>
  "contains" in test
    ? containingFolded(PLACES.line, test.contains)
    : sql`${loweredSql(PLACES[test.place])} ~ ${test.pattern}`;

/** The condition for the cases that a search finds; `searchMatcher` decides the same of one case. */
export function matchesSearch(q: string): SQL {
  const { words, reference: asTyped } = parseSearch(q);
  if (words.length === 0) return sql`true`;
  const each = words.map((any) => sql`(${sql.join(any.map(holds), sql` or `)})`);
  return sql`((${sql.join(each, sql` and `)}) or ${containingLowered(reference, asTyped)})`;
}

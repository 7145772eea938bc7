import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases, projects, searchTerms } from "@/db/schema";
import { LINE, parseSearch, type Test, termsOf } from "@/lib/domain/search";
import { containing, containingFolded, containingLowered, loweredSql } from "./sql";

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

/** The reference is no part of the kept text, since most changes of a case would have to write the text again. */
const holds = (test: Test) =>
  "contains" in test
    ? sql`(${containing(sql`${cases.searchText}`, test.contains)} or ${containingFolded(reference, test.contains)})`
    : sql`${loweredSql(PLACES[test.place])} ~ ${test.pattern}`;

/** The condition for the cases that a search finds; `searchMatcher` decides the same of one case. */
export function matchesSearch(q: string): SQL {
  const { words, reference: asTyped } = parseSearch(q);
  if (words.length === 0) return sql`true`;
  const each = words.map((any) => sql`(${sql.join(any.map(holds), sql` or `)})`);
  return sql`((${sql.join(each, sql` and `)}) or ${containingLowered(reference, asTyped)})`;
}

/**
 * The condition for the projects in which a search may find cases: all that have some, and a few more. The other
 * projects need not be looked through.
 */
export function mayFind(q: string): SQL {
  const terms = termsOf(q);
  if (!terms) return sql`true`;
  const withTerm = (term: string) =>
    sql`select ${searchTerms.projectId} from ${searchTerms} where ${containing(sql`${searchTerms.term}`, term)}`;
  const withWord = (word: string) =>
    /^[0-9]{1,10}$/.test(word)
      ? sql`${withTerm(word)} union all select projects_with_number(${word})`
      : withTerm(word);
  const all = terms.words.map((word) => sql`${projects.id} in (${withWord(word)})`);
  return sql`((${sql.join(all, sql` and `)}) or ${projects.id} in (${withTerm(terms.reference)}))`;
}

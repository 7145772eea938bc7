import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases, projects, searchTerms } from "@/db/schema";
import { LINE, parseSearch, type Test, termsOf } from "@/lib/domain/search";
import { containing, containingFolded, containingLowered, literal, loweredSql } from "./sql";

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
  door: sql`${cases.door}`,
};

/** The reference is no part of the kept text, since most changes of a case would have to write the text again. */
const holds = (test: Test) =>
  "contains" in test
    ? sql`(${containing(sql`${cases.searchText}`, test.contains)} or ${containingFolded(reference, test.contains)})`
    : sql`(${loweredSql(PLACES[test.place])} ~ ${test.pattern}
        ${test.street === undefined ? sql`` : sql`and ${loweredSql(PLACES.street)} ~ ${test.street}`})`;

/** The condition for the cases that a search finds; `searchMatcher` decides the same of one case. */
export function matchesSearch(q: string): SQL {
  const { words, reference: asTyped } = parseSearch(q);
  if (words.length === 0) return sql`true`;
  const each = words.map((any) => sql`(${sql.join(any.map(holds), sql` or `)})`);
  return sql`((${sql.join(each, sql` and `)}) or ${containingLowered(reference, asTyped)})`;
}

/** Ends with a condition. Of all companies' terms, which no policy may stand in front of (migration 0023). */
const termsWith = (word: string, columns = sql`${searchTerms.projectId}`) =>
  sql`select ${columns} from terms_like(${`%${literal(word)}%`}) as search_terms where true`;
const isDigits = (word: string) => /^[0-9]{1,10}$/.test(word);

/**
 * The condition for the projects in which a search may find cases: all that have some, and a few more. The other
 * projects need not be looked through.
 */
export function mayFind(q: string): SQL {
  const terms = termsOf(q);
  if (!terms) return sql`true`;
  const having = (word: string) =>
    isDigits(word) ? sql`${termsWith(word)} union all select projects_with_number(${word})` : termsWith(word);
  const all = terms.words.map((word) => sql`${projects.id} in (${having(word)})`);
  return sql`((${sql.join(all, sql` and `)}) or ${projects.id} in (${termsWith(terms.reference)}))`;
}

/**
 * A query for the ids of the cases that a search finds in one project. An id may come twice. A word that only streets and
 * references of the project have is looked for there alone. For a query that asks once, not project by project, the terms
 * with a word are read by the index of all projects' terms, as a policy stands in front of those of one project.
 */
export function hitsInProject(q: string, projectId: SQL, asks: "once" | "each" = "each"): SQL {
  const found = sql`${cases.projectId} = ${projectId} and ${matchesSearch(q)}`;
  const terms = termsOf(q);
  const words = terms?.words.filter((word) => !isDigits(word)) ?? [];
  const read = words.map((_, i) => sql.raw(`read_${i}`));
  const isElsewhere = sql`${searchTerms.streetKey} is null and not ${searchTerms.isReference}`;
  const standsElsewhere = words.map((word, i) =>
    asks === "once"
      ? sql`exists (select from ${read[i]} as search_terms where ${isElsewhere})`
      : sql`${projectId} in (${termsWith(word)} and ${isElsewhere})`,
  );
  // A street with a number in its name may have been meant by the number.
  const from = terms?.house
    ? sql`${searchTerms.streetKey} || case when ${searchTerms.term} ~ '[0-9]' then '' else chr(9) || ${terms.house}::text end`
    : sql`${searchTerms.streetKey}`;
  const byTerm = words.flatMap((word, i) => {
    const isFirst = [...standsElsewhere.slice(0, i), sql`not ${standsElsewhere[i]}`];
    const source =
      asks === "once"
        ? sql`${read[i]} as search_terms where`
        : sql`${searchTerms} where ${searchTerms.projectId} = ${projectId} and ${containing(sql`${searchTerms.term}`, word)} and`;
    // The ends of a range are made in a select of their own: before a table with a policy, a comparison with an expression
    // that may fail uses no index (ADR 20).
    const withTerm = (columns: SQL, kind: SQL, join: SQL) => sql`select ${cases.id} as id from (
        select ${columns} from ${source} ${kind} offset 0
      ) as found join ${cases} on ${join} where ${sql.join(isFirst, sql` and `)} and ${found}`;
    return [
      withTerm(
        sql`${from} as "from", (${from}) || chr(10) as until`,
        sql`${searchTerms.streetKey} is not null`,
        sql`${cases.addressSort} >= found."from" and ${cases.addressSort} < found.until`,
      ),
      withTerm(
        sql`${searchTerms.term} as term`,
        sql`${searchTerms.isReference}`,
        sql`${cases.referenceKey} = found.term`,
      ),
    ];
  });
  const anywhere = sql`select ${cases.id} as id from ${cases} where ${sql.join([...standsElsewhere, found], sql` and `)}`;
  const all = sql.join([...byTerm, anywhere], sql` union all `);
  if (asks === "each" || words.length === 0) return all;
  const reading = words.map(
    (word, i) => sql`${read[i]} as materialized (${termsWith(word, sql`search_terms.*`)}
      and ${searchTerms.projectId} = ${projectId} and exists (select from ${projects} where ${projects.id} = ${projectId}))`,
  );
  return sql`with ${sql.join(reading, sql`, `)} ${all}`;
}

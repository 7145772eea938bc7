/** What a migration does to a database that people use, read from its SQL. */

const withoutComments = (text: string) => text.replaceAll(/--.*$/gm, "").replaceAll(/\/\*[\s\S]*?\*\//g, "");

/** What takes something away from those who read it, or gives it another name or type. */
const TAKING =
  /\bdrop\s+(column|table|type|view|schema|sequence)\b|\bdrop\s+(if\s+exists\s+)?"|\brename\b|\balter\s+type\b|\bset\s+data\s+type\b|\balter\s+(column\s+)?"?\w+"?\s+type\b/i;

/** A column that the same statement makes again, computed otherwise: nobody sees the table without it. */
const REMADE = /\bdrop\s+column\s+"?(\w+)"?\s*,\s*add\s+column\s+"?\1\b"?/gi;

const TABLE = String.raw`(?:if\s+(?:not\s+)?exists\s+)?(?:only\s+)?(?:"?public"?\.)?"?(\w+)"?`;
const MADE = new RegExp(String.raw`\bcreate\s+table\s+${TABLE}`, "gi");
const CHANGED = new RegExp(String.raw`\balter\s+table\s+${TABLE}\s+([\s\S]*)`, "i");
const UNIQUE_INDEX = new RegExp(
  String.raw`\bcreate\s+unique\s+index\s+[^;]*?\bon\s+${TABLE}[^(]*(\([\s\S]*)`,
  "i",
);
const ADDED_COLUMN =
  /^add\s+(?:column\s+)?(?!(?:constraint|check|unique|foreign|primary|exclude)\b)(?:if\s+not\s+exists\s+)?"?(\w+)"?\s([\s\S]*)/i;
const ADDED_RULE =
  /^add\s+(?:constraint\s+"?\w+"?\s+)?(?:check|unique|foreign\s+key|primary\s+key|exclude)\b([\s\S]*)/i;
const FILLED = /\bdefault\b|\bgenerated\b/i;

/** The tables that it makes; no release before knows them. */
export const tablesMadeBy = (text: string): Set<string> =>
  new Set([...withoutComments(text).matchAll(MADE)].flatMap(([, name]) => name?.toLowerCase() ?? []));

/**
 * Whether an instance of the release before may miss something afterwards, or write a row that is refused. `made` are
 * tables that it does not know. A rule that is made anew counts as a new one: whether it still accepts everything cannot be
 * read from it.
 */
export const takesAway = (text: string, made: ReadonlySet<string> = tablesMadeBy(text)): boolean =>
  TAKING.test(withoutComments(text).replaceAll(REMADE, "")) || refusesRows(withoutComments(text), made);

function refusesRows(text: string, made: ReadonlySet<string>): boolean {
  const statements = text.split(";");
  const changes = statements.flatMap((statement) => {
    const [, table = "", all = ""] = CHANGED.exec(statement) ?? [];
    return all
      .split(/,\s*(?=(?:add|alter|drop)\b)/i)
      .map((clause) => ({ table: table.toLowerCase(), clause: clause.trim() }))
      .filter(({ table, clause }) => clause && !made.has(table));
  });
  // What the release before leaves empty, and whether something fills it then.
  const added = new Map<string, boolean>();
  for (const { table, clause } of changes) {
    const [, column, definition = ""] = ADDED_COLUMN.exec(clause) ?? [];
    if (column) added.set(`${table}.${column}`, FILLED.test(definition));
    const [, filled] = /^alter\s+(?:column\s+)?"?(\w+)"?\s+set\s+default\b/i.exec(clause) ?? [];
    if (filled && added.has(`${table}.${filled}`)) added.set(`${table}.${filled}`, true);
  }
  const isOfAdded = (table: string, rule = "") => {
    const [own = ""] = rule.replaceAll(/'[^']*'/g, "").split(/\breferences\b/i);
    const quoted = [...own.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);
    const names = (quoted.length > 0 ? quoted : (own.match(/[a-z_]\w*/gi) ?? [])).filter(
      (name) => name.toLowerCase() !== table,
    );
    return names.every((name) => added.has(`${table}.${name}`));
  };
  const refuses = ({ table, clause }: (typeof changes)[number]) => {
    const [, column, definition = ""] = ADDED_COLUMN.exec(clause) ?? [];
    if (column) return /\bnot\s+null\b|\bprimary\s+key\b/i.test(definition) && !FILLED.test(definition);
    const [, needed] = /^alter\s+(?:column\s+)?"?(\w+)"?\s+set\s+not\s+null\b/i.exec(clause) ?? [];
    if (needed) return added.get(`${table}.${needed}`) !== true;
    const [, rule] = ADDED_RULE.exec(clause) ?? [];
    return rule !== undefined && !isOfAdded(table, rule);
  };
  const isUnique = (statement: string) => {
    const [, table = "", columns] = UNIQUE_INDEX.exec(statement) ?? [];
    return (
      columns !== undefined && !made.has(table.toLowerCase()) && !isOfAdded(table.toLowerCase(), columns)
    );
  };
  return changes.some(refuses) || statements.some(isUnique);
}

const NAME = String.raw`(?:only\s+)?"?(\w+)"?`;
const named = (text: string, pattern: string): string[] => [
  ...new Set(
    [...withoutComments(text).matchAll(new RegExp(pattern, "gi"))].flatMap(([, name]) => name ?? []),
  ),
];

export type Effects = {
  /** Tables that are written anew, or gone through row by row; nobody reads or changes them meanwhile. */
  rewritten: string[];
  /** Tables of which an index is made; nobody changes them meanwhile. */
  indexed: string[];
};

/** In small letters, as the catalogue has them. Statements within a function's body are the function's. */
export function effectsOf(text: string): Effects {
  const outside = text.replaceAll(/\$\$[\s\S]*?\$\$/g, "$$$$");
  return {
    rewritten: [
      ...new Set([
        ...named(outside, String.raw`\balter\s+table\s+${NAME}[^;]*\bgenerated\s+always\s+as\s*\(`),
        ...named(outside, String.raw`\balter\s+table\s+${NAME}[^;]*\b(?:set\s+data\s+type|type)\b`),
        ...named(outside, String.raw`\bupdate\s+${NAME}\s+(?:\w+\s+)?set\b`),
      ]),
    ],
    indexed: named(
      outside,
      String.raw`\bcreate\s+(?:unique\s+)?index\s+(?!concurrently)[^;]*?\bon\s+${NAME}`,
    ),
  };
}

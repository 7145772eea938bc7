/** What a migration does to a database that people use, read from its SQL. */

const withoutComments = (text: string) => text.replaceAll(/--.*$/gm, "").replaceAll(/\/\*[\s\S]*?\*\//g, "");

/** What takes something away, or gives it another name or type. */
const TAKING =
  /\bdrop\s+(column|table|type|view|schema|sequence)\b|\bdrop\s+(if\s+exists\s+)?"|\brename\b|\balter\s+type\b|\bset\s+data\s+type\b|\balter\s+(column\s+)?"?\w+"?\s+type\b/i;

/** A column that the same statement makes again, computed otherwise: nobody sees the table without it. */
const REMADE = /\bdrop\s+column\s+"?(\w+)"?\s*,\s*add\s+column\s+"?\1\b"?/gi;

/** Whether an instance of the release before may miss something afterwards. */
export const takesAway = (text: string): boolean => TAKING.test(withoutComments(text).replaceAll(REMADE, ""));

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

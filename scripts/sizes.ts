/**
 * Prints what is large or said twice in the sources: `npm run check` shows it, and nothing is refused for it. A file
 * over 250 lines and a function over 70 are looked at anew when they are touched.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const LONG_FILE = 250;
const LONG_FUNCTION = 70;
const ROLE_COMPARISON = /\b(role|kind) (===|!==) "(installer|dso|admin)"/;
const SUPPRESSED = /eslint-disable/;

const files = ["app", "components", "lib", "db"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|tsx|mjs)$/.test(name))
    .map((name) => join(folder, name)),
);

type Found = { name: string; lines: number };
const longFunctions: Found[] = [];
const sizes: Found[] = [];
let comparisons = 0;
let suppressed = 0;

for (const name of files) {
  const text = readFileSync(name, "utf8");
  const lines = text.split("\n");
  sizes.push({ name, lines: lines.length - 1 });
  comparisons += lines.filter((line) => ROLE_COMPARISON.test(line)).length;
  suppressed += lines.filter((line) => SUPPRESSED.test(line)).length;
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node) => {
    if (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node) || ts.isMethodDeclaration(node)) {
      const from = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const to = source.getLineAndCharacterOfPosition(node.end).line;
      if (to - from >= LONG_FUNCTION) {
        const own = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
        longFunctions.push({ name: `${name} ${own?.getText() ?? `line ${from + 1}`}`, lines: to - from + 1 });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

const list = (found: readonly Found[]) =>
  found
    .toSorted((a, b) => b.lines - a.lines)
    .map(({ name, lines }) => `  ${String(lines).padStart(5)}  ${name}\n`)
    .join("");
const longFiles = sizes.filter(({ lines }) => lines > LONG_FILE);
const mean = Math.round(sizes.reduce((sum, { lines }) => sum + lines, 0) / sizes.length);

process.stdout.write(
  `${files.length} sources, ${mean} lines on average; ${comparisons} comparisons of role strings; ${suppressed} suppressed lint rules\n` +
    `${longFiles.length} files over ${LONG_FILE} lines\n${list(longFiles)}` +
    `${longFunctions.length} functions over ${LONG_FUNCTION} lines\n${list(longFunctions)}`,
);

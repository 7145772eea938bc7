/** In characters; a clipboard with more is no list to be typed or matched by hand. */
const MAX_TEXT = 5_000_000;

/**
 * What is copied from a sheet, as rows of cells, without empty rows. A cell that begins and ends with a quote holds
 * tabs, line breaks and doubled quotes as text; a quote anywhere else is an ordinary character.
 */
export const pastedCells = (text: string): string[][] =>
  pastedLines(text).filter((row) => row.some((cell) => cell !== ""));

/** The same with the empty rows, except those at the end. */
export function pastedLines(text: string): string[][] {
  const given = withTabs(text.slice(0, MAX_TEXT).replace(/\r\n?/g, "\n").trimEnd());
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  for (;;) {
    const { cell, end } = cellFrom(given, at);
    row.push(oneLine(cell));
    if (given[end] !== "\t") {
      rows.push(row);
      row = [];
    }
    if (end >= given.length) return rows;
    at = end + 1;
  }
}

/** Lines of a text file with semicolons between the cells, as if they were copied from a sheet. */
const withTabs = (text: string) =>
  !text.includes("\t") && text.split("\n").every((line) => line.trim() === "" || line.includes(";"))
    ? text.replaceAll(";", "\t")
    : text;

/** A cell on one line, as an input shows it, without the apostrophe with which a sheet marks text. */
const oneLine = (cell: string) =>
  cell
    .split("\n")
    .map((one) => one.trim())
    .join(" ")
    .trim()
    .replace(/^'(?=[^']*$)/, "");

/** The cell that begins at `from`, and the index of the tab, line break or end of text behind it. */
function cellFrom(text: string, from: number): { cell: string; end: number } {
  if (text[from] === '"') {
    for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
      if (text[at + 1] === '"') at += 1;
      else if (at + 1 === text.length || text[at + 1] === "\t" || text[at + 1] === "\n")
        return { cell: text.slice(from + 1, at).replaceAll('""', '"'), end: at + 1 };
      else break;
    }
  }
  const next = /[\t\n]/g;
  next.lastIndex = from;
  const end = next.exec(text)?.index ?? text.length;
  return { cell: text.slice(from, end), end };
}

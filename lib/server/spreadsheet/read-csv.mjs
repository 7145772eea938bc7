// @ts-check

/** Danish Excel still writes windows-1252 when asked for plain CSV, and UTF-16 for »Unicode-tekst«. @param {Buffer} bytes */
function decode(bytes) {
  const mark = bytes.readUInt16BE(0);
  if (mark === 0xfffe) return new TextDecoder("utf-16le").decode(bytes);
  if (mark === 0xfeff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** In characters: no honest header is longer. */
const MAX_HEAD = 100_000;

/** The separator that the header has most of, outside quotes. @param {string} text */
function separatorOf(text) {
  const start = text.slice(0, MAX_HEAD).trimStart();
  const head = (/^[^\r\n]*/.exec(start)?.[0] ?? "").replace(/"[^"]*"/g, "");
  const count = (/** @type {string} */ one) => head.split(one).length;
  return [";", "\t", ",", "|"].reduce((best, one) => (count(one) > count(best) ? one : best));
}

/**
 * Cells by record, all of them text as they stand: 0800 and 1-3 stay what they are. Quotes may hold separators, line
 * breaks and doubled quotes. `null` for something that is no text.
 * @param {Buffer} bytes
 * @returns {string[][] | null}
 */
export function readCsv(bytes) {
  if (bytes.length < 2) return [];
  let text = decode(bytes);
  if (text.includes("\0")) return null;
  let separator = separatorOf(text);
  const told = /^sep=(.)\r?\n/.exec(text);
  // Excel's own first line for the separator; the row is kept, so that row numbers are Excel's.
  if (told?.[1]) {
    separator = told[1];
    text = `\n${text.slice(told[0].length)}`;
  }
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  let row = [];
  let at = 0;
  const stop = new RegExp(`[${separator === "\t" ? "\\t" : `\\${separator}`}\\r\\n]`, "g");
  for (;;) {
    let cell = "";
    if (text[at] === '"') {
      let close = text.indexOf('"', at + 1);
      while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
      // A quote nobody closed swallows the rest: better one strange cell than rows that nobody typed.
      const end = close < 0 ? text.length : close;
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = Math.min(text.length, end + 1);
    }
    stop.lastIndex = at;
    const next = stop.exec(text);
    row.push(cell + text.slice(at, next?.index ?? text.length));
    if (!next) break;
    at = next.index + 1;
    if (next[0] === separator) continue;
    if (next[0] === "\r" && text[at] === "\n") at += 1;
    rows.push(row);
    row = [];
  }
  if (row.length > 1 || row[0] !== "") rows.push(row);
  return rows;
}

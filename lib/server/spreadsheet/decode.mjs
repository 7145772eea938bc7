// @ts-check
import { createRequire } from "node:module";

/** Node's own decoder reads windows-1252 as Latin 1 in some versions, and has no DOS code pages. */
const CODE_PAGES = createRequire(import.meta.url)("xlsx/dist/cpexcel.js");

/** The characters of the bytes 128 to 255; unassigned bytes are control characters, as in browsers. @param {number} page */
const upperOf = (page) =>
  CODE_PAGES[page].dec
    .slice(128)
    .map((/** @type {string} */ sign, /** @type {number} */ i) =>
      sign === "\uFFFD" ? String.fromCharCode(128 + i) : sign,
    );
/** The upper halves of the encodings that Danish programs write, or have read UTF-8 as. */
const UPPER = {
  "windows-1252": /** @type {string[]} */ (upperOf(1252)),
  cp850: /** @type {string[]} */ (upperOf(850)),
  macintosh: /** @type {string[]} */ (upperOf(10_000)),
};
/** @typedef {keyof typeof UPPER} OneByte */
const ONE_BYTE = /** @type {OneByte[]} */ (Object.keys(UPPER));

const DANISH = "æøåÆØÅéüöäÉÜÖÄ";

/** For each encoding, 1 for each byte that is a letter of Danish texts. */
const IS_DANISH = Object.fromEntries(
  ONE_BYTE.map((name) => [name, UPPER[name].map((sign) => (DANISH.includes(sign) ? 1 : 0))]),
);

/**
 * The encoding of text that is not UTF-8: the one in which most bytes above 127 are Danish letters; on a tie
 * windows-1252, which Excel on Windows writes.
 * @param {Buffer} bytes
 */
function oneByteEncoding(bytes) {
  const score = { "windows-1252": 0.5, cp850: 0, macintosh: 0 };
  for (const byte of bytes) {
    if (byte < 128) continue;
    for (const name of ONE_BYTE) score[name] += IS_DANISH[name]?.[byte - 128] ?? 0;
  }
  return ONE_BYTE.reduce((best, name) => (score[name] > score[best] ? name : best));
}

/** @param {Buffer} bytes @param {OneByte} encoding */
const fromOneByte = (bytes, encoding) =>
  bytes
    .toString("latin1")
    .replace(/[\u0080-\u00ff]/g, (sign) => UPPER[encoding][sign.charCodeAt(0) - 128] ?? sign);

/** Guesses UTF-16 without a byte order mark, in which every other byte of plain text is zero. @param {Buffer} bytes */
function unmarkedUtf16(bytes) {
  const head = bytes.subarray(0, 1_000);
  if (head.length < 4 || !head.includes(0)) return null;
  const noughts = [0, 0];
  for (const [i, byte] of head.entries()) if (byte === 0) noughts[i % 2] = (noughts[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = noughts;
  const most = head.length * 0.4;
  return odd > most && even === 0 ? "utf-16le" : even > most && odd === 0 ? "utf-16be" : null;
}

/**
 * The text of a file: by its byte order mark, as UTF-8 when it is valid, otherwise in the likeliest encoding. `null` when
 * it is no text.
 * @param {Buffer} bytes
 * @returns {string | null}
 */
export function decodeText(bytes) {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  const wide = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : unmarkedUtf16(bytes);
  let text;
  if (wide) text = new TextDecoder(wide).decode(bytes);
  else {
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      text = fromOneByte(bytes, oneByteEncoding(bytes));
    }
  }
  return text.includes("\0") ? null : text;
}

/** XML converted from the encoding it declares to UTF-8, which its reader needs; null for an unknown one. @param {Buffer} part */
export function utf8Xml(part) {
  const mark = part.length < 2 ? 0 : part.readUInt16BE(0);
  const isWide = mark === 0xfffe || mark === 0xfeff;
  const head = part.toString("latin1", 0, 200);
  const declared =
    /^(?:\xef\xbb\xbf)?<\?xml[^<>]*?\sencoding=["']([\w.:-]{1,40})["']/.exec(head)?.[1] ?? "utf-8";
  const label = isWide ? (mark === 0xfffe ? "utf-16le" : "utf-16be") : declared.toLowerCase();
  if (/^(utf-?8|us-ascii)$/.test(label)) return part;
  try {
    const text = /^(iso-8859-1|windows-1252)$/.test(label)
      ? fromOneByte(part, "windows-1252")
      : new TextDecoder(label, { fatal: true }).decode(part);
    return Buffer.from(text.replace(/^<\?xml[^<>]*\?>/, ""));
  } catch {
    return null;
  }
}

const bytesOf = Object.fromEntries(
  ONE_BYTE.map((name) => [name, new Map(UPPER[name].map((sign, i) => [sign, i + 128]))]),
);
/** For each encoding, a pattern of UTF-8 that was read in it: sequences that do not occur in Danish text. */
const MISREAD = ONE_BYTE.map((name) => {
  const sign = (/** @type {number} */ byte) => UPPER[name][byte - 128] ?? "";
  const follows = `[${UPPER[name]
    .slice(0, 64)
    .join("")
    .replace(/[\]\\^-]/g, "\\$&")}]`;
  // In the DOS and Mac encodings the first byte of three is a letter or a comma, so dashes and quotes are not mended.
  const three = name === "windows-1252" ? `|${sign(0xe2)}${follows}{2}` : "";
  return { name, pattern: new RegExp(`[${sign(0xc2)}${sign(0xc3)}]${follows}${three}`, "g") };
});

/** Mends UTF-8 that was read in another encoding, once or several times. @param {string} text */
function unmisread(text) {
  let now = text;
  for (let times = 0; times < 3; times += 1) {
    const before = now;
    for (const { name, pattern } of MISREAD) {
      now = now.replace(pattern, (found) => {
        const bytes = Uint8Array.from(found, (sign) => bytesOf[name]?.get(sign) ?? 0);
        try {
          return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
        } catch {
          return found;
        }
      });
    }
    if (now === before) return now;
  }
  return now;
}

/** The HTML names of the characters from 160 on. */
const ENTITY_NAMES =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml".split(
    " ",
  );
const ENTITIES = new Map([
  ...ENTITY_NAMES.map((name, i) => /** @type {const} */ ([name, String.fromCharCode(160 + i)])),
  ...Object.entries({ amp: "&", quot: '"', apos: "'", lt: "<", gt: ">", ndash: "–", mdash: "—", rsquo: "’" }),
]);

/** @param {string} text */
function withoutEntities(text) {
  return text.replace(
    /&(?:#(\d{1,6})|#[xX]([\da-fA-F]{1,5})|([A-Za-z]{2,6}[1-4]{0,2}));/g,
    (whole, ten, sixteen, name) => {
      if (name) return ENTITIES.get(name) ?? whole;
      const code = ten ? Number(ten) : Number.parseInt(sixteen, 16);
      return code < 32 || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff
        ? whole
        : String.fromCodePoint(code);
    },
  );
}

/**
 * Mends a cell's text: UTF-8 that was read in another encoding, HTML entities, and the apostrophe with which a sheet
 * marks text. Ambiguous text stays as it is.
 * @param {string} text
 */
export function mendText(text) {
  let now = text;
  if (/[\u0080-\uffff]/.test(now)) now = unmisread(now);
  if (now.includes("&")) {
    now = withoutEntities(now);
    // »&amp;oslash;« was escaped twice.
    if (now.includes("&") && now !== text) now = withoutEntities(now);
  }
  const apostrophe = now.trimStart();
  if (apostrophe.startsWith("'")) {
    const inner = apostrophe.slice(1, apostrophe.length > 1 && apostrophe.endsWith("'") ? -1 : undefined);
    if (!inner.includes("'")) now = inner;
  }
  return now;
}

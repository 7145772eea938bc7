// @ts-check
import zlib from "node:zlib";
import { utf8Xml } from "./decode.mjs";

const END_OF_DIRECTORY = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
const ENTRY = 0x02014b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const UNSAID = 0xffffffff;
const LOCAL_HEADER = 0x04034b50;
const MAX_PARTS = 1_000;
/** In bytes; names of parts in real workbooks are a quarter of it. */
const MAX_NAME = 255;
/**
 * In bytes inflated: of a sheet or the shared texts, and of any other part that is read, which is small in real
 * workbooks.
 */
const MAX_CELLS_BYTES = 64 * 1024 * 1024;
const MAX_OTHER_BYTES = 16 * 1024 * 1024;
/** Parts without cells, which are not read: parsers have been attacked through them. */
const NOT_READ =
  /(^|\/)(docProps|customXml|media|drawings|charts|theme|comments|threadedComments|persons|printerSettings|embeddings|externalLinks|calcChain|pivot\w*|queryTables|tables|ctrlProps|slicers?|slicerCaches|activeX)(\/|\d*\.)|worksheets\/_rels\/|\.(bin|vml|png|jpe?g|gif|emf|wmf)$/i;
const SHEET = /^xl\/worksheets\/[^/]+\.xml$/i;

/** @typedef {{ name: string; method: number; crc: number; packed: number; size: number; at: number }} Entry */
/** @typedef {{ fault: string } | { parts: Map<string, Buffer>; chartSheets: number }} Opened */

/** @param {string} fault @returns {{ fault: string }} */
const refuse = (fault) => ({ fault });

/**
 * Opens a workbook's package and checks it: every part is where the directory says, has the size and the checksum that
 * it says, and is within the limits. Gives the inflated parts that are read, for the parser, which never sees the
 * package itself; or a fault.
 * @param {Buffer} bytes
 * @param {number} maxInflated bytes in all
 * @returns {Opened}
 */
export function openPackage(bytes, maxInflated) {
  const listed = readDirectory(bytes, maxInflated);
  if ("fault" in listed) return listed;
  const { entries } = listed;
  const misplaced = checkPlaces(bytes, entries);
  if (misplaced) return refuse(misplaced);
  const foreign = foreignFormat(entries.map(({ name }) => name));
  if (foreign) return refuse(foreign);
  const parts = new Map();
  for (const entry of entries) {
    if (entry.name.endsWith("/") || NOT_READ.test(entry.name)) continue;
    const part = inflate(bytes, entry);
    if (typeof part === "string") return refuse(part);
    const readable = /\.(xml|rels)$/i.test(entry.name) ? utf8Xml(part) : part;
    if (!readable) return refuse("damaged");
    parts.set(entry.name, readable);
  }
  const fault = faultOfTypes(parts) ?? faultOfXml(parts);
  if (fault) return refuse(fault);
  const chartSheets = entries.filter(({ name }) =>
    /^xl\/(chart|dialog)sheets\/[^/]+\.xml$/i.test(name),
  ).length;
  return { parts, chartSheets };
}

/**
 * @param {Buffer} bytes
 * @param {number} maxInflated
 * @returns {{ fault: string } | { entries: Entry[] }}
 */
function readDirectory(bytes, maxInflated) {
  const end = bytes.lastIndexOf(END_OF_DIRECTORY);
  if (end < 0 || end + 22 > bytes.length) return refuse("damaged");
  if (end + 22 + bytes.readUInt16LE(end + 20) !== bytes.length) return refuse("damaged");
  const { count, start, stop } = directoryOf(bytes, end);
  if (!(start <= stop)) return refuse("damaged");
  if (count > MAX_PARTS) return refuse("too_big_inside");
  /** @type {Entry[]} */
  const entries = [];
  const names = new Set();
  let total = 0;
  let at = start;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > stop || bytes.readUInt32LE(at) !== ENTRY) return refuse("damaged");
    if (bytes.readUInt16LE(at + 8) & 0x2041) return refuse("password");
    const nameLength = bytes.readUInt16LE(at + 28);
    if (nameLength > MAX_NAME) return refuse("damaged");
    const entry = {
      name: bytes.toString("utf8", at + 46, at + 46 + nameLength).replaceAll("\\", "/"),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      ...placesOf(bytes, at, nameLength, stop),
    };
    const name = entry.name.toLowerCase();
    if (names.has(name) || /(^|\/)\.\.(\/|$)|^\/|\0/.test(name)) return refuse("damaged");
    if (entry.method !== 0 && entry.method !== 8) return refuse("damaged");
    names.add(name);
    total += entry.size;
    if (total > maxInflated) return refuse("too_big_inside");
    entries.push(entry);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return at === stop ? { entries } : refuse("damaged");
}

/** A number of eight bytes; what lies beyond the file is refused where it is used. @param {Buffer} bytes @param {number} at */
const wide = (bytes, at) => Number(bytes.readBigUInt64LE(at));

/**
 * The number of entries of the directory, and where it begins and ends, also in the zip64 form, which some programs
 * always write.
 * @param {Buffer} bytes
 * @param {number} end
 */
function directoryOf(bytes, end) {
  const narrow = { count: bytes.readUInt16LE(end + 10), start: bytes.readUInt32LE(end + 16), stop: end };
  const locator = end - 20;
  if (locator < 0 || bytes.readUInt32LE(locator) !== LOCATOR_64) return narrow;
  const record = wide(bytes, locator + 8);
  if (record + 56 > locator || bytes.readUInt32LE(record) !== END_64) return { ...narrow, start: Number.NaN };
  return { count: wide(bytes, record + 32), start: wide(bytes, record + 48), stop: record };
}

/**
 * Sizes and place of an entry; those that need more than four bytes are in its zip64 field.
 * @param {Buffer} bytes
 * @param {number} at
 * @param {number} nameLength
 * @param {number} stop
 */
function placesOf(bytes, at, nameLength, stop) {
  const places = {
    size: bytes.readUInt32LE(at + 24),
    packed: bytes.readUInt32LE(at + 20),
    at: bytes.readUInt32LE(at + 42),
  };
  let member = at + 46 + nameLength;
  const last = Math.min(stop, member + bytes.readUInt16LE(at + 30));
  while (member + 4 <= last && bytes.readUInt16LE(member) !== 1) member += 4 + bytes.readUInt16LE(member + 2);
  member += 4;
  for (const key of /** @type {const} */ (["size", "packed", "at"])) {
    if (places[key] !== UNSAID || member + 8 > last) continue;
    places[key] = wide(bytes, member);
    member += 8;
  }
  return places;
}

const dataStart = (/** @type {Buffer} */ bytes, /** @type {number} */ at) =>
  at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);

/**
 * Checks that no parts overlap, which would inflate the same bytes many times, and that local headers agree with the
 * directory, since readers differ in which one they follow.
 * @param {Buffer} bytes
 * @param {Entry[]} entries
 */
function checkPlaces(bytes, entries) {
  let before = 0;
  for (const entry of [...entries].sort((a, b) => a.at - b.at)) {
    if (entry.at < before || entry.at + 30 > bytes.length || bytes.readUInt32LE(entry.at) !== LOCAL_HEADER)
      return "damaged";
    if (bytes.readUInt16LE(entry.at + 6) & 0x2041) return "password";
    if (bytes.readUInt16LE(entry.at + 8) !== entry.method) return "damaged";
    const nameEnd = entry.at + 30 + bytes.readUInt16LE(entry.at + 26);
    if (bytes.toString("utf8", entry.at + 30, nameEnd).replaceAll("\\", "/") !== entry.name) return "damaged";
    before = dataStart(bytes, entry.at) + entry.packed;
    if (before > bytes.length) return "damaged";
  }
  return null;
}

/** @param {string[]} names */
function foreignFormat(names) {
  const has = (/** @type {RegExp} */ name) => names.some((one) => name.test(one));
  if (has(/^xl\/workbook\.bin$/i)) return "binary";
  if (has(/vbaProject\.bin$/i)) return "macro";
  if (has(/^\[Content_Types\]\.xml$/i)) return null;
  if (has(/^(content\.xml|META-INF\/manifest\.xml)$/i)) return "opendocument";
  return has(/^Index\/.*\.iwa$/i) ? "numbers" : "not_xlsx";
}

/**
 * @param {Buffer} bytes
 * @param {Entry} entry
 */
function inflate(bytes, entry) {
  const isCells = SHEET.test(entry.name) || /sharedStrings/i.test(entry.name);
  if (entry.size > (isCells ? MAX_CELLS_BYTES : MAX_OTHER_BYTES)) return "too_big_inside";
  const start = dataStart(bytes, entry.at);
  const packed = bytes.subarray(start, start + entry.packed);
  try {
    const part =
      entry.method === 0 ? packed : zlib.inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
    return part.length === entry.size && crc32(part) === entry.crc ? part : "damaged";
  } catch (error) {
    return /** @type {{ code?: string }} */ (error).code === "ERR_BUFFER_TOO_LARGE"
      ? "too_big_inside"
      : "damaged";
  }
}

/** @param {Map<string, Buffer>} parts */
function faultOfTypes(parts) {
  // A default type of an ending does not say that there is such a part; SheetJS writes defaults for all that it knows.
  const all = parts.get("[Content_Types].xml")?.toString("latin1") ?? "";
  const named = all.replace(/<Default[^<>]*>/g, "");
  const ofXml = /<Default(?=[^<>]*\sExtension="xml")[^<>]*>/i.exec(all)?.[0] ?? "";
  // The workbook's type may be the default one.
  const types = /\.main\+xml"/.test(named) ? named : named + ofXml;
  if (/sheet\.binary/i.test(types)) return "binary";
  if (/macroEnabled|vbaProject/i.test(types)) return "macro";
  if (/wordprocessingml|presentationml/i.test(types)) return "other_office";
  if (!/spreadsheetml\.(sheet|template)\.main\+xml/i.test(types)) return "not_xlsx";
  return null;
}

/**
 * The fault of XML with a document type, which a workbook does not need, or of a part that is cut off, in which a lenient
 * reader would find neither rows nor a fault.
 * @param {Map<string, Buffer>} parts
 */
function faultOfXml(parts) {
  for (const [name, part] of parts) {
    if (!/\.(xml|rels)$/i.test(name)) continue;
    if (part.includes("<!DOCTYPE") || part.includes("<!doctype")) return "document_type";
    const head = without(without(part.toString("latin1", 0, 4_096), "<!--", "-->"), "<?", "?>");
    const root = /^[^<]*<([\w:]+)/.exec(head)?.[1];
    if (root === undefined) return "damaged";
    const end = part.toString("latin1", Math.max(0, part.length - 4_096));
    const tail = without(end, "<!--", "-->").trimEnd();
    if (!tail.endsWith(`</${root}>`) && !/^[^<]*<[^<>]*\/>\s*$/.test(head)) return "cut_off";
  }
  return null;
}

/** The text outside every `open` … `close`. @param {string} text @param {string} open @param {string} close */
function without(text, open, close) {
  let kept = "";
  for (let at = 0; ; ) {
    const start = text.indexOf(open, at);
    const end = start < 0 ? -1 : text.indexOf(close, start + open.length);
    if (end < 0) return kept + text.slice(at);
    kept += text.slice(at, start);
    at = end + close.length;
  }
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

/** zlib's crc32, which Node has from 20.15 on, or our own. @param {Buffer} bytes */
function crc32(bytes) {
  const own = /** @type {{ crc32?: (bytes: Buffer) => number }} */ (/** @type {unknown} */ (zlib)).crc32;
  if (own) return own(bytes);
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

// @ts-check
import { inflateRawSync } from "node:zlib";

const END_OF_DIRECTORY = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const MAX_ENTRIES = 2_000;
/** Tables compress well, but nothing people type compresses like this. */
const MAX_RATIO = 200;

/**
 * Looks into a workbook's package before any parser does: encryption, zip64, overlapping parts, and whether what it
 * claims to inflate to is true and bearable. Every part is inflated once with its claim as the limit.
 * @param {Buffer} bytes
 * @param {number} maxInflated bytes in all
 * @returns {"not_xlsx" | "password" | "damaged" | "too_big_inside" | null} what is wrong
 */
export function inspectPackage(bytes, maxInflated) {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END_OF_DIRECTORY) return "damaged";
  const count = bytes.readUInt16LE(end + 10);
  const start = bytes.readUInt32LE(end + 16);
  if (count === 0xffff || start === 0xffffffff) return "damaged";
  if (count > MAX_ENTRIES) return "too_big_inside";
  /** @type {{ name: string; method: number; packed: number; size: number; at: number }[]} */
  const entries = [];
  let total = 0;
  let at = start;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) return "damaged";
    const flags = bytes.readUInt16LE(at + 8);
    if (flags & 1) return "password";
    const nameLength = bytes.readUInt16LE(at + 28);
    const entry = {
      name: bytes.toString("utf8", at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    };
    total += entry.size;
    if (total > maxInflated || entry.size > Math.max(1_000_000, entry.packed * MAX_RATIO))
      return "too_big_inside";
    entries.push(entry);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  if (!entries.some((entry) => entry.name.toLowerCase() === "[content_types].xml")) return "not_xlsx";
  if (!entries.some((entry) => /^xl\/workbook\.(xml|bin)$/i.test(entry.name))) return "not_xlsx";
  return inspectParts(bytes, entries);
}

/**
 * @param {Buffer} bytes
 * @param {{ name: string; method: number; packed: number; size: number; at: number }[]} entries
 */
function inspectParts(bytes, entries) {
  let before = 0;
  for (const entry of [...entries].sort((a, b) => a.at - b.at)) {
    if (entry.at < before || entry.at + 30 > bytes.length || bytes.readUInt32LE(entry.at) !== LOCAL_HEADER)
      return "damaged";
    const data = entry.at + 30 + bytes.readUInt16LE(entry.at + 26) + bytes.readUInt16LE(entry.at + 28);
    before = data + entry.packed;
    if (before > bytes.length) return "damaged";
    if (entry.method === 0) {
      if (entry.packed !== entry.size) return "damaged";
      continue;
    }
    if (entry.method !== 8) return "damaged";
    try {
      const inflated = inflateRawSync(bytes.subarray(data, before), {
        maxOutputLength: Math.max(1, entry.size),
      });
      if (inflated.length !== entry.size) return "damaged";
      // A workbook has no use for a document type; entities in one can be made to explode.
      if (/\.(xml|rels)$/i.test(entry.name) && inflated.subarray(0, 1_000).includes("<!DOCTYPE"))
        return "damaged";
    } catch (error) {
      return /** @type {{ code?: string }} */ (error).code === "ERR_BUFFER_TOO_LARGE"
        ? "too_big_inside"
        : "damaged";
    }
  }
  return null;
}

import { deflateRawSync } from "node:zlib";

export type Part = {
  name: string;
  content: Buffer | string;
  /** 0 stored, 8 deflated; others only claim to be. */
  method?: number;
  /** What the directory says instead of the truth. */
  size?: number;
  packed?: number;
  crc?: number;
  flags?: number;
  /** What the local header says instead of the directory. */
  localName?: string;
  localMethod?: number;
  /** Points to the local header of the part before. */
  sharesPlace?: boolean;
  /** Sizes stand after the data, as streaming writers do it. */
  hasDescriptor?: boolean;
};

const TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c >>> 0;
});
function crcOf(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = ((TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0;
  return (crc ^ 0xffffffff) >>> 0;
}

/** A package byte by byte, so that it can lie anywhere. */
export function zip(parts: readonly Part[]): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  let lastPlace = 0;
  for (const part of parts) {
    const content = Buffer.from(part.content as string);
    const method = part.method ?? 8;
    const data = method === 0 ? content : deflateRawSync(content);
    const crc = part.crc ?? crcOf(content);
    const size = part.size ?? content.length;
    const packed = part.packed ?? data.length;
    const flags = (part.flags ?? 0) | (part.hasDescriptor ? 8 : 0);
    const name = Buffer.from(part.name);
    const localName = Buffer.from(part.localName ?? part.name);
    const place = part.sharesPlace ? lastPlace : at;
    if (!part.sharesPlace) {
      const local = Buffer.alloc(30);
      local.writeUInt32LE(0x04034b50, 0);
      local.writeUInt16LE(20, 4);
      local.writeUInt16LE(flags, 6);
      local.writeUInt16LE(part.localMethod ?? method, 8);
      if (!part.hasDescriptor) {
        local.writeUInt32LE(crc, 14);
        local.writeUInt32LE(packed, 18);
        local.writeUInt32LE(size, 22);
      }
      local.writeUInt16LE(localName.length, 26);
      const after = Buffer.alloc(part.hasDescriptor ? 16 : 0);
      if (part.hasDescriptor) {
        after.writeUInt32LE(0x08074b50, 0);
        after.writeUInt32LE(crc, 4);
        after.writeUInt32LE(packed, 8);
        after.writeUInt32LE(size, 12);
      }
      body.push(local, localName, data, after);
      lastPlace = at;
      at += 30 + localName.length + data.length + after.length;
    }
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 6);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc, 16);
    entry.writeUInt32LE(packed, 20);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(place, 42);
    directory.push(entry, name);
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...body, listed, end]);
}

import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import type { Contents } from "./contents";

/** The kind of database that a backup is of: one is not restored into the other. */
export type Kind = "postgresql" | "embedded";

/** The first line of a backup, JSON. What follows it is the database's own dump, encrypted where `sealed` says with what. */
export type Manifest = {
  projekter: string;
  format: 1;
  /** ISO, when the dump's view of the data was taken. */
  at: string;
  kind: Kind;
  contents: Contents;
  /** The hashes of the database's migrations. Backups of earlier versions do not say. */
  migrations?: string[];
  /** AES-256-GCM: its key, encrypted to an RSA key (OAEP, SHA-256), and its nonce, in base64. The tag ends the file. */
  sealed: { key: string; nonce: string } | null;
};

const NAME = /^projekter-(\d{4}-\d{2}-\d{2})T(\d{2})(\d{2})(\d{2})Z\.backup$/;

/** What a backup that is begun now is called. */
export const backupName = (now: Date) => `projekter-${now.toISOString().replace(/:|\.\d+/g, "")}.backup`;

/** What the name of a backup ends with until it is complete. */
export const PARTIAL = ".partial";

/** When the backup of a name was begun: a copy of the file has another time than it. Undefined of a name that is none of ours. */
export function begunAt(name: string): Date | undefined {
  const [, day, ...time] = NAME.exec(name) ?? [];
  const begun = new Date(`${day}T${time.join(":")}Z`);
  return Number.isNaN(begun.getTime()) ? undefined : begun;
}

const CIPHER = "aes-256-gcm";
const TAG_BYTES = 16;
/** The first line of a file that is longer is none of ours. */
const LONGEST_LINE = 1_000_000;
const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };

/**
 * Writes a backup: the manifest, then what `dump` gives. It has its name only once it is complete. `publicKey` is the path
 * of an RSA key in PEM. `signal` gives up, even where `dump` gives nothing for long.
 */
export async function writeBackup(
  file: string,
  about: Omit<Manifest, "projekter" | "format" | "sealed">,
  dump: Readable,
  {
    version,
    publicKey,
    signal,
  }: { version: string; publicKey: string | undefined; signal?: AbortSignal | undefined },
): Promise<Manifest> {
  const partial = `${file}${PARTIAL}`;
  const [key, nonce] = [randomBytes(32), randomBytes(12)];
  const sealed = publicKey ? { key: await sealedKey(key, publicKey), nonce: nonce.toString("base64") } : null;
  const manifest: Manifest = { projekter: version, format: 1, ...about, sealed };
  const write = async () => {
    const out = createWriteStream(partial, { mode: 0o600, flush: true });
    out.write(`${JSON.stringify(manifest)}\n`);
    if (sealed) {
      const cipher = createCipheriv(CIPHER, key, nonce);
      await pipeline(dump, cipher, out, { end: false });
      out.write(cipher.getAuthTag());
    } else await pipeline(dump, out, { end: false });
    out.end();
    // Until it is closed: the disk's own answer (`flush`) comes after the last write.
    await finished(out);
  };
  try {
    signal?.throwIfAborted();
    const givenUp = new Promise<never>((_, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
    await Promise.race([write(), givenUp]);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
  return manifest;
}

/** Encrypted to the public key in a file. A private key would do as well, but has no business where backups are made. */
async function sealedKey(key: Buffer, path: string) {
  const pem = await readKey(path);
  if (pem.includes("PRIVATE KEY"))
    throw new Error(
      `BACKUP_PUBLIC_KEY: ${path} holds a private key; give the public one, and keep the private one elsewhere`,
    );
  try {
    return publicEncrypt({ key: createPublicKey(pem), ...padding }, key).toString("base64");
  } catch {
    throw new Error(`BACKUP_PUBLIC_KEY: ${path} is no public RSA key in PEM (docs/operations.md)`);
  }
}

const unreadable = (path: string) => (error: Error) => {
  throw new Error(`${path} cannot be read: ${error.message}`);
};
const readKey = (path: string): Promise<string> => readFile(path, "utf8").catch(unreadable(path));

/** Of a file that was read, and is none of ours. */
export class NoBackup extends Error {}

/** The first line of a backup and where its dump begins. Throws one line for any other file, `NoBackup` if that is certain. */
export async function readManifest(file: string): Promise<{ manifest: Manifest; start: number }> {
  const handle = await open(file).catch(unreadable(file));
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LONGEST_LINE), 0, LONGEST_LINE, 0);
    const end = buffer.subarray(0, bytesRead).indexOf(10);
    const manifest = end > 0 ? parsed(buffer.subarray(0, end).toString("utf8")) : undefined;
    if (typeof manifest?.projekter !== "string") throw new NoBackup(`${file} is no backup of Projekter`);
    if (manifest.format !== 1)
      throw new Error(
        `${file} was made by Projekter ${manifest.projekter}; restore it with that version or a newer one`,
      );
    return { manifest: manifest as Manifest, start: end + 1 };
  } finally {
    await handle.close();
  }
}

function parsed(line: string): Partial<Manifest> | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * The dump in a backup. Of an encrypted one `privateKey` is the path of the RSA key; that nothing was changed in it is known
 * at the end alone: until then nothing may be kept of it.
 */
export async function readDump(
  file: string,
  { manifest: { sealed }, start }: { manifest: Manifest; start: number },
  privateKey: string | undefined,
): Promise<Readable> {
  if (!sealed) return createReadStream(file, { start });
  if (!privateKey) throw new Error("the backup is encrypted: name its private key in BACKUP_PRIVATE_KEY");
  const key = openedKey(sealed.key, await readKey(privateKey), privateKey);
  const end = (await stat(file)).size - TAG_BYTES;
  if (end < start) throw new Error(`${file} is cut off`);
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(sealed.nonce, "base64"));
  decipher.setAuthTag(await tagAt(file, end));
  const encrypted: Readable =
    end === start ? Readable.from([]) : createReadStream(file, { start, end: end - 1 });
  encrypted.on("error", (error) => decipher.destroy(error));
  return Readable.from(checked(encrypted.pipe(decipher), file));
}

async function* checked(decrypted: Readable, file: string) {
  try {
    yield* decrypted;
  } catch (error) {
    throw new Error(`${file} is cut off, or was changed after it was made`, { cause: error });
  }
}

function openedKey(sealed: string, pem: string, path: string): Buffer {
  try {
    return privateDecrypt({ key: createPrivateKey(pem), ...padding }, Buffer.from(sealed, "base64"));
  } catch {
    throw new Error(`the key ${path} does not open this backup`);
  }
}

async function tagAt(file: string, position: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    return (await handle.read(Buffer.alloc(TAG_BYTES), 0, TAG_BYTES, position)).buffer;
  } finally {
    await handle.close();
  }
}

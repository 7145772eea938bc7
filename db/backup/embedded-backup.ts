import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { lockFolder } from "../embedded";
import { type Contents, demanded, readContents, SETTINGS } from "./contents";

const extensions = { pg_trgm };
const folderIn = (dataDir: string) => join(dataDir, "database");

/** The embedded database's own dump, a .tar.gz, and what is in it. Throws one line while a program has the folder. */
export async function dumpEmbedded<Result>(
  dataDir: string,
  write: (found: { at: string; contents: Contents; dump: Readable }) => Promise<Result>,
): Promise<Result> {
  if (!existsSync(folderIn(dataDir))) throw new Error(`there is no database in ${dataDir}`);
  const unlock = await lockFolder(dataDir);
  const client = await PGlite.create({ dataDir: folderIn(dataDir), extensions });
  try {
    await client.exec(SETTINGS);
    const contents = await readContents((text) => client.query(text));
    const dump = await client.dumpDataDir("gzip");
    const at = new Date().toISOString();
    return await write({ at, contents, dump: Readable.fromWeb(dump.stream() as ReadableStream) });
  } finally {
    await client.close();
    unlock();
  }
}

export const holdsDatabase = (dataDir: string): boolean => existsSync(folderIn(dataDir));

/** As `restorePostgres`: the database has its place only once it is whole. */
export async function restoreEmbedded(dataDir: string, dump: Readable, contents: Contents): Promise<void> {
  const unlock = await lockFolder(dataDir);
  const [folder, made, before] = ["", ".restoring", ".replaced"].map(
    (end) => `${folderIn(dataDir)}${end}`,
  ) as [string, string, string];
  try {
    await rm(made, { recursive: true, force: true });
    const loadDataDir = new Blob([await buffer(dump)]);
    const client = await PGlite.create({ dataDir: made, loadDataDir, extensions });
    try {
      await client.exec(`${SETTINGS};${demanded(contents)}`);
    } finally {
      await client.close();
    }
    if (existsSync(folder)) await rename(folder, before);
    await rename(made, folder);
    await rm(before, { recursive: true, force: true });
  } finally {
    await rm(made, { recursive: true, force: true });
    unlock();
  }
}

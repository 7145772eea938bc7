import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { dropUnfinished, endExchange, exchangedIn, holdsDatabase, lockFolder } from "../embedded";
import { type Contents, demanded, type Found, readContents, readMigrations, SETTINGS } from "./contents";

const extensions = { pg_trgm };

/** The embedded database's own dump, a .tar.gz, and what is in it. Throws one line while a program has the folder. */
export async function dumpEmbedded<Result>(
  dataDir: string,
  write: (found: Found) => Promise<Result>,
): Promise<Result> {
  if (!holdsDatabase(dataDir)) throw new Error(`there is no database in ${dataDir}`);
  const unlock = await lockFolder(dataDir);
  endExchange(dataDir);
  const client = await PGlite.create({ dataDir: exchangedIn(dataDir).folder, extensions });
  try {
    await client.exec(SETTINGS);
    const contents = await readContents((text) => client.query(text));
    const migrations = await readMigrations((text) => client.query(text));
    const dump = await client.dumpDataDir("gzip");
    const at = new Date().toISOString();
    return await write({ at, contents, migrations, dump: Readable.fromWeb(dump.stream() as ReadableStream) });
  } finally {
    await client.close();
    unlock();
  }
}

/** As `restorePostgres`: the database has its place only once it is whole. */
export async function restoreEmbedded(dataDir: string, dump: Readable, contents: Contents): Promise<void> {
  const unlock = await lockFolder(dataDir);
  const { folder, made, replaced } = exchangedIn(dataDir);
  try {
    endExchange(dataDir);
    dropUnfinished(dataDir);
    const loadDataDir = new Blob([await buffer(dump)]);
    const client = await PGlite.create({ dataDir: made, loadDataDir, extensions });
    try {
      await client.exec(`${SETTINGS};${demanded(contents)}`);
    } finally {
      await client.close();
    }
    if (existsSync(folder)) await rename(folder, replaced);
    await rename(made, folder);
    // What cannot be removed is left to the next opening: the restore is done.
    await rm(replaced, { recursive: true, force: true }).catch(() => {});
  } finally {
    await rm(made, { recursive: true, force: true });
    unlock();
  }
}

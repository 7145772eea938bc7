import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { drizzle } from "drizzle-orm/pglite";
import { lockDirectory } from "./directory-lock";
import { type Db, DRIZZLE } from "./drizzle";
import { migrate } from "./migrate";

/** PGlite in this process, migrated. `dataDir` undefined keeps everything in memory. Throws one line. */
export async function openEmbedded(dataDir?: string): Promise<{ db: Db; close: () => Promise<void> }> {
  if (!dataDir) return open();
  const unlock = await lockFolder(dataDir);
  try {
    const { db, close } = await openFolder(dataDir);
    return { db, close: () => close().finally(unlock) };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function lockFolder(dataDir: string): Promise<() => void> {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return await lockDirectory(dataDir);
  } catch (error) {
    throw folderFault(dataDir, error) ?? error;
  }
}

/** PGlite throws system errors as WASI numbers without a name. */
const WASI: Record<number, string> = { 2: "EACCES", 51: "ENOSPC", 54: "ENOTDIR", 63: "EPERM", 69: "EROFS" };

/** One line on a system error with a folder; undefined for other errors. */
export function folderFault(folder: string, error: unknown): Error | undefined {
  const { name, code, syscall, errno = 0 } = error as NodeJS.ErrnoException;
  if (!syscall && name !== "ErrnoError") return undefined;
  const told = syscall ? code : (WASI[errno] ?? `errno ${errno}`);
  const mend = told === "ENOSPC" ? "Make room on its disk" : "Make it one that this user may write to";
  return new Error(`The folder ${folder} cannot be used (${told}). ${mend}, or set DATA_DIR to another.`, {
    cause: error,
  });
}

/**
 * Opens the database in a folder. A mark beside a new one stays until it is complete; one with a mark is made again.
 */
async function openFolder(dataDir: string): ReturnType<typeof open> {
  const folder = join(dataDir, "database");
  const mark = join(dataDir, "database.unfinished");
  if (existsSync(mark)) rmSync(folder, { recursive: true, force: true });
  else if (!existsSync(folder)) writeFileSync(mark, "");
  const opened = await open(folder).catch((error) => {
    const fault = folderFault(folder, error);
    if (fault) throw fault;
    throw new Error(
      `The embedded database in ${folder} could not be opened: ${error?.message ?? error}. If nothing in it is needed, delete that folder and start again.`,
      { cause: error },
    );
  });
  rmSync(mark, { force: true });
  return opened;
}

async function open(folder?: string) {
  const client = await PGlite.create({ dataDir: folder, extensions: { pg_trgm } });
  const db = drizzle({ client, ...DRIZZLE }) as unknown as Db;
  await migrate(db);
  return { db, close: () => client.close() };
}

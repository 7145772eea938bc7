import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PGlite, type Transaction } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import type { Logger } from "drizzle-orm/logger";
import { drizzle } from "drizzle-orm/pglite";
import { lockDirectory } from "./directory-lock";
import { makeFolder } from "./folder";
import { type Db, DRIZZLE } from "./drizzle";
import { migrate } from "./migrate";
import type { Opened } from "./postgres";
import { type ScopedDatabase, settingsOf, withClient } from "./scope";
import { tell } from "./tell";

/** PGlite in this process, migrated. `dataDir` undefined keeps everything in memory. Throws one line. */
export async function openEmbedded(dataDir?: string): Promise<Opened & { close: () => Promise<void> }> {
  if (!dataDir) return open();
  const unlock = await lockFolder(dataDir);
  try {
    const { close, ...opened } = await openFolder(dataDir);
    return { ...opened, close: () => close().finally(unlock) };
  } catch (error) {
    unlock();
    throw error;
  }
}

export async function lockFolder(dataDir: string): Promise<() => void> {
  try {
    makeFolder(dataDir);
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

/** Where a restore makes a database, and where it puts the one that was there, until the new one has its place. */
export const exchangedIn = (dataDir: string) => ({
  folder: join(dataDir, "database"),
  made: join(dataDir, "database.restoring"),
  replaced: join(dataDir, "database.replaced"),
});

export function holdsDatabase(dataDir: string): boolean {
  const { folder, replaced } = exchangedIn(dataDir);
  return existsSync(/* turbopackIgnore: true */ folder) || existsSync(/* turbopackIgnore: true */ replaced);
}

/** Ends the exchange of a restore that was killed within it, and says so. For the holder of the folder's lock. */
export function endExchange(dataDir: string): void {
  const { folder, made, replaced } = exchangedIn(dataDir);
  // The build must not take all of the project along since the folder is known only when it runs.
  if (existsSync(/* turbopackIgnore: true */ replaced) && !existsSync(/* turbopackIgnore: true */ folder)) {
    // The old one is moved only once the new one is whole.
    const isMade = existsSync(/* turbopackIgnore: true */ made);
    renameSync(isMade ? made : replaced, folder);
    const used = isMade
      ? "the restored database has its place now"
      : "the database from before it is back; restore again";
    tell("warn", `A restore in ${dataDir} was interrupted: ${used}.`);
  }
  for (const left of [made, replaced]) rmSync(left, { recursive: true, force: true });
}

/** Removes a database that was not made to its end, and its mark. */
export function dropUnfinished(dataDir: string): void {
  const mark = markIn(dataDir);
  if (!existsSync(mark)) return;
  rmSync(exchangedIn(dataDir).folder, { recursive: true, force: true });
  rmSync(mark);
}

const markIn = (dataDir: string) => join(dataDir, "database.unfinished");

/**
 * Opens the database in a folder. A mark beside a new one stays until it is complete; one with a mark is made again.
 */
async function openFolder(dataDir: string): ReturnType<typeof open> {
  endExchange(dataDir);
  dropUnfinished(dataDir);
  const { folder } = exchangedIn(dataDir);
  const mark = markIn(dataDir);
  if (!existsSync(/* turbopackIgnore: true */ folder)) writeFileSync(mark, "");
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
  const opened = openedIn(client);
  await migrate(opened.db);
  return { ...opened, close: () => client.close() };
}

/** Drizzle on a PGlite, as its owner and for those who ask. */
export function openedIn(client: PGlite, logger?: Logger): Opened {
  const db = drizzle({ client, ...DRIZZLE, logger }) as unknown as Db;
  const as: ScopedDatabase = (scope) => {
    const first = settingsOf(scope);
    const query = (...statement: Parameters<PGlite["query"]>) =>
      client.transaction(async (tx) => {
        await tx.exec(first);
        return tx.query(...statement);
      });
    return withClient(db, { query }, (work) =>
      db.transaction(async (tx) => {
        const { session } = tx as unknown as { session: { client: Transaction } };
        await session.client.exec(first);
        return work(tx);
      }),
    );
  };
  return { db, as };
}

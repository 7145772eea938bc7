/** Saves the database in one file: npm run backup. With BACKUP_KEEP_DAYS older ones of ours are deleted. */
import { readdir, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { version } from "../package.json";
import { backupName, begunAt, PARTIAL, writeBackup } from "@/db/backup/backup-file";
import type { Found } from "@/db/backup/contents";
import { dumpEmbedded } from "@/db/backup/embedded-backup";
import { dumpPostgres } from "@/db/backup/postgres-backup";
import { failureLine } from "@/db/failure";
import { makeFolder } from "@/db/folder";
import { backupFolder, env } from "@/lib/env";

const DAY_MS = 86_400_000;

async function main() {
  const folder = backupFolder(env);
  try {
    makeFolder(folder);
  } catch (error) {
    throw new Error(`BACKUP_DIR is no folder that can be used: ${(error as Error).message}`);
  }
  await dropPartial(folder);
  const begun = new Date();
  const file = join(folder, backupName(begun));
  const stop = new AbortController();
  const keep = { version, publicKey: env.BACKUP_PUBLIC_KEY, signal: stop.signal };
  const write = ({ dump, ...found }: Found) => {
    // Before there is a file, a signal ends the process as ever.
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.on(signal, () => stop.abort(new Error(`interrupted by ${signal}`)));
    return writeBackup(file, { ...found, kind: env.DATABASE_URL ? "postgresql" : "embedded" }, dump, keep);
  };
  const { contents, sealed } = env.DATABASE_URL
    ? await dumpPostgres(env.DATABASE_URL, write)
    : await dumpEmbedded(resolve(env.DATA_DIR), write);
  const { size } = await stat(file);
  const rows = (table: string) => contents[`public.${table}`]?.rows ?? 0;
  process.stdout.write(
    `${file}: ${rows("cases")} cases, ${rows("history_events")} events, ${size} bytes, ${sealed ? "encrypted" : "not encrypted"}, ${Math.round((Date.now() - begun.getTime()) / 1_000)} s\n`,
  );
  if (env.BACKUP_KEEP_DAYS) await clearUp(folder, file, env.BACKUP_KEEP_DAYS);
}

/** Deletes what killed backups left. It comes first: where each is killed they would fill the disk. */
async function dropPartial(folder: string) {
  for (const name of await readdir(folder)) {
    const begun = name.endsWith(PARTIAL) ? begunAt(name.slice(0, -PARTIAL.length)) : undefined;
    // A younger one may be of a backup that is being made.
    if (!begun || Date.now() - begun.getTime() < DAY_MS) continue;
    await rm(join(folder, name), { force: true });
    process.stdout.write(`${name} deleted: it was never completed\n`);
  }
}

/** Deletes our backups that are older than so many days; the newest stays, however old. */
async function clearUp(folder: string, newest: string, days: number) {
  const oldest = new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
  for (const name of await readdir(folder)) {
    const day = begunAt(name)?.toISOString().slice(0, 10);
    if (!day || day >= oldest || join(folder, name) === newest) continue;
    await rm(join(folder, name));
    process.stdout.write(`${name} deleted: older than ${days} days\n`);
  }
}

main().catch((error) => {
  process.stderr.write(`The database could not be saved: ${failureLine(error, env.DATABASE_URL)}\n`);
  process.exit(1);
});

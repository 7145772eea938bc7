/** How the doctor finds the disks and the backups. */
import "server-only";
import { readdir, stat, statfs } from "node:fs/promises";
import { join, resolve } from "node:path";
import { begunAt, NoBackup, readManifest } from "@/db/backup/backup-file";
import { backupFolder } from "@/lib/env";
import { error, type Look, ok, says, type Settings, warning } from "./finding";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A daily backup may be late by so much. */
const BACKUP_HOURS = 26;
/** In bytes, on a disk that we write to. */
const LEAST_FREE = 1_000_000_000;

export async function disk(settings: Settings): Promise<Look[]> {
  const { DATABASE_URL, DATA_DIR } = settings;
  const folders = [...(DATABASE_URL ? [] : [resolve(DATA_DIR)]), backupFolder(settings)];
  const found: Look[] = [];
  for (const folder of folders) {
    const free = await statfs(folder).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => null,
    );
    if (free === null) continue;
    const told = { folder, free: Number((free / 1e9).toFixed(1)) };
    found.push(free < LEAST_FREE ? error("disk", says("diskFull", told)) : ok("disk", says("disk", told)));
  }
  return found;
}

type Content =
  /** `isSealed`: whether it is encrypted. */
  | { kind: "backup"; isSealed: boolean }
  | { kind: "none" }
  /** Perhaps a good one: another user's, or a newer version's. */
  | { kind: "unread"; fault: string };

/** The newest of our files in BACKUP_DIR, and what it holds. Throws where that is no folder that can be read. */
export async function newestBackup(settings: Pick<Settings, "BACKUP_DIR">) {
  const folder = backupFolder(settings);
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    throw cause;
  });
  const [newest] = names
    .flatMap((name) => {
      const begun = begunAt(name);
      return begun ? [{ name, begun }] : [];
    })
    .sort((a, b) => b.begun.getTime() - a.begun.getTime());
  if (!newest) return undefined;
  const { name, begun } = newest;
  const file = join(folder, name);
  const { size } = await stat(file);
  const hours = Math.max(0, Math.floor((Date.now() - begun.getTime()) / HOUR_MS));
  return { name, size, hours, content: await contentOf(file, size) };
}

async function contentOf(file: string, size: number): Promise<Content> {
  try {
    const { manifest, start } = await readManifest(file);
    return size > start ? { kind: "backup", isSealed: Boolean(manifest.sealed) } : { kind: "none" };
  } catch (cause) {
    return cause instanceof NoBackup ? { kind: "none" } : { kind: "unread", fault: (cause as Error).message };
  }
}

/** `since` is when the system was taken into use, where that is known. */
export async function backup(settings: Settings, since: Date | undefined): Promise<Look[]> {
  const folder = backupFolder(settings);
  const newest = await newestBackup(settings).catch((cause: Error) => ({ fault: cause.message }));
  if (newest && "fault" in newest)
    return [
      error("backup", says("backupUnreadable", { folder, fault: newest.fault })),
      ...unsealed(settings),
    ];
  if (!newest) {
    const days = since ? (Date.now() - since.getTime()) / DAY_MS : 0;
    const isLate = settings.BACKUP_DIR !== undefined && days * 24 >= BACKUP_HOURS;
    const missing = isLate
      ? error("backup", says("backupMissing", { folder, days: Math.floor(days) }))
      : warning("backup", says("noBackup", { folder }));
    return [missing, ...unsealed(settings)];
  }
  const { content, ...told } = newest;
  if (content.kind === "none") return [error("backup", says("backupBroken", told)), ...unsealed(settings)];
  const isOld = newest.hours >= BACKUP_HOURS;
  if (content.kind === "unread") {
    return [
      ...(isOld ? [error("backup", says("backupOld", told))] : []),
      warning("backup", says("backupUnread", { ...told, fault: content.fault })),
      ...unsealed(settings),
    ];
  }
  return [
    isOld ? error("backup", says("backupOld", told)) : ok("backup", says("backup", told)),
    ...(content.isSealed ? [] : [warning("backupKey", says("backupOpen", told))]),
  ];
}

/** The key is the backup's own setting, and may be another process's; it is all that is known without a backup to read. */
const unsealed = ({ BACKUP_PUBLIC_KEY }: Settings): Look[] =>
  BACKUP_PUBLIC_KEY ? [] : [warning("backupKey", says("noBackupKey"))];

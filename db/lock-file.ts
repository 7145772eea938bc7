import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { codeOf, type Holder, holderIn, unlessFailing } from "./lock-holder";

/** A lock file; `successor` is the name of the file that takes it over. */
export type Lock = { path: string; text: string; mtimeMs: number; holder?: Holder; successor: string };

/**
 * The lock file and the take-over files after it. A take-over file is named after the lock that it replaces, so that
 * only one of several processes that find a stale lock can create it. The owner of the last file holds the directory.
 */
export function locksOf(file: string): Lock[] {
  const locks: Lock[] = [];
  for (let path = file; ; path = locks.at(-1)?.successor ?? file) {
    let fd: number;
    try {
      fd = openSync(path, "r");
    } catch (error) {
      if (codeOf(error) === "ENOENT") return locks;
      throw error;
    }
    try {
      const { mtimeMs } = fstatSync(fd);
      const text = readFileSync(fd, "utf8");
      const holder = holderIn(text);
      const successor = `${file}.${holder?.token ?? Math.floor(mtimeMs)}`;
      locks.push({ path, text, mtimeMs, holder, successor });
      if (locks.some((lock) => lock.path === successor))
        throw new Error(`${file} has been copied to ${successor}. Delete the copy.`);
    } finally {
      closeSync(fd);
    }
  }
}

/** Creates a lock file; false when there is one. */
export function create(path: string, holder: Holder): boolean {
  let fd: number;
  try {
    fd = openSync(path, "wx", 0o600);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  try {
    writeFileSync(fd, JSON.stringify(holder));
    return true;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** Renames the newest lock to the lock file. Works from the last to the first, so that there is always a valid lock. */
export function clearBehind(file: string, locks: readonly Lock[], newest: string): void {
  let at = newest;
  for (const { path } of locks.toReversed()) {
    unlessFailing(() => renameSync(at, path));
    at = path;
  }
}

/** Deletes the take-over files of processes that were killed during a take-over. */
export function removeLeftovers(file: string, me: Holder): void {
  for (const name of readdirSync(dirname(file))) {
    const isLeftover = name.startsWith(`${basename(file)}.`) && name !== `${basename(file)}.${me.token}`;
    if (isLeftover) rmSync(join(dirname(file), name), { force: true });
  }
}

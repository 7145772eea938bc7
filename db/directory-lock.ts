import { randomUUID } from "node:crypto";
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** How often a holder shows that it lives, how often a waiting process looks, and how often in vain until it takes over. */
const PACE = { beatMs: 1_000, lookMs: 250, looks: 120 };
/** After so many looks it is time to say what we wait for. */
const SOON = 4;

type Holder = {
  token: string;
  pid: number;
  host: string;
  /** Where there is /proc: this run of the machine with the namespace that the pid counts in, and the process' start. */
  place?: string;
  started?: string;
};
type Lock = { path: string; text: string; mtimeMs: number; holder?: Holder; successor: string };

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
const tell = (line: string) => process.stderr.write(`${line}\n`);

function unlessFailing<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** State and start of a process; the command before them may hold blanks and brackets of its own. */
function processOf(pid: number | "self"): { state?: string; started?: string } | undefined {
  const stat = unlessFailing(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields && { state: fields[0], started: fields[19] };
}

function thisProcess(): Holder {
  const me = { token: randomUUID(), pid: process.pid, host: hostname() };
  return (
    unlessFailing(() => {
      // In a namespace that kept another one's /proc the numbers there are not ours.
      if (readlinkSync("/proc/self") !== String(process.pid)) return me;
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      const place = `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
      return { ...me, place, started: processOf("self")?.started };
    }) ?? me
  );
}

const TOKEN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function holderIn(text: string): Holder | undefined {
  const holder = unlessFailing(() => JSON.parse(text) as Holder | null);
  const isHolder =
    TOKEN.test(String(holder?.token)) && Number.isInteger(holder?.pid) && Number(holder?.pid) > 0;
  return isHolder && holder ? holder : undefined;
}

/**
 * The lock file and the take-over files behind it. A take-over file is named after the lock that it replaces, so that
 * only one of several processes that find a stale lock can create it. The owner of the last file holds the directory.
 */
function locksOf(file: string): Lock[] {
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
function create(path: string, holder: Holder): boolean {
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

const numberIn = (text: string) => (/^\s*[1-9]\d{0,9}\s*$/.test(text) ? Number(text) : undefined);

/** Whether the process that wrote a lock still runs. Unclear where its number says nothing here. */
function fateOf({ text, holder }: Lock, me: Holder): "alive" | "dead" | "unclear" {
  // Before there were tokens a lock was a number alone, and its holder gives no other sign of life.
  const pid = holder?.pid ?? numberIn(text);
  const isAmongOurs =
    !holder ||
    (holder.place ? holder.place === me.place : holder.host === me.host && process.platform !== "linux");
  if (pid === undefined || !isAmongOurs) return "unclear";
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return "dead";
    if (codeOf(error) !== "EPERM") return "unclear";
  }
  if (!holder) return "alive";
  const found = holder.started ? processOf(pid) : undefined;
  if (!found?.started) return "unclear";
  // A killed process keeps its number until its parent has asked for it.
  return found.started === holder.started && !/[ZX]/.test(found.state ?? "") ? "alive" : "dead";
}

const nameOf = ({ holder, text }: Lock) =>
  holder ? `process ${holder.pid} on ${holder.host}` : `process ${numberIn(text) ?? "(unknown)"}`;

function refusal(directory: string, lock: Lock): Error {
  const unsure = lock.holder ? "" : ` If that is no process of Projekter, delete ${lock.path}.`;
  return new Error(
    `The embedded database in ${directory} is in use by ${nameOf(lock)}, says ${lock.path}. Stop it, or set DATA_DIR to another folder.${unsure}`,
  );
}

function endProcess(line: string): void {
  tell(line);
  // Closing the database would write to files that are another's by now.
  process.exit(1);
}

/**
 * Keeps a second process out of an embedded database, which would lose the data of both. Gives the function that
 * unlocks; throws one line when somebody holds the directory. The lock of a process that is gone is taken over, at
 * once where that can be known (same machine, same namespace), else when it has given no sign of life for half a
 * minute. A holder that finds its lock gone calls `lost`, which ends the process.
 */
export async function lockDirectory(
  directory: string,
  { lost = endProcess, pace = PACE }: { lost?: (line: string) => void; pace?: typeof PACE } = {},
): Promise<() => void> {
  const file = join(directory, "lock");
  const me = thisProcess();
  const holds = () => locksOf(file).at(-1)?.holder?.token === me.token;
  let watched: Lock | undefined;
  let looks = 0;
  for (;;) {
    const locks = locksOf(file);
    const last = locks.at(-1);
    const fate = last ? fateOf(last, me) : "dead";
    if (last && fate === "alive") throw refusal(directory, last);
    if (last && fate === "unclear") {
      if (watched?.text !== last.text) {
        watched = last;
        looks = 0;
      } else if (watched.mtimeMs !== last.mtimeMs) throw refusal(directory, last);
      // A process that has just created its lock may not have written into it yet.
      if (looks === SOON)
        tell(
          `${last.path} belongs to ${nameOf(last)}; looking for ${Math.ceil((pace.looks * pace.lookMs) / 1_000)} s whether it is still alive …`,
        );
      // Looks are counted instead of time: the machine may have been suspended.
      looks += 1;
      if (looks <= pace.looks) {
        await pause(pace.lookMs);
        continue;
      }
    }
    const path = last?.successor ?? file;
    if (!create(path, me)) {
      await pause(pace.lookMs / 10);
      continue;
    }
    // Somebody may have followed the same lock and cleared away behind himself before we created ours.
    if (!holds()) {
      rmSync(path, { force: true });
      continue;
    }
    clearBehind(file, locks, path);
    if (holds()) break;
  }
  removeLeftovers(file, me);

  const timer = setInterval(() => {
    try {
      if (holds()) utimesSync(file, new Date(), new Date());
      else {
        clearInterval(timer);
        lost(`${file} is no longer this process's: stopping without another write to ${directory}.`);
      }
    } catch {
      // What cannot be read for the moment is not lost.
    }
  }, pace.beatMs).unref();

  const unlock = () => {
    clearInterval(timer);
    process.removeListener("exit", unlock);
    unlessFailing(() => {
      // We follow ourselves, so that nobody else does while the file is removed.
      const successor = `${file}.${me.token}`;
      if (!holds() || !create(successor, { ...me, token: randomUUID() })) return;
      rmSync(file);
      rmSync(successor);
    });
  };
  process.once("exit", unlock);
  return unlock;
}

/** Renames the newest lock to the lock file. Works from the last to the first, so that there is always a valid lock. */
function clearBehind(file: string, locks: readonly Lock[], newest: string): void {
  let at = newest;
  for (const { path } of locks.toReversed()) {
    unlessFailing(() => renameSync(at, path));
    at = path;
  }
}

/** What processes left that were killed within a take-over; it follows locks that are gone. */
function removeLeftovers(file: string, me: Holder): void {
  for (const name of readdirSync(dirname(file))) {
    const isLeftover = name.startsWith(`${basename(file)}.`) && name !== `${basename(file)}.${me.token}`;
    if (isLeftover) rmSync(join(dirname(file), name), { force: true });
  }
}

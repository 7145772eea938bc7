import { randomUUID } from "node:crypto";
import { rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { clearBehind, create, type Lock, locksOf, removeLeftovers } from "./lock-file";
import { fateOf, type Holder, numberIn, thisProcess, unlessFailing } from "./lock-holder";
import { tell } from "./tell";

/**
 * The holder touches its lock every `beatMs`; a waiting process looks every `lookMs`, `looks` times, before it takes
 * over.
 */
const PACE = { beatMs: 1_000, lookMs: 250, looks: 120 };
/** After so many looks a line says what the process waits for. */
const SOON = 4;

const nameOf = ({ holder, text }: Lock) =>
  holder ? `process ${holder.pid} on ${holder.host}` : `process ${numberIn(text) ?? "(unknown)"}`;

function refusal(directory: string, lock: Lock): Error {
  const unsure = lock.holder ? "" : ` If that is no process of Projekter, delete ${lock.path}.`;
  return new Error(
    `The embedded database in ${directory} is in use by ${nameOf(lock)}, says ${lock.path}. Stop it, or set DATA_DIR to another folder.${unsure}`,
  );
}

function endProcess(line: string): void {
  tell("error", line);
  // Without closing the database, which would write to files that another process has by now.
  process.exit(1);
}

/**
 * Locks the directory of an embedded database, whose data two processes would destroy. Gives the function that unlocks;
 * throws one line when another process holds the lock. The lock of a dead process is taken over, at once where its death
 * is certain (same machine and pid namespace), otherwise when it has not been touched for half a minute. A holder that
 * finds its lock gone calls `lost`, which ends the process.
 */
export async function lockDirectory(
  directory: string,
  { lost = endProcess, pace = PACE }: { lost?: (line: string) => void; pace?: typeof PACE } = {},
): Promise<() => void> {
  const file = join(directory, "lock");
  const me = thisProcess();
  const holds = () => isHeldBy(file, me);
  await takeLock(directory, file, me, pace);
  removeLeftovers(file, me);

  const timer = setInterval(() => {
    try {
      if (holds()) utimesSync(file, new Date(), new Date());
      else {
        clearInterval(timer);
        lost(`${file} is no longer this process's: stopping without another write to ${directory}.`);
      }
    } catch {
      // A lock that cannot be read for the moment is not lost.
    }
  }, pace.beatMs).unref();

  const unlock = () => {
    clearInterval(timer);
    process.removeListener("exit", unlock);
    unlessFailing(() => {
      // Our own take-over file keeps others from taking over while the lock is removed.
      const successor = `${file}.${me.token}`;
      if (!holds() || !create(successor, { ...me, token: randomUUID() })) return;
      rmSync(file);
      rmSync(successor);
    });
  };
  process.once("exit", unlock);
  return unlock;
}

const isHeldBy = (file: string, { token }: Holder) => locksOf(file).at(-1)?.holder?.token === token;

/** Waits until this process holds the lock, or throws the refusal. */
async function takeLock(directory: string, file: string, me: Holder, pace: typeof PACE): Promise<void> {
  const holds = () => isHeldBy(file, me);
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
      // A process that has just created its lock may not have written to it yet.
      if (looks === SOON)
        tell(
          "warn",
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
    // Another process may have taken over the same lock, and renamed its file, before we created ours.
    if (!holds()) {
      rmSync(path, { force: true });
      continue;
    }
    clearBehind(file, locks, path);
    if (holds()) return;
  }
}

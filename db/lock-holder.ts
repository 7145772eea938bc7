import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** The process that holds a lock, as the lock file says. */
export type Holder = {
  token: string;
  pid: number;
  host: string;
  /** On Linux: the boot id with the pid namespace, and the start time of the process. */
  place?: string;
  started?: string;
};

/** The result of `read`, or undefined when it throws. */
export function unlessFailing<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

export const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/**
 * State and start time of a process; undefined without /proc. The command in front of them may hold blanks and brackets.
 */
function processOf(pid: number | "self"): { state?: string; started?: string } | undefined {
  const stat = unlessFailing(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields && { state: fields[0], started: fields[19] };
}

/** This process as a holder, with a new token. */
export function thisProcess(): Holder {
  const me = { token: randomUUID(), pid: process.pid, host: hostname() };
  return (
    unlessFailing(() => {
      // In a container that sees the /proc of its host the pids are not ours.
      if (readlinkSync("/proc/self") !== String(process.pid)) return me;
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      const place = `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
      return { ...me, place, started: processOf("self")?.started };
    }) ?? me
  );
}

const TOKEN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The holder in the text of a lock file; undefined when it is incomplete or older. */
export function holderIn(text: string): Holder | undefined {
  const holder = unlessFailing(() => JSON.parse(text) as Holder | null);
  const isHolder =
    TOKEN.test(String(holder?.token)) && Number.isInteger(holder?.pid) && Number(holder?.pid) > 0;
  return isHolder && holder ? holder : undefined;
}

/** The pid in a lock file from before there were tokens, which held nothing else. */
export const numberIn = (text: string) => (/^\s*[1-9]\d{0,9}\s*$/.test(text) ? Number(text) : undefined);

/** Whether the process that wrote a lock still runs; `unclear` when its pid cannot be looked up here. */
export function fateOf(
  { text, holder }: { text: string; holder?: Holder },
  me: Holder,
): "alive" | "dead" | "unclear" {
  // An older lock holds a pid alone, and its holder does not touch the file.
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
  // A killed process keeps its pid until its parent has waited for it.
  return found.started === holder.started && !/[ZX]/.test(found.state ?? "") ? "alive" : "dead";
}

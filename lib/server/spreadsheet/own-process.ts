import "server-only";
import { type ChildProcess, fork } from "node:child_process";
import { setPriority } from "node:os";
import { join } from "node:path";
import { tell } from "@/db/tell";

/** Priority as for nice(1), -20 to 19: the server itself comes first. */
const NICE = 10;
/** How long an idle process is kept; a warm one works twice as fast. */
const KEPT_SECONDS = 60;
/** The message of a script that has received an order and begins to work on it. */
const BEGUN = "begun";

/** The running processes, which end with the server. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** No answer came: the process could not be started, ended by a signal or a code, or took too long. */
export class NoAnswer extends Error {
  constructor(
    readonly reason: "not_started" | "signal" | "code" | "timeout",
    /** Whether it had begun on the order. */
    readonly hasBegun = false,
  ) {
    super(`a process for workbooks gave no answer: ${reason}`);
    this.name = "NoAnswer";
  }
}

/**
 * Processes that run a script of this folder, with their own memory and without the server's environment. They are no
 * threads: Node.js 20 crashes when a thread ends while its code is being compiled.
 */
export class OwnProcesses {
  private readonly script: string;
  private readonly idle: { child: ChildProcess; timer: NodeJS.Timeout }[] = [];

  constructor(
    name: string,
    private readonly heapMiB: number,
    /** How long one answer may take. */
    private readonly patienceSeconds: number,
    /** Further options of V8. */
    private readonly options: readonly string[] = [],
  ) {
    // The scripts are not bundled, so the path is the same everywhere.
    this.script = join(process.cwd(), "lib", "server", "spreadsheet", name);
  }

  /**
   * Gives the first order to an idle or a new process, which is the caller's until `keep` or `end`. When an idle one has
   * ended meanwhile, a new one gets the order. Throws `NoAnswer`.
   */
  async begin<Answer>(order: object): Promise<{ child: ChildProcess; answer: Answer }> {
    const kept = this.idle.pop();
    if (kept) {
      clearTimeout(kept.timer);
      kept.child.ref();
      kept.child.channel?.ref();
      try {
        return { child: kept.child, answer: await this.tell(kept.child, order) };
      } catch (error) {
        if (!(error instanceof NoAnswer) || error.hasBegun) throw error;
      }
    }
    const child = this.start();
    return { child, answer: await this.tell(child, order) };
  }

  /** Sends an order and gives the answer. A process that does not answer in time is ended. Throws `NoAnswer`. */
  tell<Answer>(child: ChildProcess, order: object): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      let hasBegun = false;
      const settle = (act: () => void) => {
        clearTimeout(timer);
        child.off("message", onMessage).off("exit", onExit).off("error", onError);
        act();
      };
      const fail = (reason: NoAnswer["reason"]) => settle(() => reject(new NoAnswer(reason, hasBegun)));
      const onMessage = (told: unknown) => {
        if (told === BEGUN) hasBegun = true;
        else settle(() => resolve(told as Answer));
      };
      const onExit = (_: number | null, signal: string | null) => fail(signal ? "signal" : "code");
      const onError = () => fail("not_started");
      const timer = setTimeout(() => {
        this.end(child);
        fail("timeout");
      }, this.patienceSeconds * 1000);
      child.on("message", onMessage).on("exit", onExit).on("error", onError);
      // A process that never started has no channel.
      if (child.pid === undefined) fail("not_started");
      else if (child.exitCode !== null || child.signalCode !== null) onExit(null, child.signalCode);
      // Sending fails only when the process ends, which `exit` tells.
      else child.send(order, () => {});
    });
  }

  /** Gives a process back after its work, for the next caller. */
  keep(child: ChildProcess): void {
    if (!child.connected) return;
    child.unref();
    child.channel?.unref();
    const drop = () => {
      this.idle.splice(this.idle.indexOf(entry), 1);
      this.end(child);
    };
    const entry = { child, timer: setTimeout(drop, KEPT_SECONDS * 1000).unref() };
    this.idle.push(entry);
  }

  end(child: ChildProcess): void {
    // Without a pid, kill would signal the server's own process group.
    if (child.pid === undefined) return;
    child.unref();
    child.kill("SIGKILL");
  }

  private start(): ChildProcess {
    const child = this.forked();
    lowerPriority(child.pid);
    // A waiting caller learns of it by `exit`; an idle process may end unnoticed.
    child.on("error", (error) => child.pid === undefined && tellNotStarted(error));
    if (child.pid !== undefined) running.add(child);
    child.on("exit", () => {
      running.delete(child);
      const at = this.idle.findIndex((entry) => entry.child === child);
      if (at >= 0) clearTimeout(this.idle.splice(at, 1)[0]?.timer);
    });
    return child;
  }

  /** Some system errors of fork are thrown, others are an `error` event of a process without a pid. */
  private forked(): ChildProcess {
    try {
      return fork(/* turbopackIgnore: true */ this.script, {
        execArgv: [`--max-old-space-size=${this.heapMiB}`, ...this.options],
        env: { NODE_ENV: process.env.NODE_ENV, ...SMALL },
        serialization: "advanced",
        stdio: ["ignore", "ignore", "ignore", "ipc"],
      });
    } catch (error) {
      tellNotStarted(error as Error);
      throw new NoAnswer("not_started");
    }
  }
}

/** What glibc is told: to give large blocks back at once. */
const SMALL = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "131072", MALLOC_TRIM_THRESHOLD_: "131072" };

/** Lowers the priority of a process, where the system allows it. */
function lowerPriority(pid: number | undefined) {
  try {
    if (pid) setPriority(pid, NICE);
  } catch {}
}

const tellNotStarted = ({ message }: Error) =>
  tell("error", `No process for workbooks could be started: ${message}`);

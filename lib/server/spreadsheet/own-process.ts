import "server-only";
import { type ChildProcess, fork } from "node:child_process";
import { setPriority } from "node:os";
import { join } from "node:path";

/** The server itself comes first where there are too few processors (nice, from -20 to 19). */
const NICE = 10;
/** One that has warmed up works twice as fast. */
const KEPT_SECONDS = 60;
/** What a script says when it has been given an order, before it works on it. */
const BEGUN = "begun";

/** The server's end is theirs as well, also in the middle of a file that takes for ever. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** No answer came: no process could be started, it ended by a signal or with a code, or it took too long. */
export class NoAnswer extends Error {
  constructor(
    readonly reason: "not_started" | "signal" | "code" | "timeout",
    /** Whether it had been given the order. */
    readonly hasBegun = false,
  ) {
    super(`a process for workbooks gave no answer: ${reason}`);
    this.name = "NoAnswer";
  }
}

/**
 * Processes that each run one of the scripts beside this file, with memory of their own and none of the server's
 * environment. Not threads: where one of those ends while its code is being compiled, Node.js 20 ends as a whole.
 */
export class OwnProcesses {
  private readonly script: string;
  private readonly idle: { child: ChildProcess; timer: NodeJS.Timeout }[] = [];

  constructor(
    name: string,
    private readonly heapMiB: number,
    /** For one answer. */
    private readonly patienceSeconds: number,
  ) {
    // Not bundled: the same in development, in production and under test.
    this.script = join(process.cwd(), "lib", "server", "spreadsheet", name);
  }

  /**
   * Gives the first order to one that has nothing to do, which is the caller's until `keep` or `end`. One that was kept
   * may have ended meanwhile; then a new one is given it. Throws `NoAnswer`.
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

  /** Gives an order, and the answer to it. Whoever gives none in time is ended. Throws `NoAnswer`. */
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
      // One that was never started has no way to be sent anything.
      if (child.pid === undefined) fail("not_started");
      else if (child.exitCode !== null || child.signalCode !== null) onExit(null, child.signalCode);
      // What cannot be sent is sent to one that ends, of which `exit` tells.
      else child.send(order, () => {});
    });
  }

  /** Its work is done, and the next may have it. */
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
    // To end one that was never started would be to end the server's whole group of processes, the server with it.
    if (child.pid === undefined) return;
    child.unref();
    child.kill("SIGKILL");
  }

  private start(): ChildProcess {
    const child = this.forked();
    lowerPriority(child.pid);
    // Whoever waits for an answer is told by `exit`; an idle one that ends is nobody's concern.
    child.on("error", (error) => child.pid === undefined && tellNotStarted(error));
    if (child.pid !== undefined) running.add(child);
    child.on("exit", () => {
      running.delete(child);
      const at = this.idle.findIndex((entry) => entry.child === child);
      if (at >= 0) clearTimeout(this.idle.splice(at, 1)[0]?.timer);
    });
    return child;
  }

  /** Some faults of the system are thrown, others told as an event of a process that has no number. */
  private forked(): ChildProcess {
    try {
      return fork(/* turbopackIgnore: true */ this.script, {
        execArgv: [`--max-old-space-size=${this.heapMiB}`],
        env: { NODE_ENV: process.env.NODE_ENV },
        serialization: "advanced",
        stdio: ["ignore", "ignore", "ignore", "ipc"],
      });
    } catch (error) {
      tellNotStarted(error as Error);
      throw new NoAnswer("not_started");
    }
  }
}

/** Where the system forbids it, work goes on as before. */
function lowerPriority(pid: number | undefined) {
  try {
    if (pid) setPriority(pid, NICE);
  } catch {}
}

const tellNotStarted = ({ message }: Error) =>
  process.stderr.write(`No process for workbooks could be started: ${message}\n`);

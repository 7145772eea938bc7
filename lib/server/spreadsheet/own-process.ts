import "server-only";
import { type ChildProcess, fork } from "node:child_process";
import { setPriority } from "node:os";
import { join } from "node:path";

/** The server itself comes first where there are too few processors (nice, from -20 to 19). */
const NICE = 10;
/** One that has warmed up works twice as fast. */
const KEPT_SECONDS = 60;

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
  ) {
    // Not bundled: the same in development, in production and under test.
    this.script = join(process.cwd(), "lib", "server", "spreadsheet", name);
  }

  /** One that has nothing to do; it answers each message with one, until `keep` or `end`. */
  take(): ChildProcess {
    const kept = this.idle.pop();
    if (kept) clearTimeout(kept.timer);
    const child = kept?.child ?? this.start();
    child.ref();
    child.channel?.ref();
    return child;
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
    child.unref();
    child.kill("SIGKILL");
  }

  private start(): ChildProcess {
    const child = fork(/* turbopackIgnore: true */ this.script, {
      execArgv: [`--max-old-space-size=${this.heapMiB}`],
      env: { NODE_ENV: process.env.NODE_ENV },
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    lowerPriority(child.pid);
    // Whoever waits for an answer is told by `exit`; an idle one that ends is nobody's concern.
    child.on("error", () => {});
    child.on("exit", () => {
      const at = this.idle.findIndex((entry) => entry.child === child);
      if (at >= 0) clearTimeout(this.idle.splice(at, 1)[0]?.timer);
    });
    return child;
  }
}

/** Where the system forbids it, work goes on as before. */
function lowerPriority(pid: number | undefined) {
  try {
    if (pid) setPriority(pid, NICE);
  } catch {}
}

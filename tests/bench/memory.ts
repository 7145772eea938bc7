import { readFileSync, writeFileSync } from "node:fs";

const EVERY_MS = 25;

/** A process and all that it started. Linux alone has this. */
function treeOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
    return [pid, ...children.flatMap((child) => treeOf(Number(child)))];
  } catch {
    return [];
  }
}

const peakOf = (pid: number) => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

/** Runs `work`, and gives the peak memory of a process and all that it started meanwhile, in MiB; 0 where it cannot be read. */
export async function peakWhile<Result>(pid: number, work: () => Promise<Result>): Promise<[Result, number]> {
  for (const one of treeOf(pid)) writeFileSync(`/proc/${one}/clear_refs`, "5");
  let peak = 0;
  const look = () => {
    peak = Math.max(
      peak,
      treeOf(pid).reduce((sum, one) => sum + peakOf(one), 0),
    );
  };
  const timer = setInterval(look, EVERY_MS);
  try {
    const result = await work();
    look();
    return [result, Math.round(peak)];
  } finally {
    clearInterval(timer);
  }
}

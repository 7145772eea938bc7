import type { Finding } from "@/lib/server/operating/finding";

/** Writes a line for each and one for all; the exit code is 1 when one is an error. */
export function tellFindings(found: readonly Finding[]): void {
  const width = Math.max(15, ...found.map(({ about }) => about.length));
  for (const { about, state, line } of found)
    process.stdout.write(`${state.padEnd(8)} ${about.padEnd(width)} ${line}\n`);
  const count = (state: string) => found.filter((one) => one.state === state).length;
  const counted = (state: string) => `${count(state)} ${state}${count(state) === 1 ? "" : "s"}`;
  process.stdout.write(`${counted("error")}, ${counted("warning")}\n`);
  process.exitCode = count("error") > 0 ? 1 : 0;
}

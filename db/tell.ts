/** What the server in front keeps of itself for the whole process (lib/front); commands and tests have none of it. */
const front = globalThis as {
  projekterSay?: (level: "warn" | "error", line: string) => void;
  projekterRequest?: { exit: <Result>(work: () => Result) => Result };
};

/** A line of ours for the operator, which holds no personal data: in the server's log, or on standard error. */
export function tell(level: "warn" | "error", line: string): void {
  if (front.projekterSay) front.projekterSay(level, line);
  else process.stderr.write(`${line}\n`);
}

/** Begins what goes on after a request, or serves others too: its lines in the log are not that request's. */
export const outsideRequests = <Result>(work: () => Result): Result =>
  front.projekterRequest ? front.projekterRequest.exit(work) : work();

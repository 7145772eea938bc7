import { openDatabase } from "./client";
import { failureLine, mayComeBack } from "./failure";

type Settings = { DATABASE_URL?: string; DATA_DIR: string };

/**
 * Opens the process's database when the server starts. An error that only an operator can correct ends the process with
 * one line and code 1. When the database may become available by itself, or is newer than the program (as in a rolling
 * upgrade), a line is written and the process goes on; `/api/health` has the state.
 */
export async function openToServe(settings: Settings): Promise<void> {
  const { line, isFinal } = await openAndLook(settings);
  if (line) process.stderr.write(`${line}\n`);
  if (isFinal) process.exit(1);
}

async function openAndLook(settings: Settings): Promise<{ line: string | null; isFinal: boolean }> {
  try {
    const { state, line } = await (await openDatabase(settings)).migrations();
    return { line, isFinal: state === "behind" || state === "differs" };
  } catch (error) {
    const line = failureLine(error, settings.DATABASE_URL);
    return { line, isFinal: !settings.DATABASE_URL || !mayComeBack(error) };
  }
}

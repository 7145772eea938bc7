import { openDatabase } from "./client";
import { failureLine, mayComeBack } from "./failure";

type Settings = { DATABASE_URL?: string; DATA_DIR: string };

/**
 * Opens the process's database as the server starts. What only an operator can mend ends the process with one line
 * and code 1. A server that is out of reach may be back in a moment: then it is told, and `/api/health` tells when.
 * So is a database that is newer: in a rolling upgrade it is migrated while older processes serve, and may restart.
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

import { spawnSync } from "node:child_process";

const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

export const LIBREOFFICE = { LibreOffice: () => has("soffice", "--version") };
export const POPPLER = { poppler: () => has("pdftotext", "-v") };
export const GNUMERIC = { Gnumeric: () => has("ssconvert", "--version") };
export const OPENPYXL = { openpyxl: () => has("/usr/bin/python3", "-c", "import openpyxl") };

export const PG_DUMP = { pg_dump: () => has("pg_dump", "--version") };

/**
 * `test` where other people's programs are installed. Where one is missing it says so: in CI by a failure, elsewhere
 * by a line, and the test is skipped.
 */
export function testWith(programs: Record<string, () => boolean>) {
  const missing = Object.keys(programs).filter((name) => !programs[name]?.());
  if (missing.length === 0) return test;
  const reason = `not installed: ${missing.join(", ")}`;
  if (process.env.CI) {
    return (name: string, _: () => Promise<void>) =>
      test(name, () => {
        throw new Error(reason);
      });
  }
  process.stderr.write(`skipped: ${reason}\n`);
  return test.skip;
}

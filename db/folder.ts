import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/**
 * Makes a folder that only the program's user may read, and those around it, or throws the system's error. Node's own
 * recursive `mkdir` tries for ever where the system allows no folder, as in /proc.
 */
export function makeFolder(path: string): void {
  const folder = resolve(/* turbopackIgnore: true */ path);
  if (isFolder(folder)) return;
  const around = dirname(folder);
  if (!existsSync(/* turbopackIgnore: true */ around)) makeFolder(around);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it at the same time.
    if (!isFolder(folder)) throw error;
  }
}

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MAP = /\n\/\/# sourceMappingURL=.*$/;
/** The files of a build that may name another one. */
const NAMING = /\.(js|json)$/;

/** Every file of a folder and of those in it. */
const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

/**
 * Keeps one of the files of a build's server that hold the same code, folder by folder, and names it wherever another one
 * was named. Turbopack names a file by the route it is made for, so most routes have the same 900 kB under a name of
 * their own, and a server reads and keeps all of them. Gives how many files were removed.
 */
export function shareChunks(folder) {
  const server = join(folder, "server");
  const kept = new Map();
  const instead = new Map();
  const chunks = filesIn(join(server, "chunks")).filter(({ name }) => name.endsWith(".js"));
  for (const { name, parentPath } of chunks.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const code = readFileSync(join(parentPath, name), "utf8").replace(MAP, "");
    const key = createHash("sha256").update(parentPath).update("\n").update(code).digest("hex");
    const same = kept.get(key);
    if (!same) kept.set(key, name);
    else {
      instead.set(name, same);
      for (const file of [name, `${name}.map`]) rmSync(join(parentPath, file), { force: true });
    }
  }
  for (const { name, parentPath } of filesIn(server).filter(({ name }) => NAMING.test(name))) {
    const at = join(parentPath, name);
    const text = readFileSync(at, "utf8");
    const shared = [...instead].reduce((read, [from, to]) => read.replaceAll(from, to), text);
    if (shared !== text) writeFileSync(at, shared);
  }
  return instead.size;
}

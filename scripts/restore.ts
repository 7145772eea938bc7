/** Puts a backup into an empty database: npm run restore -- FILE. With --replace also in the place of what is there. */
import { resolve } from "node:path";
import { readDump, readManifest } from "@/db/backup/backup-file";
import { restoreEmbedded } from "@/db/backup/embedded-backup";
import { holdsTables, restorePostgres } from "@/db/backup/postgres-backup";
import { migratePostgres, openDatabase } from "@/db/client";
import { holdsDatabase } from "@/db/embedded";
import { failureLine } from "@/db/failure";
import { knownMigrations } from "@/db/migrate";
import { env } from "@/lib/env";

let outcome = "Nothing was restored";

async function main() {
  const [file, ...more] = process.argv.slice(2).filter((one) => one !== "--replace");
  if (!file || more.length > 0 || file.startsWith("-"))
    throw new Error("name one file: npm run restore -- FILE [--replace]");
  const { manifest, start } = await readManifest(file);
  const kind = env.DATABASE_URL ? "postgresql" : "embedded";
  if (manifest.kind !== kind)
    throw new Error(
      manifest.kind === "embedded"
        ? `${file} is of an embedded database: leave DATABASE_URL empty`
        : `${file} is of a PostgreSQL database: name an empty one in DATABASE_URL`,
    );
  const known = knownMigrations().map(({ hash }) => hash);
  if (manifest.migrations?.some((hash) => !known.includes(hash)))
    throw new Error(
      `${file} holds migrations unknown to this program: it was made by Projekter ${manifest.projekter}; restore it with that version or a newer one`,
    );
  const dataDir = resolve(env.DATA_DIR);
  const isFull = env.DATABASE_URL ? await holdsTables(env.DATABASE_URL) : holdsDatabase(dataDir);
  if (isFull && !process.argv.includes("--replace"))
    throw new Error(
      "the database is not empty. Stop the servers that use it and add --replace: all that is in it is lost then",
    );
  const dump = await readDump(file, { manifest, start }, env.BACKUP_PRIVATE_KEY);
  if (env.DATABASE_URL) await restorePostgres(env.DATABASE_URL, dump, manifest.contents);
  else await restoreEmbedded(dataDir, dump, manifest.contents);
  outcome = "The backup was restored, but could not be migrated";
  if (env.DATABASE_URL) await migratePostgres(env.DATABASE_URL);
  else await (await openDatabase(env)).close();
  const tables = Object.values(manifest.contents);
  process.stdout.write(
    `Restored as of ${manifest.at}: ${tables.length} tables, ${tables.reduce((sum, { rows }) => sum + rows, 0)} rows, each as it was saved.\n`,
  );
}

main().catch((error) => {
  process.stderr.write(`${outcome}: ${failureLine(error, env.DATABASE_URL)}\n`);
  process.exit(1);
});

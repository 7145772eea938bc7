/** Brings the database and its reference data up to date: PostgreSQL by DATABASE_URL, or the embedded one. */
import { resolve } from "node:path";
import { migratePostgres, openDatabase } from "@/db/client";
import { failureLine } from "@/db/failure";
import { OPERATOR } from "@/db/scope";
import { env } from "@/lib/env";
import { bringReferenceData } from "@/lib/server/seeding/reference-data";

async function main() {
  if (env.DATABASE_URL) await migratePostgres(env.DATABASE_URL);
  const { as, close } = await openDatabase(env);
  try {
    const { added, updated } = await bringReferenceData(as(OPERATOR));
    if (added + updated > 0)
      process.stdout.write(`Postcodes, grid areas and grid companies: ${added} added, ${updated} updated.\n`);
  } finally {
    await close();
  }
  process.stdout.write(
    env.DATABASE_URL
      ? "The database is up to date.\n"
      : `The embedded database in ${resolve(env.DATA_DIR)} is up to date; DATABASE_URL is not set.\n`,
  );
}

main().catch((error) => {
  process.stderr.write(`The database could not be migrated: ${failureLine(error, env.DATABASE_URL)}\n`);
  process.exit(1);
});

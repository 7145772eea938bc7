/** Brings the database up to date: PostgreSQL by DATABASE_URL, or the embedded one. */
import { resolve } from "node:path";
import { migratePostgres, openEmbedded } from "@/db/client";
import { failureLine } from "@/db/failure";
import { env } from "@/lib/env";

async function main() {
  if (env.DATABASE_URL) await migratePostgres(env.DATABASE_URL);
  else await (await openEmbedded(resolve(env.DATA_DIR))).close();
  process.stdout.write("The database is up to date.\n");
}

main().catch((error) => {
  process.stderr.write(`The database could not be migrated: ${failureLine(error, env.DATABASE_URL)}\n`);
  process.exit(1);
});

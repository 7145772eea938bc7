/** What an upgrade would do to the database of DATABASE_URL, a line each. Exits 1 when it should not be begun. */
import { openDatabase } from "@/db/client";
import { failureLine } from "@/db/failure";
import { env } from "@/lib/env";
import { checkUpgrade } from "@/lib/server/operating/upgrade-check";
import { tellFindings } from "./findings";

async function main() {
  if (!env.DATABASE_URL)
    throw new Error("DATABASE_URL is not set; the demo's database is migrated as it starts");
  const opened = await openDatabase(env);
  tellFindings(await checkUpgrade(opened, env));
  await opened.close();
}

main().catch((error) => {
  process.stderr.write(`The upgrade could not be checked: ${failureLine(error, env.DATABASE_URL)}\n`);
  process.exit(1);
});

/** Looks at everything that a running system needs, a line each. Exits 1 when something is wrong. */
import { openDatabase } from "@/db/client";
import { failureLine } from "@/db/failure";
import { env } from "@/lib/env";
import { examine } from "@/lib/server/operating/doctor";
import { tellFindings } from "./findings";

async function main() {
  tellFindings(await examine(env, "en"));
  // One that could not be opened has been told of.
  const opened = await openDatabase(env).catch(() => undefined);
  await opened?.close();
}

main().catch((error) => {
  process.stderr.write(`The examination failed: ${failureLine(error, env.DATABASE_URL)}\n`);
  process.exit(1);
});

/** Looks at everything that a running system needs, a line each. Exits 1 when something is wrong. */
import { openDatabase } from "@/db/client";
import { failureLine } from "@/db/failure";
import { env } from "@/lib/env";
import { examine } from "@/lib/server/operating/doctor";

async function main() {
  const found = await examine(env);
  for (const { about, state, line } of found)
    process.stdout.write(`${state.padEnd(8)} ${about.padEnd(15)} ${line}\n`);
  const count = (state: string) => found.filter((one) => one.state === state).length;
  process.stdout.write(`${count("error")} errors, ${count("warning")} warnings\n`);
  process.exitCode = count("error") > 0 ? 1 : 0;
  // One that could not be opened has been told of.
  const opened = await openDatabase(env).catch(() => undefined);
  await opened?.close();
}

main().catch((error) => {
  process.stderr.write(`The examination failed: ${failureLine(error, env.DATABASE_URL)}\n`);
  process.exit(1);
});

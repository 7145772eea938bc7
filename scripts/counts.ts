/** Compares the kept counts of cases with the cases; `--mend` puts right what is wrong. Exits 1 when something is left wrong. */
import { openDatabase } from "@/db/client";
import { failureLine } from "@/db/failure";
import { OPERATOR } from "@/db/scope";
import { env } from "@/lib/env";
import { mendCounts, wrongCounts } from "@/lib/server/cases/kept-counts";

async function main() {
  const { as, close } = await openDatabase(env);
  const db = as(OPERATOR);
  try {
    const mends = process.argv.includes("--mend");
    const wrong = await (mends ? mendCounts(db) : wrongCounts(db));
    for (const { projectId, of, id, state, n, completed } of wrong)
      process.stdout.write(
        `project ${projectId}, ${of} ${id ?? ""}, ${state}: off by ${n} cases, ${completed} completed\n`,
      );
    const told = mends ? "have been mended" : "are wrong; to mend them: npm run db:counts -- --mend";
    process.stdout.write(wrong.length === 0 ? "All counts are right.\n" : `${wrong.length} counts ${told}\n`);
    process.exitCode = wrong.length > 0 && !mends ? 1 : 0;
  } finally {
    await close();
  }
}

main().catch((error) => {
  process.stderr.write(`The counts could not be compared: ${failureLine(error, env.DATABASE_URL)}\n`);
  process.exit(1);
});

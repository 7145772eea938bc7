/** Fills an empty database with the demo; does nothing when it is there. Refuses a database with other people in it. */
import { sql } from "drizzle-orm";
import { migratePostgres, openDatabase } from "@/db/client";
import { failureLine } from "@/db/failure";
import { OPERATOR } from "@/db/scope";
import { env } from "@/lib/env";
import { seedDemo } from "@/lib/server/seeding/demo";
import { rowsOf } from "@/lib/server/kernel/sql";

async function main() {
  if (env.DATABASE_URL) await migratePostgres(env.DATABASE_URL);
  const { as, close } = await openDatabase(env);
  const db = as(OPERATOR);
  try {
    const [users] = await rowsOf<{ demo: number; others: number }>(
      db,
      sql`select count(*) filter (where email like '%@demo.example')::int as demo,
        count(*) filter (where email not like '%@demo.example')::int as others from users`,
    );
    // Whoever tries the demo out makes users in it; only where there is no demo yet are they somebody's own.
    const isOthers = users && users.demo === 0 && users.others > 0;
    if (isOthers && !process.argv.includes("--force")) {
      throw new Error(
        `it holds ${users.others} users that are not the demo's. To add the demo all the same: npm run db:seed -- --force`,
      );
    }
    const result = await seedDemo(db, new Date());
    if (result === "seeded") process.stdout.write("The demo is in the database.\n");
  } finally {
    await close();
  }
}

main().catch((error) => {
  process.stderr.write(`The database was not seeded: ${failureLine(error, env.DATABASE_URL)}\n`);
  process.exit(1);
});

/** Fills an empty database with the demo; does nothing when it is there. Refuses a database with other people in it. */
import { resolve } from "node:path";
import { sql } from "drizzle-orm";
import { migratePostgres, openEmbedded, openPostgres } from "@/db/client";
import { env } from "@/lib/env";
import { seedDemo } from "@/lib/server/demo";
import { rowsOf } from "@/lib/server/sql";

async function main() {
  if (env.DATABASE_URL) await migratePostgres(env.DATABASE_URL);
  const { db, close } = env.DATABASE_URL
    ? await openPostgres(env.DATABASE_URL)
    : await openEmbedded(resolve(env.DATA_DIR));
  try {
    const [others] = await rowsOf<{ n: number }>(
      db,
      sql`select count(*)::int as n from users where email not like '%@demo.example'`,
    );
    const isForced = process.argv.includes("--force");
    if (others?.n && !isForced) {
      throw new Error(
        `it holds ${others.n} users that are not the demo's. To add the demo all the same: npm run db:seed -- --force`,
      );
    }
    const result = await seedDemo(db, new Date());
    if (result === "seeded") process.stdout.write("The demo is in the database.\n");
  } finally {
    await close();
  }
}

main().catch((error: Error) => {
  process.stderr.write(`The database was not seeded: ${error.message}\n`);
  process.exit(1);
});

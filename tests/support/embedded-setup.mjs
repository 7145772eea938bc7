import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";

/** Migrates once; each test file begins with a copy. */
export default async function setUp() {
  if (process.env.TEST_DATABASE_DUMP) return;
  const client = await PGlite.create({ extensions: { pg_trgm } });
  await migrate(drizzle({ client }), { migrationsFolder: "db/migrations" });
  const dump = await client.dumpDataDir("none");
  globalThis.projekterDumpFolder = mkdtempSync(join(tmpdir(), "projekter-test-"));
  const file = join(globalThis.projekterDumpFolder, "migrated.tar");
  writeFileSync(file, Buffer.from(await dump.arrayBuffer()));
  await client.close();
  process.env.TEST_DATABASE_DUMP = file;
}

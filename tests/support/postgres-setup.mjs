import { randomBytes } from "node:crypto";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";

/** Makes a migrated template that each test file's database is copied from. */
export default async function setUp() {
  const name = `projekter_test_${randomBytes(4).toString("hex")}`;
  const admin = new pg.Client(process.env.TEST_DATABASE_URL);
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(process.env.TEST_DATABASE_URL);
  url.pathname = `/${name}`;
  const client = new pg.Client(url.href);
  await client.connect();
  await migrate(drizzle({ client }), { migrationsFolder: "db/migrations" });
  await client.end();
  process.env.TEST_DATABASE_TEMPLATE = name;
}

import { randomBytes } from "node:crypto";
import { TestEnvironment } from "jest-environment-node";
import pg from "pg";

/** Gives each test file a migrated PostgreSQL database of its own. */
export default class PostgresEnvironment extends TestEnvironment {
  name = `projekter_test_${randomBytes(6).toString("hex")}`;

  async setup() {
    await super.setup();
    await this.admin(`create database ${this.name} template ${process.env.TEST_DATABASE_TEMPLATE}`);
    // No test here takes the power from PostgreSQL; waiting for the disk at each commit is a fifth of their time.
    await this.admin(`alter database ${this.name} set synchronous_commit = off`);
    const { TEST_DATABASE_URL, TEST_POOLER_URL } = process.env;
    const url = new URL(TEST_POOLER_URL ?? TEST_DATABASE_URL);
    url.pathname = `/${this.name}`;
    this.global.projekterTestUrl = url.href;
    this.global.isThroughPooler = TEST_POOLER_URL !== undefined;
  }

  async teardown() {
    await this.admin(`drop database if exists ${this.name} with (force)`);
    await super.teardown();
  }

  async admin(statement) {
    const client = new pg.Client(process.env.TEST_DATABASE_URL);
    await client.connect();
    // Two files at once may want the same template; PostgreSQL copies it for one at a time.
    await client.query("select pg_advisory_lock(7914132)");
    await client.query(statement);
    await client.end();
  }
}

import { readFileSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { TestEnvironment } from "jest-environment-node";

/** Gives each test file a migrated database of its own. It is made out here because Jest's loader cannot. */
export default class EmbeddedEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.client = await PGlite.create({
      extensions: { pg_trgm },
      loadDataDir: new Blob([readFileSync(process.env.TEST_DATABASE_DUMP)]),
    });
    this.global.projekterTestClient = this.client;
  }

  async teardown() {
    await this.client?.close();
    await super.teardown();
  }
}

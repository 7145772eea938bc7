import { readFileSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { TestEnvironment } from "jest-environment-node";

/** Handed over whole: a Blob of Node.js gives its bytes in thousands of pieces, which takes longer than the database's start. */
class Dump extends Blob {
  async arrayBuffer() {
    return readFileSync(process.env.TEST_DATABASE_DUMP).buffer;
  }
}

/** Gives each test file that asks for it a migrated database of its own. It is made out here because Jest's loader cannot. */
export default class EmbeddedEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    const made = () => {
      this.client ??= new PGlite({
        extensions: { pg_trgm },
        loadDataDir: new Dump(),
      });
      return this.client;
    };
    Object.defineProperty(this.global, "projekterTestClient", { get: made, configurable: true });
  }

  async handleTestEvent({ name }) {
    if (name === "run_start") await this.client?.waitReady;
  }

  async teardown() {
    // Whoever clears the globals looks at each of them.
    Object.defineProperty(this.global, "projekterTestClient", { value: undefined });
    await this.client?.close();
    await super.teardown();
  }
}

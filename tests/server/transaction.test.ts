import { EventEmitter } from "node:events";
import { sql } from "drizzle-orm";
import type { PoolConfig } from "pg";
import { databaseOn, openPool, OutcomeUnknown } from "@/db/postgres";

type Fault = "none" | "refused" | "lost";

/** Stands in for a connection: answers by the first word of a statement, as `faults` says. */
class FakeClient extends EventEmitter {
  static faults: Record<string, Fault> = {};
  static sent: string[] = [];
  static open = 0;
  _queryable = true;
  connect(done: (error?: Error) => void) {
    FakeClient.open += 1;
    setImmediate(done);
  }
  ref() {}
  unref() {}
  async query(given: string | { text: string }) {
    const text = typeof given === "string" ? given : given.text;
    // Each new connection is asked, before it is used.
    if (text.includes("pg_backend_pid")) return { rows: [{ pid: 1 }] };
    const word = text.split(" ")[0] ?? "";
    FakeClient.sent.push(text);
    if (!this._queryable) throw new Error("Client has encountered a connection error and is not queryable");
    const fault = FakeClient.faults[word] ?? "none";
    if (fault === "none") return { command: word.toUpperCase(), rows: [] };
    if (fault === "refused") throw Object.assign(new Error(`${word} refused`), { code: "40001" });
    this._queryable = false;
    const error = new Error("Connection terminated unexpectedly");
    // pg tells a lost connection twice: to the statement, and as an event that ends the process when nobody listens.
    setImmediate(() => this.emit("error", error));
    throw error;
  }
  end(done?: () => void) {
    FakeClient.open -= 1;
    if (done) setImmediate(done);
    return Promise.resolve();
  }
}

const SIZE = 3;
const opened = () => {
  FakeClient.open = 0;
  FakeClient.faults = {};
  FakeClient.sent = [];
  const pool = openPool("postgresql://nowhere.invalid/none", {
    max: SIZE,
    connectionTimeoutMillis: 1_000,
    Client: FakeClient,
  } as unknown as PoolConfig);
  return { pool, db: databaseOn(pool) };
};

jest.setTimeout(60_000);

let told: jest.SpyInstance;
beforeEach(() => {
  told = jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => told.mockRestore());

test("after a thousand transactions that fail in every way, each connection can still be had", async () => {
  const { pool, db } = opened();
  const steps = ["begin", "select", "savepoint", "release", "commit", "rollback"];
  const kinds: Fault[] = ["refused", "lost"];
  for (let round = 0; round < 1_000; round += 1) {
    const step = steps[round % steps.length] as string;
    const fault = kinds[round % kinds.length] as Fault;
    // A ROLLBACK is only sent when something before it has failed.
    FakeClient.faults = { [step]: fault, ...(step === "rollback" && { select: "refused" }) };
    const work = db.transaction(async (tx) => {
      await tx.transaction(async (inner) => inner.execute(sql`select 1`));
    });
    await expect(work).rejects.toThrow();
  }
  FakeClient.faults = {};
  const clients = await Promise.all(Array.from({ length: SIZE }, () => pool.connect()));
  for (const client of clients) {
    await client.query("select 1");
    client.release();
  }
  expect(pool.waitingCount).toBe(0);
  expect(FakeClient.open).toBeLessThanOrEqual(SIZE);
  await pool.end();
});

test("the first error is told, not the one of the ROLLBACK that could not be sent any more", async () => {
  const { pool, db } = opened();
  FakeClient.faults = { select: "lost" };
  const failed = await db.transaction((tx) => tx.execute(sql`select 1`)).catch((error: Error) => error);
  expect((failed as Error).cause).toMatchObject({ message: "Connection terminated unexpectedly" });
  const thrown = new Error("decided against");
  FakeClient.faults = { rollback: "lost" };
  await expect(
    db.transaction(async () => {
      throw thrown;
    }),
  ).rejects.toBe(thrown);
  await pool.end();
});

test("a COMMIT without an answer is not known to have failed; one that is refused is", async () => {
  const { pool, db } = opened();
  FakeClient.faults = { commit: "lost" };
  await expect(db.transaction(async () => 1)).rejects.toBeInstanceOf(OutcomeUnknown);
  FakeClient.faults = { commit: "refused" };
  await expect(db.transaction(async () => 1)).rejects.toMatchObject({ code: "40001" });
  await pool.end();
});

test("a statement whose error was swallowed does not pass for a success", async () => {
  const { pool, db } = opened();
  const query = FakeClient.prototype.query;
  // What PostgreSQL answers to the COMMIT of a transaction in which something has failed.
  FakeClient.prototype.query = async function (given) {
    return given === "commit" ? { command: "ROLLBACK", rows: [] } : query.call(this, given);
  };
  await expect(db.transaction(async () => 1)).rejects.toThrow("rolled back");
  FakeClient.prototype.query = query;
  await pool.end();
});

test("savepoints within a transaction: the inner work is taken back, the outer one goes on", async () => {
  const { pool, db } = opened();
  await db.transaction(async (tx) => {
    await expect(
      tx.transaction(async (inner) => {
        await inner.transaction(async () => 1);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    await tx.execute(sql`select 2`);
  });
  expect(FakeClient.sent).toEqual([
    "begin",
    "savepoint level_1",
    "savepoint level_2",
    "release savepoint level_2",
    "rollback to savepoint level_1",
    "select 2",
    "commit",
  ]);
  await pool.end();
});

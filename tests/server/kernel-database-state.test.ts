import { PgDialect } from "drizzle-orm/pg-core";
import type { SQL } from "drizzle-orm";
import * as client from "@/db/client";
import { database, databaseState } from "@/lib/server/kernel/database";

jest.mock("@/db/client", () => ({ openDatabase: jest.fn() }));

const opened = (state: string, isReadOnly?: boolean) => {
  const db = {
    execute: async (statement: SQL) => {
      expect(new PgDialect().sqlToQuery(statement).sql).toContain("transaction_read_only");
      return { rows: isReadOnly === undefined ? [] : [{ isReadOnly }] };
    },
  };
  jest.mocked(client.openDatabase).mockResolvedValue({ db, migrations: async () => ({ state }) } as never);
  return db;
};

test("the process's database is the one that was opened", async () => {
  const db = opened("current");
  expect(await database()).toBe(db);
});

test.each([
  ["current", false, "ok"],
  ["newer", false, "ok"],
  ["current", true, "read_only"],
  ["current", undefined, "ok"],
  ["behind", false, "not_migrated"],
  ["differs", true, "not_migrated"],
])("migrations %s, read only %s: %s", async (state, isReadOnly, told) => {
  opened(state, isReadOnly);
  expect(await databaseState()).toBe(told);
});

import { PgDialect } from "drizzle-orm/pg-core";
import type { SQL } from "drizzle-orm";
import * as client from "@/db/client";
import type { Actor } from "@/lib/server/kernel/context";
import { database, databaseState } from "@/lib/server/kernel/database";

jest.mock("@/db/client", () => ({ openDatabase: jest.fn() }));

const opened = (state: string, isReadOnly?: boolean) => {
  const db = {
    execute: async (statement: SQL) => {
      expect(new PgDialect().sqlToQuery(statement).sql).toContain("transaction_read_only");
      return { rows: isReadOnly === undefined ? [] : [{ isReadOnly }] };
    },
  };
  const as = jest.fn((scope) => ({ ...db, scope }));
  jest
    .mocked(client.openDatabase)
    .mockResolvedValue({ db, as, migrations: async () => ({ state }) } as never);
};

test("the process's database is opened for the one who asks, or for nobody", async () => {
  opened("current");
  expect(await database(null)).toMatchObject({ scope: null });
  const id = "00000000-0000-4000-8000-000000000001";
  const company = "00000000-0000-4000-8000-000000000002";
  const person = { id, role: "dso", organisation: { id: company } } as Actor;
  expect(await database(person)).toMatchObject({ scope: { role: "dso", user: id, company } });
  const admin = { id, role: "admin", organisation: null } as Actor;
  expect(await database(admin)).toMatchObject({ scope: { role: "admin", user: id, company: undefined } });
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

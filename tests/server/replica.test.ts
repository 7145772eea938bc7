import { sql } from "drizzle-orm";
import { openPostgres } from "@/db/client";
import { DomainError } from "@/lib/contract/errors";
import { readEnvironment } from "@/lib/env";
import { readLate } from "@/lib/server/kernel/database";
import { rowsOf } from "@/lib/server/kernel/sql";
import { createProject, renameProject } from "@/lib/server/projects/projects";
import { actorOfToken, createToken } from "@/lib/server/people/tokens";
import { testDb, testOfConnections } from "../support/database";
import { aWorld, ctxOf, PASSWORD } from "../support/factories";

const shared = globalThis as { projekterDatabase?: unknown };
afterEach(() => {
  shared.projekterDatabase = undefined;
});

test("a replica is a setting of a database that has one", () => {
  const [DATABASE_URL, DATABASE_READ_URL] = ["postgresql://db.example/a", "postgresql://replica.example/a"];
  expect(readEnvironment({ DATABASE_URL, DATABASE_READ_URL })).toMatchObject({ DATABASE_READ_URL });
  expect(() => readEnvironment({ DATABASE_READ_URL })).toThrow(
    "DATABASE_URL must be set too: the demo's own database has no replica to read from",
  );
  expect(() => readEnvironment({ DATABASE_URL, DATABASE_READ_URL: "replica" })).toThrow(
    /^DATABASE_READ_URL must be an address such as postgresql:/,
  );
});

test("each change of a person counts in its own transaction, a refused one not, and others' not", async () => {
  const { installer, colleague, otherInstaller, gridArea } = await aWorld();
  const { token } = await createToken(ctxOf(installer), { name: "Læser", password: PASSWORD });
  const count = async () => (await actorOfToken(testDb(), token))?.changeCount;
  const before = (await count()) ?? 0;
  const { id } = await createProject(ctxOf(installer), { name: "Havnen", gridArea });
  expect(await count()).toBe(before + 1);
  await renameProject(ctxOf(colleague), id, { name: "Kajen" });
  await expect(renameProject(ctxOf(otherInstaller), id, { name: "Molen" })).rejects.toThrow("not_found");
  await expect(createProject(ctxOf(installer), { name: "", gridArea })).rejects.toThrow("invalid");
  expect(await count()).toBe(before + 1);
  await renameProject(ctxOf(installer), id, { name: "Molen" });
  expect(await count()).toBe(before + 2);
});

test("what a replica refuses is asked of the primary, unless the system is busy", async () => {
  const { installer } = await aWorld();
  const ctx = { ...ctxOf(installer), actor: { ...installer, changeCount: 7 } };
  const replica = testDb();
  const late = jest.fn(() => replica);
  const readFrom = async (refusal: Error) => {
    const asked: unknown[] = [];
    const answer = await readLate(ctx, async ({ db }) => {
      asked.push(db);
      if (db === replica) throw refusal;
      return "there";
    }).catch((error: Error) => error.message);
    return { asked: asked.length, answer };
  };
  shared.projekterDatabase = Promise.resolve({ late });
  expect(await readFrom(new DomainError("not_found"))).toEqual({ asked: 2, answer: "there" });
  expect(await readFrom(new DomainError("busy"))).toEqual({ asked: 1, answer: "busy" });
  expect(late).toHaveBeenCalledWith(expect.objectContaining({ user: installer.id }), 7);
  shared.projekterDatabase = Promise.resolve({});
  expect(await readLate(ctx, async ({ db }) => db === ctx.db)).toBe(true);
});

/** The database with a »replica« at an address: what a read that may be late gets, and what the operator is told. */
async function withReplicaAt(readUrl: string) {
  const said: string[] = [];
  const write = jest.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  const { installer, gridArea } = await aWorld();
  const { late, close } = await openPostgres(globalThis.projekterTestUrl ?? "", readUrl);
  try {
    const scope = { role: "installer", user: installer.id, company: installer.organisation?.id } as const;
    const db = late?.(scope, 0);
    if (!db) throw new Error("there is no replica");
    const ctx = { ...ctxOf(installer), db };
    const { id } = await createProject(ctx, { name: "Havnen", gridArea });
    const rows = await rowsOf<{ id: string }>(db, sql`select id from projects`);
    for (let waited = 0; said.length === 0 && waited < 10_000; waited += 50)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return { hasOwn: rows.length === 1 && rows[0]?.id === id, said: said.join("") };
  } finally {
    write.mockRestore();
    await close();
  }
}

const onPostgres = testOfConnections("it has no replica of its own");

onPostgres("a server that is no standby answers no read, and the operator is told", async () => {
  expect(await withReplicaAt(globalThis.projekterTestUrl ?? "")).toEqual({
    hasOwn: true,
    said: "DATABASE_READ_URL: the server is no standby; DATABASE_URL answers all reads meanwhile\n",
  });
});

onPostgres("nor does one that is away", async () => {
  expect(await withReplicaAt("postgresql://me@127.0.0.1:9/cases")).toEqual({
    hasOwn: true,
    said: "DATABASE_READ_URL: nothing listens at 127.0.0.1:9; is PostgreSQL running there? (ECONNREFUSED); DATABASE_URL answers all reads meanwhile\n",
  });
});

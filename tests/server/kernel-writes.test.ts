import { sql } from "drizzle-orm";
import { z } from "zod";
import { OutcomeUnknown } from "@/db/postgres";
import { DomainError } from "@/lib/contract/errors";
import { fault } from "@/lib/contract/inputs/pieces";
import type { Ctx } from "@/lib/server/kernel/context";
import { mutate, parseId, parseInput, type Tx, write } from "@/lib/server/kernel/mutate";
import { rowsOf } from "@/lib/server/kernel/sql";
import { testDb } from "../support/database";
import { aGridArea, anOrganisation, aUser, ctxOf, NOW } from "../support/factories";
import { keysOf, withKey } from "../support/request-keys";

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};
const faultsOf = (schema: z.ZodType, input: unknown) => {
  const error = thrownBy(() => parseInput(schema, input)) as DomainError;
  expect(error.code).toBe("invalid");
  return error.detail.faults;
};

const custom = (params?: Record<string, unknown>) =>
  z.string().superRefine((_, context) => context.addIssue({ code: "custom", params, input: undefined }));

test.each<[string, z.ZodType, unknown, object]>([
  ["a missing text", z.string(), undefined, { code: "required" }],
  ["a number for a text", z.string(), 5, { code: "invalid" }],
  ["null for a text", z.string(), null, { code: "invalid" }],
  ["an empty choice", z.enum(["a", "b"]), "", { code: "required" }],
  ["a choice that is left out", z.enum(["a", "b"]), undefined, { code: "invalid" }],
  ["no choice of the list", z.enum(["a", "b"]), "c", { code: "invalid" }],
  ["a tick that is missing", z.literal(true), false, { code: "not_confirmed" }],
  ["a tick that need not be", z.literal([true, "later"]), false, { code: "invalid" }],
  ["another word than the one", z.literal("yes"), "no", { code: "invalid" }],
  ["too large a number", z.number().max(7), 8, { code: "too_large", params: { limit: 7 } }],
  ["too small a number", z.number().min(3), 2, { code: "too_small", params: { limit: 3 } }],
  ["nought where one is the least", z.number().min(1), 0, { code: "too_small", params: { limit: 1 } }],
  ["an empty list", z.array(z.string()).min(1), [], { code: "required", params: { limit: 1 } }],
  [
    "a fault of our own",
    custom(fault("too_long", { limit: 9 }).params),
    "a",
    { code: "too_long", params: { limit: 9 } },
  ],
  ["one that says nothing", custom(), "a", { code: "invalid", params: {} }],
])("%s is told by its code", (_, schema, input, told) => {
  expect(
    faultsOf(z.object({ at: z.array(z.object({ place: schema })) }), { at: [{ place: input }] }),
  ).toEqual([{ path: "at.0.place", ...told }]);
});

test("members nobody knows are told by their paths, cut short, and a hundred at most", () => {
  const schema = z.object({ inner: z.strictObject({}) });
  expect(faultsOf(schema, { inner: { a: 1, ["b".repeat(101)]: 2 } })).toEqual([
    { path: "inner.a", code: "unknown_key" },
    { path: `inner.${"b".repeat(100)}`, code: "unknown_key" },
  ]);
  const many = Object.fromEntries([...Array(150).keys()].map((n) => [`k${n}`, n]));
  expect(faultsOf(schema, { inner: many })).toHaveLength(100);
  expect(faultsOf(z.array(z.string()), Array(150).fill(5))).toHaveLength(100);
});

test("what fits is given as the schema makes it", () => {
  expect(parseInput(z.object({ n: z.string().transform(Number) }), { n: "5" })).toEqual({ n: 5 });
});

test("an id is read in small letters; what cannot be one is not found", () => {
  const id = "0b6c7a52-1f0e-4c7f-9d3e-5a1b2c3d4e5f";
  expect(parseId(id.toUpperCase())).toBe(id);
  for (const other of [undefined, 5, "", `${id}0`, `{${id}}`])
    expect(thrownBy(() => parseId(other))).toMatchObject({ code: "not_found" });
});

describe("the door", () => {
  const RETRIED = ["40P01", "40001", "23503"];
  const nobody = (id = "nobody"): Ctx["actor"] => ({ id, name: "Nobody", organisation: null }) as never;

  /** A database that remembers the statements, and stores what is given to it nowhere. */
  function fake(transaction?: (work: (tx: Tx) => Promise<unknown>) => Promise<unknown>) {
    const statements: string[] = [];
    const tx = {
      execute: async (statement: { queryChunks: { value: string[] }[] }) => {
        statements.push(statement.queryChunks.map(({ value }) => value.join("")).join(""));
        return { rows: [] };
      },
      insert: () => ({ values: async () => {} }),
    } as unknown as Tx;
    const db = { transaction: transaction ?? ((work: (tx: Tx) => unknown) => work(tx)) } as unknown as Tx;
    return { db, tx, statements };
  }
  const ctxOn = (db: Tx, id?: string): Ctx => ({ actor: nobody(id), db, now: NOW });
  const unchanged = async ({ operation }: { operation: { unchanged: () => void } }) => {
    operation.unchanged();
    return "done";
  };

  test("work is done on the transaction, under an operation that was told of", async () => {
    const { db, tx, statements } = fake();
    const begun: string[] = [];
    const result = await write({ ...ctxOn(db), begun: (id) => begun.push(id) }, "edit", async (given) => {
      expect(given.tx).toBe(tx);
      expect(begun).toEqual([given.operation.id]);
      return unchanged(given);
    });
    expect(result).toBe("done");
    // Without a wait the time for a lock is what every connection has.
    expect(statements).toEqual([]);
  });

  test("an input is parsed before anything is opened", async () => {
    const { db } = fake(async () => {
      throw new Error("opened");
    });
    await expect(mutate(ctxOn(db), "edit", z.string(), 5, unchanged as never)).rejects.toMatchObject({
      code: "invalid",
    });
    const given = await mutate(ctxOn(fake().db), "edit", z.string(), "text", async (input, change) => {
      await unchanged(change);
      return input;
    });
    expect(given).toBe("text");
  });

  test.each(RETRIED)("%s is tried again, three times in all", async (code) => {
    let tries = 0;
    const failing = (times: number) =>
      write(ctxOn(fake().db), "edit", async (change) => {
        tries += 1;
        if (tries <= times) throw Object.assign(new Error("no"), { code });
        return unchanged(change);
      });
    expect(await failing(2)).toBe("done");
    expect(tries).toBe(3);
    tries = 0;
    await expect(failing(3)).rejects.toMatchObject({ code });
    expect(tries).toBe(3);
  });

  test.each([
    ["another code", { code: "23505" }],
    ["an error of no database", new Error("no")],
    ["a refusal", new DomainError("not_found")],
  ])("%s is not tried again", async (_, error) => {
    let tries = 0;
    const work = write(ctxOn(fake().db), "edit", async () => {
      tries += 1;
      throw error;
    });
    await expect(work).rejects.toBe(error);
    expect(tries).toBe(1);
  });

  test("an unanswered COMMIT is told as such, and is not tried again", async () => {
    let tries = 0;
    const { db } = fake(async () => {
      tries += 1;
      throw new OutcomeUnknown(new Error("lost"));
    });
    await expect(write(ctxOn(db), "edit", unchanged)).rejects.toMatchObject({ code: "outcome_unknown" });
    expect(tries).toBe(1);
  });

  describe("its line", () => {
    beforeEach(() => {
      jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate"], now: NOW });
    });
    afterEach(() => jest.useRealTimers());
    const settle = () => new Promise((resolve) => setImmediate(resolve));

    /** Writes that go on until they are let go. */
    function holding() {
      const seen = { begun: 0, refused: [] as string[] };
      const ends: (() => void)[] = [];
      const begin = (id: string, db = fake().db) =>
        write(ctxOn(db, id), "edit", async (change) => {
          seen.begun += 1;
          await new Promise<void>((resolve) => {
            ends.push(resolve);
          });
          return unchanged(change);
        }).catch((error) => seen.refused.push(error.code));
      const end = async () => {
        for (const one of ends.splice(0)) one();
        await settle();
        if (ends.length > 0) await end();
      };
      return { seen, begin, end };
    }

    test("five write at once, two of one person, and whoever waits four seconds is told to try again", async () => {
      const { seen, begin, end } = holding();
      for (const id of ["a", "a", "a"]) void begin(id);
      await settle();
      expect(seen.begun).toBe(2);
      for (const id of ["b", "c", "d", "e"]) void begin(id);
      await settle();
      expect(seen.begun).toBe(5);
      await jest.advanceTimersByTimeAsync(3_999);
      expect(seen.refused).toEqual([]);
      await jest.advanceTimersByTimeAsync(1);
      expect(seen.refused).toEqual(["busy", "busy"]);
      await end();
      // All have left the line.
      for (const id of ["a", "b", "c", "d", "e"]) void begin(id);
      await settle();
      expect(seen.begun).toBe(10);
      await end();
    });

    test.each([
      [0, []],
      [500, []],
      [501, ["set local lock_timeout = 3499"]],
      [3_000, ["set local lock_timeout = 1000"]],
      [3_900, ["set local lock_timeout = 500"]],
    ])("after %d ms in the line what is left of the patience goes to locks: %j", async (waited, told) => {
      const { begin, end } = holding();
      void begin("a");
      void begin("a");
      const { db, statements } = fake();
      void begin("a", db);
      await jest.advanceTimersByTimeAsync(waited);
      await end();
      expect(statements).toEqual(told);
    });
  });
});

describe("on a database", () => {
  const aPerson = async () => aUser("dso", await anOrganisation("dso"));
  const rename = (name: string, id: string) => sql`update users set name = ${name} where id = ${id}::uuid`;
  const nameOf = async (id: string) =>
    (await rowsOf<{ name: string }>(testDb(), sql`select name from users where id = ${id}::uuid`))[0]?.name;

  test("what is done stays with its operation; what is refused leaves nothing", async () => {
    const actor = await aPerson();
    const done = await write(ctxOf(actor), "rename_user", async ({ tx, operation }) => {
      await tx.execute(rename("Ny", actor.id));
      await operation.record([
        {
          subject: "user",
          subjectId: actor.id,
          action: "rename_user",
          changes: { name: [actor.name, "Ny"] },
        },
      ]);
      return operation.id;
    });
    expect(await nameOf(actor.id)).toBe("Ny");
    expect(
      await rowsOf(testDb(), sql`select action, done, requested from operations where id = ${done}::uuid`),
    ).toEqual([{ action: "rename_user", done: 1, requested: 1 }]);
    for (const fails of [new DomainError("not_found"), undefined])
      await expect(
        write(ctxOf(actor), "rename_user", async ({ tx }) => {
          await tx.execute(rename("Anden", actor.id));
          if (fails) throw fails;
        }),
      ).rejects.toThrow(fails?.code ?? "rename_user changed something without history");
    expect(await nameOf(actor.id)).toBe("Ny");
  });

  const renamed = (ctx: Ctx, name: string, fails?: unknown) =>
    write(ctx, "rename_user", async ({ tx, operation }) => {
      await tx.execute(rename(name, ctx.actor.id));
      operation.unchanged();
      if (fails) throw fails;
      return { b: name, a: 1 };
    });

  test("a repeated request changes nothing and is given what was kept of the first, byte for byte", async () => {
    const actor = await aPerson();
    const ctx = withKey(ctxOf(actor), "key");
    expect(await renamed(ctx, "Første")).toEqual({ b: "Første", a: 1 });
    const error = await renamed(ctx, "Anden").catch((thrown) => thrown);
    expect(error).toMatchObject({ name: "Replay", message: "replay" });
    expect(error.kept).toBe('{"b":"Første","a":1}');
    expect(await nameOf(actor.id)).toBe("Første");
    await expect(renamed(withKey(ctxOf(actor), "key", "other"), "Anden")).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
    // Another key, and the same key of somebody else, are other requests.
    expect(await renamed(withKey(ctxOf(actor), "other"), "Anden")).toMatchObject({ b: "Anden" });
    const other = await aPerson();
    expect(await renamed(withKey(ctxOf(other), "key", "other"), "Tredje")).toMatchObject({ b: "Tredje" });
    await expect(renamed(ctx, "Fjerde")).rejects.toMatchObject({ kept: '{"b":"Første","a":1}' });
  });

  test.each(["cases_blocked", "import_has_errors"] as const)(
    "%s is a decision: the work is taken back, the answer is kept",
    async (code) => {
      const actor = await aPerson();
      const ctx = withKey(ctxOf(actor), "key");
      const refusal = new DomainError(code, { extra: {} as never });
      await expect(renamed(ctx, "Ny", refusal)).rejects.toBe(refusal);
      expect(await nameOf(actor.id)).toBe(actor.name);
      await expect(renamed(ctx, "Ny")).rejects.toMatchObject({ kept: `"${code}"` });
    },
  );

  test.each([
    ["another refusal", new DomainError("not_found")],
    ["a fault of ours", new Error("out of paper")],
  ])("%s leaves neither work nor key", async (_, error) => {
    const actor = await aPerson();
    const ctx = withKey(ctxOf(actor), "key");
    await expect(renamed(ctx, "Ny", error)).rejects.toBe(error);
    expect([await keysOf(ctx), await nameOf(actor.id)]).toEqual([[], actor.name]);
  });

  test("a kept answer is told to nobody who sees less by now", async () => {
    const dso = await anOrganisation("dso");
    const other = await anOrganisation("dso");
    const actor = await aUser("dso", dso);
    const area = await aGridArea(dso);
    await renamed(withKey(ctxOf(actor), "key"), "Ny");
    await expect(
      renamed(withKey(ctxOf({ ...actor, organisation: other }), "key"), "x"),
    ).rejects.toMatchObject({
      code: "not_found",
    });
    await aGridArea(dso);
    await expect(renamed(withKey(ctxOf(actor), "key"), "x")).rejects.toMatchObject({ name: "Replay" });
    await testDb().execute(sql`update grid_areas set dso_id = ${other.id}::uuid where code = ${area}`);
    await expect(renamed(withKey(ctxOf(actor), "key"), "x")).rejects.toMatchObject({ code: "not_found" });
    const admin = await aUser("admin");
    await renamed(withKey(ctxOf(admin), "key"), "Ny");
    await expect(renamed(withKey(ctxOf(admin), "key"), "x")).rejects.toMatchObject({ name: "Replay" });
  });
});

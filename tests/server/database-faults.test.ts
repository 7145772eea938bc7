import { sql } from "drizzle-orm";
import { Client, type Pool } from "pg";
import * as postgres from "@/db/postgres";
import { refusalOf } from "@/lib/web/refusal";
import { performAction } from "@/lib/server/cases/bulk";
import { createProject, renameProject } from "@/lib/server/projects/projects";
import { listProjects } from "@/lib/server/projects/project-summaries";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { Replay } from "@/lib/server/kernel/idempotency";
import { cuttingProxy } from "../support/cutting-proxy";
import { isPostgres, testDb, testOfConnections } from "../support/database";
import { aProjectWithCases, aUser, aWorld, ctxOf } from "../support/factories";

// The embedded database is in the process: it has no network, no second connection and nobody who could hold a lock.
const onPostgres = isPostgres() ? test : test.skip;

const { databaseOn, openPool, POOL_SIZE } = postgres;
const connectionString = () => globalThis.projekterTestUrl ?? "";
const codeOf = (error: unknown) => refusalOf(error, "da").code;

/** A copy of the module, as a build has one for its beginning, which opens the database, and others for its routes. */
function anotherCopy() {
  let copy = postgres;
  jest.isolateModules(() => {
    copy = jest.requireActual("@/db/postgres");
  });
  return copy;
}

async function withProxy(
  work: (proxy: Awaited<ReturnType<typeof cuttingProxy>>, through: (actor: Actor) => Ctx) => Promise<void>,
) {
  const proxy = await cuttingProxy(connectionString());
  const beginning = anotherCopy();
  const pool = beginning.openPool(proxy.url);
  const db = beginning.databaseOn(pool);
  try {
    await work(proxy, (actor) => ({ ...ctxOf(actor), db }));
  } finally {
    await endOf(pool);
    proxy.close();
  }
}
const endOf = (pool: Pool) => pool.end().catch(() => {});

// Each of them waits until the system gives up waiting.
jest.setTimeout(30_000);

let told: jest.SpyInstance;
beforeEach(() => {
  told = jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => told.mockRestore());

testOfConnections("the server's processes are shared, so that ending them ends other work as well")(
  "connections that are ended in the middle of work leave the pool whole and no lost work",
  async () => {
    const { installer, gridArea } = await aWorld();
    const pool = openPool(connectionString(), { max: 4, application_name: "to be ended" });
    const db = databaseOn(pool);
    const ctx = { ...ctxOf(installer), db };
    let done = 0;
    for (let round = 0; round < 30; round += 1) {
      const work = Promise.allSettled(
        Array.from({ length: 4 }, (_, i) => createProject(ctx, { name: `Runde ${round} ${i}`, gridArea })),
      );
      await testDb().execute(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'to be ended'`,
      );
      for (const outcome of await work) {
        if (outcome.status === "fulfilled") done += 1;
        else expect(["busy", "outcome_unknown"]).toContain(codeOf(outcome.reason));
      }
    }
    // All of them at once, and each does its work.
    const clients = await Promise.all(Array.from({ length: 4 }, () => pool.connect()));
    for (const client of clients) {
      await client.query("select 1");
      client.release();
    }
    const { projects } = await listProjects(ctx, { limit: 200 });
    expect(projects.length).toBeGreaterThanOrEqual(done);
    await endOf(pool);
  },
);

onPostgres(
  "while somebody holds a lock, waiting changes are told to try again and pages are still read",
  async () => {
    const { world, dso, ids, projectId } = await aProjectWithCases(2);
    const people = [dso, world.dsoColleague];
    for (let i = 0; i < POOL_SIZE; i += 1) people.push(await aUser("dso", dso.organisation));
    const holder = new Client(connectionString());
    await holder.connect();
    await holder.query("begin");
    await holder.query("select 1 from cases where project_id = $1 for update", [projectId]);
    const order: string[] = [];
    const changes = people.flatMap((person) =>
      [1, 2].map(async (n) => {
        const params = { connectionPoint: `Skab ${n}` };
        const error = await performAction(ctxOf(person), {
          action: "approve",
          params,
          selection: { ids },
        }).catch((thrown) => thrown);
        order.push("change");
        return codeOf(error);
      }),
    );
    const reads = Array.from({ length: 20 }, async () => {
      await listProjects(ctxOf(dso), {});
      order.push("page");
    });
    await Promise.all(reads);
    expect(new Set(await Promise.all(changes))).toEqual(new Set(["busy"]));
    expect(order.slice(0, 20)).toEqual(Array(20).fill("page"));
    await holder.end();
    const outcome = await performAction(ctxOf(dso), {
      action: "approve",
      params: { connectionPoint: "Skab 1" },
      selection: { ids },
    });
    expect(outcome.done).toBe(2);
  },
);

onPostgres("a network that has gone silent is noticed, and the next request after it works", async () => {
  const { installer } = await aWorld();
  await withProxy(async (proxy, through) => {
    const ctx = through(installer);
    await listProjects(ctx, {});
    proxy.set("silent");
    const errors = await Promise.all(
      Array.from({ length: POOL_SIZE + 2 }, () => listProjects(ctx, {}).catch((error) => error)),
    );
    expect(new Set(errors.map(codeOf))).toEqual(new Set(["busy"]));
    proxy.set("open");
    expect(await listProjects(ctx, {})).toMatchObject({ projects: [] });
  });
});

// The pooler does not tell which of the server's processes works for a connection, so the time limit of a query ends it.
const NOTICED_LATER = "a forgotten connection is noticed after 65 s instead of 4";

testOfConnections(NOTICED_LATER).each(["are still there", "are gone"])(
  "connections that the network has forgotten are noticed, whether the server's ends of them %s",
  async (ends) => {
    const { installer } = await aWorld();
    await withProxy(async (proxy, through) => {
      const ctx = through(installer);
      const readAll = () =>
        Promise.all(
          Array.from({ length: POOL_SIZE }, () => listProjects(ctx, {}).catch((error) => codeOf(error))),
        );
      await readAll();
      proxy.forget();
      if (ends === "are gone") {
        await testDb().execute(
          sql`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`,
        );
        await testDb()
          .execute(sql`select 1`)
          .catch(() => {});
      }
      const start = Date.now();
      expect(new Set(await readAll())).toEqual(new Set(["busy"]));
      expect(Date.now() - start).toBeLessThan(8_000);
      expect(await listProjects(ctx, {})).toMatchObject({ projects: [] });
    });
  },
);

onPostgres("work that rightly takes long is not taken for lost", async () => {
  const pool = openPool(connectionString());
  const db = databaseOn(pool);
  await db.execute(sql`select pg_sleep(6)`);
  await db.transaction(async (tx) => {
    await tx.execute(sql`select 1`);
    // Time that we ourselves need between two statements.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    await tx.execute(sql`select pg_sleep(3)`);
  });
  await endOf(pool);
});

onPostgres("a process that is held up itself takes no connection for lost", async () => {
  const { installer } = await aWorld();
  await withProxy(async (_proxy, through) => {
    const { db } = through(installer);
    await db.execute(sql`select 1`);
    let isDone = false;
    const work = db.execute(sql`select pg_sleep(6)`).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      const until = Date.now() + 1_200;
      while (Date.now() < until);
      await new Promise((resolve) => setTimeout(resolve));
    }
    await work;
  });
});

onPostgres("work goes on while a pooler keeps everybody else waiting", async () => {
  const { installer } = await aWorld();
  await withProxy(async (proxy, through) => {
    const { db } = through(installer);
    await db.execute(sql`select 1`);
    proxy.set("queue the new");
    await db.execute(sql`select pg_sleep(6)`);
  });
});

async function loseTheAnswer(how: "cut" | "keep back") {
  const { installer, gridArea } = await aWorld();
  const { id } = await createProject(ctxOf(installer), { name: "Før", gridArea });
  await withProxy(async (proxy, through) => {
    proxy.set(`${how} after commit`);
    const error = await renameProject(through(installer), id, { name: "Efter" }).catch((thrown) => thrown);
    expect(codeOf(error)).toBe("outcome_unknown");
    const { projects } = await listProjects(ctxOf(installer), {});
    expect(projects.map(({ name }) => name)).toEqual(["Efter"]);
  });
}
onPostgres("an answer to COMMIT that gets cut off is not told as »nothing has changed«", () =>
  loseTheAnswer("cut"),
);
testOfConnections(NOTICED_LATER)("nor is one that is kept back", () => loseTheAnswer("keep back"));

onPostgres(
  "asked again under its key, work whose answer got lost is answered and not done twice",
  async () => {
    const { dso, ids } = await aProjectWithCases(2);
    const request = { action: "approve", params: { connectionPoint: "S" }, selection: { ids } };
    const once = { key: "k", requestHash: "h", keep: () => "svaret" };
    await withProxy(async (proxy, through) => {
      const ctx = { ...through(dso), once };
      proxy.set("cut after commit");
      const error = await performAction(ctx, request).catch((thrown) => thrown);
      expect(codeOf(error)).toBe("outcome_unknown");
      proxy.set("open");
      const again = await performAction(ctx, request).catch((thrown) => thrown);
      expect(again).toBeInstanceOf(Replay);
      expect(again.kept).toBe("svaret");
    });
  },
);

onPostgres(
  "a connection lost in the middle of a change is a matter of time, not a fault of ours",
  async () => {
    const { dso, ids } = await aProjectWithCases(2);
    await withProxy(async (proxy, through) => {
      const ctx = through(dso);
      const cut = { ...ctx, progress: () => proxy.set("silent") };
      const error = await performAction(cut, {
        action: "approve",
        params: { connectionPoint: "S" },
        selection: { ids },
      }).catch((thrown) => thrown);
      expect(codeOf(error)).toBe("busy");
      proxy.set("open");
    });
  },
);

testOfConnections("a standby is imitated by a setting that PgBouncer does not pass on")(
  "a database that takes no changes, or is away for a while, is a matter of time",
  async () => {
    const { installer, gridArea } = await aWorld();
    const standby = openPool(connectionString(), { options: "-c default_transaction_read_only=on" });
    const url = Object.assign(new URL(connectionString()), { pathname: "/being_restored" });
    const gone = openPool(url.href);
    const on = (pool: Pool) => ({ ...ctxOf(installer), db: databaseOn(pool) });
    const refusalOn = (pool: Pool) =>
      createProject(on(pool), { name: "Nu", gridArea }).then(
        () => "created",
        (error: unknown) => codeOf(error),
      );
    expect(await refusalOn(standby)).toBe("busy");
    expect(await listProjects(on(standby), {})).toMatchObject({ projects: [] });
    expect(await refusalOn(gone)).toBe("busy");
    for (const pool of [standby, gone]) await endOf(pool);
  },
);

import "server-only";
import { sql } from "drizzle-orm";
import { type Db, openDatabase } from "@/db/client";
import { isRefusal } from "@/lib/contract/errors";
import { env } from "@/lib/env";
import { scopeOf } from "./access";
import type { Actor, Ctx } from "./context";
import { isPassing, rowsOf } from "./sql";

/**
 * The process's one database, opened (and, when embedded, migrated) at the first call, for an actor; null is nobody yet,
 * as at a log-in, and sees no row of a company's.
 */
export async function database(actor: Actor | null): Promise<Db> {
  const { as } = await openDatabase(env);
  return as(actor && scopeOf(actor));
}

/**
 * A read that may be some seconds late, but has all changes that the actor had made when the request began: of the
 * replica, when there is one (docs/adr/0037). What it tells of itself (`ctx.seen`) is written to the primary.
 */
export async function readLate<Result>(ctx: Ctx, read: (ctx: Ctx) => Promise<Result>): Promise<Result> {
  const { late } = await openDatabase(env);
  if (!late) return read(ctx);
  return read({ ...ctx, db: late(scopeOf(ctx.actor), ctx.actor.changeCount) }).catch((error) => {
    if (isRefusal(error, "busy") || isPassing(error)) throw error;
    // What the replica does not know yet may be there, such as a colleague's new project.
    return read(ctx);
  });
}

/**
 * Whether the database has all migrations of this program and accepts writes. A newer database is »ok«: most
 * migrations leave older processes working, and a proxy must not take them all away. Throws when it does not answer.
 */
export async function databaseState(): Promise<"ok" | "read_only" | "not_migrated"> {
  const { db, migrations } = await openDatabase(env);
  const { state } = await migrations();
  if (state !== "current" && state !== "newer") return "not_migrated";
  const [found] = await rowsOf<{ isReadOnly: boolean }>(
    db,
    sql`select current_setting('transaction_read_only')::boolean as "isReadOnly"`,
  );
  return found?.isReadOnly ? "read_only" : "ok";
}

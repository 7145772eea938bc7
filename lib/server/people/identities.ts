import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { identities, sessions, users } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import type { SignOnRefusal } from "@/lib/domain/audit";
import type { Role } from "@/lib/domain/vocabulary";
import { auditLogIn } from "@/lib/server/kernel/audit";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { type Tx, write } from "@/lib/server/kernel/mutate";
import { rowsOf } from "@/lib/server/kernel/sql";
import { endAccess, endedTokens, forgetIdentities } from "./actors";
import { PASSWORD_LINKS } from "./forgotten";
import { consumeLink } from "./links";
import { arePasswordsOn } from "./passwords";
import type { Proven } from "./provider";
import { getSecondFactor } from "./second-factor";

type LoggedIn = { ok: true; user: { id: string; sessionVersion: number } };
type Refused = {
  ok: false;
  reason: Extract<SignOnRefusal, "taken" | "closed" | "role" | "company" | "second_factor">;
};

/** Why the provider's word on role and company does not fit a user; null when it does. */
function misfitOf(proven: Proven, { role, cvr }: { role: Role; cvr: string | null }) {
  if (proven.roles && !proven.roles.includes(role)) return "role" as const;
  // Administrators belong to no company.
  if (proven.cvr === undefined || role === "admin") return null;
  return proven.cvr === null || proven.cvr !== cvr ? ("company" as const) : null;
}

type UserRow = {
  id: string;
  email: string;
  role: Role;
  sessionVersion: number;
  isActive: boolean;
  cvr: string | null;
};

/**
 * The user with this identity, who is let in, or why not; null when nobody has it. Whose groups no longer stand for the
 * user's role loses all sessions and tokens as well.
 */
export async function logInByIdentity(
  db: Db,
  now: Date,
  proven: Proven,
  address: string,
): Promise<LoggedIn | Refused | null> {
  return db.transaction(async (tx) => {
    const [user] = await rowsOf<UserRow>(
      tx,
      sql`select u.id, u.email, u.role, u.session_version as "sessionVersion", o.cvr,
          u.is_active and coalesce(o.is_active, true) as "isActive"
        from identities i join users u on u.id = i.user_id left join organisations o on o.id = u.organisation_id
        where i.issuer = ${proven.issuer} and i.subject = ${proven.subject}`,
    );
    if (!user) return null;
    const reason = user.isActive ? misfitOf(proven, user) : "closed";
    if (reason === "role") await endAccess(tx, sql`u.id = ${user.id}::uuid`);
    if (reason) {
      await auditLogIn(tx, now, user.email, address, "log_in_refused", { reason });
      return { ok: false, reason };
    }
    await auditLogIn(tx, now, user.email, address, "log_in", { way: "sign_on" });
    return { ok: true, user: { id: user.id, sessionVersion: user.sessionVersion } };
  });
}

/**
 * Joins an identity to the user whose one-time link `token` is, an invitation or one to choose a password: it is used up,
 * and all their sessions, tokens and other links end. Refused where the user has a second factor, which the link would
 * go round. `link_dead` when the link does not work any more.
 */
export async function joinIdentity(ctx: Ctx, token: string, proven: Proven): Promise<LoggedIn | Refused> {
  const userId = ctx.actor.id;
  const reason = (await misfit(ctx, proven)) ?? ((await getSecondFactor(ctx)) && "second_factor");
  if (reason) return refused(ctx, reason);
  const joined = await write(ctx, "link_identity", async ({ tx, operation }): Promise<LoggedIn | null> => {
    await consumeLink(tx, ctx.now, { userId, token, purposes: PASSWORD_LINKS });
    if (!(await insertIdentity(tx, ctx, proven))) throw new Taken();
    await tx.update(users).set({ isInvited: false }).where(eq(users.id, userId));
    const changes = endedTokens(await endAccess(tx, sql`u.id = ${userId}::uuid`));
    await operation.record([{ subject: "user", subjectId: userId, action: "link_identity", changes }]);
    // A session begins with it.
    await auditLogIn(tx, ctx.now, ctx.actor.email, ctx.address ?? "", "log_in", { way: "sign_on" });
    return { ok: true, user: { id: userId, sessionVersion: ctx.actor.sessionVersion + 1 } };
  }).catch(unlessTaken);
  return joined ?? refused(ctx, "taken");
}

/** Joins an identity to the caller, who has confirmed who they are. */
export async function linkIdentity(ctx: Ctx, proven: Proven): Promise<{ ok: true } | Refused> {
  demand(ctx, "keep_own_account");
  const reason = await misfit(ctx, proven);
  if (reason) return refused(ctx, reason);
  const linked = await write(ctx, "link_identity", async ({ tx, operation }) => {
    if (await hasIdentity(tx, ctx, proven)) {
      operation.unchanged();
      return true;
    }
    if (!(await insertIdentity(tx, ctx, proven))) throw new Taken();
    await operation.record([
      { subject: "user", subjectId: ctx.actor.id, action: "link_identity", changes: null },
    ]);
    return true;
  }).catch(unlessTaken);
  return linked ? { ok: true } : refused(ctx, "taken");
}

/** Notes that the caller has just logged in anew at the provider, by an identity of theirs: good for this session alone. */
export async function confirmByIdentity(ctx: Ctx, proven: Proven): Promise<{ ok: true } | Refused> {
  demand(ctx, "keep_own_account");
  return ctx.db.transaction(async (tx): Promise<{ ok: true } | Refused> => {
    if (!(await hasIdentity(tx, ctx, proven))) return refused({ ...ctx, db: tx }, "taken");
    await tx
      .update(sessions)
      .set({ confirmedAt: ctx.now })
      .where(and(eq(sessions.id, ctx.actor.sessionId ?? ""), eq(sessions.userId, ctx.actor.id)));
    return { ok: true };
  });
}

/** Whether the caller can log in by single sign-on. */
export async function isLinked(ctx: Ctx): Promise<boolean> {
  demand(ctx, "keep_own_account");
  const found = await ctx.db.select().from(identities).where(eq(identities.userId, ctx.actor.id)).limit(1);
  return found.length > 0;
}

/** Forgets the caller's identities. Sessions go on. `passwords_off` where no other way in would be left. */
export const unlinkIdentity = (ctx: Ctx): Promise<void> =>
  write(ctx, "unlink_identity", async ({ tx, operation }) => {
    demand(ctx, "keep_own_account");
    if (!arePasswordsOn()) throw new DomainError("passwords_off");
    const forgotten = await forgetIdentities(tx, ctx.actor.id);
    if (forgotten === 0) return operation.unchanged();
    await operation.record([
      { subject: "user", subjectId: ctx.actor.id, action: "unlink_identity", changes: null },
    ]);
  });

class Taken extends Error {}

const unlessTaken = (error: unknown): null => {
  if (error instanceof Taken) return null;
  throw error;
};

async function misfit(ctx: Ctx, proven: Proven) {
  const { role, organisation } = ctx.actor;
  const [found] = await rowsOf<{ cvr: string | null }>(
    ctx.db,
    sql`select cvr from organisations where id = ${organisation?.id ?? null}::uuid`,
  );
  return misfitOf(proven, { role, cvr: found?.cvr ?? null });
}

async function refused(ctx: Ctx, reason: Refused["reason"]): Promise<Refused> {
  await auditLogIn(ctx.db, ctx.now, ctx.actor.email, ctx.address ?? "", "log_in_refused", { reason });
  return { ok: false, reason };
}

async function hasIdentity(tx: Tx, ctx: Ctx, { issuer, subject }: Proven): Promise<boolean> {
  const found = await rowsOf(
    tx,
    sql`select from identities where issuer = ${issuer} and subject = ${subject} and user_id = ${ctx.actor.id}::uuid`,
  );
  return found.length > 0;
}

/** False when the identity is somebody's already. */
async function insertIdentity(tx: Tx, ctx: Ctx, { issuer, subject }: Proven): Promise<boolean> {
  const inserted = await tx
    .insert(identities)
    .values({ issuer, subject, userId: ctx.actor.id, linkedAt: ctx.now })
    .onConflictDoNothing()
    .returning({ subject: identities.subject });
  return inserted.length > 0;
}

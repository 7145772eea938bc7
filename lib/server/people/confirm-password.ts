import "server-only";
import { and, eq } from "drizzle-orm";
import { sessions, users } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import { OwnPasswordInput } from "@/lib/contract/inputs/people";
import { audit } from "@/lib/server/kernel/audit";
import type { Ctx } from "@/lib/server/kernel/context";
import { parseInput } from "@/lib/server/kernel/mutate";
import { attemptKey, countOwnTry, forgetTries, giveBack } from "./attempts";
import { PASSWORD_LENGTH, verifyPassword } from "./passwords";

/** So long a log-in at the provider is good in place of the password, for the session that asked for it. */
const CONFIRMED_MINUTES = 5;

/** Until when this session needs no password; null when it does. */
export async function confirmedUntil({ db, now, actor }: Ctx): Promise<Date | null> {
  if (actor.sessionId === null) return null;
  const [session] = await db
    .select({ at: sessions.confirmedAt })
    .from(sessions)
    .where(and(eq(sessions.id, actor.sessionId), eq(sessions.userId, actor.id)));
  const until = session?.at && new Date(session.at.getTime() + CONFIRMED_MINUTES * 60_000);
  return until && until > now ? until : null;
}

/**
 * Asks for the caller's own password before what must not be done by somebody who found a browser open: a new password,
 * another e-mail, a token. Nothing is asked of a session that was confirmed at the provider just now: true. Otherwise
 * `invalid` without a password, `wrong_password` with a fault on `password`, `too_many_attempts` after ten wrong ones in 15
 * minutes. Slow, so it belongs before the transaction.
 */
export async function confirmPassword(ctx: Ctx, password: string | undefined): Promise<boolean> {
  if (await confirmedUntil(ctx)) return true;
  if (!password) throw new DomainError("invalid", { faults: [{ path: "password", code: "required" }] });
  const key = attemptKey("password", ctx.actor.id);
  await countOwnTry(ctx, key);
  const [user] = await ctx.db
    .select({ hash: users.passwordHash })
    .from(users)
    .where(eq(users.id, ctx.actor.id));
  const asker = { who: ctx.actor.id, isKnown: true };
  // A password over the limit is nobody's, and is not hashed.
  const possible = password.length <= PASSWORD_LENGTH.max ? password : "";
  const isRight = await verifyPassword(user?.hash, possible, asker).catch(async (error) => {
    await giveBack(ctx.db, [key]);
    throw error;
  });
  if (!isRight) {
    await audit(ctx, "password_refused");
    throw new DomainError("wrong_password", { faults: [{ path: "password", code: "wrong_password" }] });
  }
  await forgetTries(ctx.db, key);
  return false;
}

/** The same of an input `{password}`. */
export const confirmOwn = async (ctx: Ctx, input: unknown): Promise<boolean> =>
  confirmPassword(ctx, parseInput(OwnPasswordInput, input).password);

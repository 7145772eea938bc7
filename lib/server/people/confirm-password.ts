import "server-only";
import { eq } from "drizzle-orm";
import { users } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import { OwnPasswordInput } from "@/lib/contract/inputs/people";
import { LIMITS } from "@/lib/domain/limits";
import { audit } from "@/lib/server/kernel/audit";
import type { Ctx } from "@/lib/server/kernel/context";
import { parseInput } from "@/lib/server/kernel/mutate";
import { attemptKey, countTries, forgetTries, giveBack } from "./attempts";
import { PASSWORD_LENGTH, verifyPassword } from "./passwords";

/**
 * Asks for the caller's own password before what must not be done by somebody who found a browser open: a new password,
 * another e-mail, a token. `wrong_password` with a fault on `password`, `too_many_attempts` after ten wrong ones in 15
 * minutes. Slow, so it belongs before the transaction.
 */
export async function confirmPassword(ctx: Ctx, password: string): Promise<void> {
  const key = attemptKey("password", ctx.actor.id);
  const [tries = 0] = await countTries(ctx.db, ctx.now, [key]);
  if (tries > LIMITS.loginTries)
    throw new DomainError("too_many_attempts", { params: { minutes: LIMITS.loginMinutes } });
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
}

/** The same of an input `{password}`. */
export const confirmOwn = async (ctx: Ctx, input: unknown): Promise<void> =>
  confirmPassword(ctx, parseInput(OwnPasswordInput, input).password);

import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { users } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import { ForgottenInput } from "@/lib/contract/inputs/people";
import type { LinkPurpose } from "@/lib/domain/mail";
import { LIMITS } from "@/lib/domain/limits";
import { networkOf } from "@/lib/domain/network";
import { auditLogIn } from "@/lib/server/kernel/audit";
import type { Ctx } from "@/lib/server/kernel/context";
import { mutate, parseInput } from "@/lib/server/kernel/mutate";
import { sendsMail } from "@/lib/server/mail/outbox";
import { endAccess, endedTokens } from "./actors";
import { attemptKey, countTries } from "./attempts";
import { consumeLink, loweredByDatabase, postLinks } from "./links";
import { arePasswordsOn, hashPassword, mayHavePassword } from "./passwords";
import type { Admitted } from "./login";
import { NewPassword } from "./profile";
import { getSecondFactor } from "./second-factor";

/** The links with which a password is chosen. */
export const PASSWORD_LINKS = ["invitation", "password"] as const satisfies readonly LinkPurpose[];

/** Mails to one account in 15 minutes; more are not sent. */
const MAILS = 3;
/** Every answer takes so long, whether the account is known or not. */
export const ANSWER_MS = 500;

/**
 * `{email}`: posts a link to choose a new password, if the address belongs to a user. The answer and its time are the
 * same for every address. Without a mail server nothing is posted: a link that administrators could read would let them
 * in as somebody else. `too_many_attempts` after many questions from one network, whatever they were about;
 * `passwords_off` for everybody, so that the one account that still has one is not told.
 */
export async function askForPassword(db: Db, now: Date, input: unknown, address: string): Promise<void> {
  const { email } = parseInput(ForgottenInput, input);
  if (!arePasswordsOn()) throw new DomainError("passwords_off");
  const work = db.transaction(async (tx) => {
    const [account = ""] = await loweredByDatabase(tx, [email]);
    const keys = [attemptKey("forgotten", account), attemptKey("forgotten from", networkOf(address))];
    const [own = 0, from = 0] = await countTries(tx, now, keys);
    if (from > LIMITS.publicTries) return false;
    if (own <= MAILS && sendsMail())
      await postLinks(tx, now, {
        purpose: "password",
        who: sql`lower(u.email) = lower(${email})`,
        params: { by: "self" },
      });
    return true;
  });
  const [isAllowed] = await Promise.all([work, sleep(ANSWER_MS)]);
  if (!isAllowed) throw new DomainError("too_many_attempts", { params: { minutes: LIMITS.loginMinutes } });
}

const Chosen = z.strictObject({ password: NewPassword });

/**
 * `{password}`: sets the password of the user whose link `token` is, which is used up by it, and ends all their sessions,
 * tokens and other links. Gives what a new session needs, and whether a code is asked for before it. `link_dead` when the link does not work.
 */
export async function choosePassword(
  ctx: Ctx,
  token: string,
  input: unknown,
): Promise<{ user: Admitted; needsCode: boolean }> {
  const given = parseInput(Chosen, input);
  if (!mayHavePassword(ctx.actor)) throw new DomainError("passwords_off");
  const passwordHash = await hashPassword(given.password);
  const userId = ctx.actor.id;
  return mutate(ctx, "choose_password", Chosen, given, async (_, { tx, operation }) => {
    await consumeLink(tx, ctx.now, { userId, token, purposes: PASSWORD_LINKS });
    await tx.update(users).set({ passwordHash, isInvited: false }).where(eq(users.id, userId));
    const changes = endedTokens(await endAccess(tx, sql`u.id = ${userId}`));
    await operation.record([{ subject: "user", subjectId: userId, action: "choose_password", changes }]);
    const needsCode = (await getSecondFactor({ ...ctx, db: tx })) !== null;
    // A session begins with it, unless there is a second step.
    if (!needsCode) await auditLogIn(tx, ctx.now, ctx.actor.email, ctx.address ?? "", "log_in");
    return { user: { id: userId, sessionVersion: ctx.actor.sessionVersion + 1 }, needsCode };
  });
}

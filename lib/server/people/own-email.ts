import "server-only";
import { eq, sql } from "drizzle-orm";
import { users } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import { OwnEmailInput } from "@/lib/contract/inputs/people";
import { LIMITS } from "@/lib/domain/limits";
import type { LinkPurpose } from "@/lib/domain/mail";
import type { Locale } from "@/lib/domain/vocabulary";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { mutate, parseInput, type Tx, write } from "@/lib/server/kernel/mutate";
import { rowsOf } from "@/lib/server/kernel/sql";
import { post, sendsMail } from "@/lib/server/mail/outbox";
import { attemptKey, countTries } from "./attempts";
import { confirmPassword } from "./confirm-password";
import { consumeLink, insertLinks, loweredByDatabase } from "./links";
import { unique } from "./organisations";

/** Changes that one person may ask for, and that may be asked for one address, in 15 minutes. */
const CHANGES = 3;

export const EMAIL_LINKS = ["confirm_email"] as const satisfies readonly LinkPurpose[];

/**
 * `{email, password}`, the password being the caller's own: posts a link to the present and one to the new address. The
 * address changes when both have been used. The answer does not tell whether somebody else has the address; it gets no
 * link then. `no_mail_server` where no mail can be sent.
 */
export async function askForEmail(ctx: Ctx, input: unknown): Promise<void> {
  demand(ctx, "keep_own_account");
  if (!sendsMail()) throw new DomainError("no_mail_server");
  const given = parseInput(OwnEmailInput, input);
  await confirmPassword(ctx, given.password);
  const [address = ""] = await loweredByDatabase(ctx.db, [given.email]);
  const keys = [attemptKey("own email", ctx.actor.id), attemptKey("own email to", address)];
  if ((await countTries(ctx.db, ctx.now, keys)).some((tries) => tries > CHANGES))
    throw new DomainError("too_many_attempts", { params: { minutes: LIMITS.loginMinutes } });
  await mutate(ctx, "ask_for_email", OwnEmailInput, given, async ({ email }, { tx, operation }) => {
    const [user] = await tx
      .select({ email: users.email, name: users.name, language: users.language })
      .from(users)
      .where(eq(users.id, ctx.actor.id));
    if (!user || user.email === email) return operation.unchanged();
    await postChange(ctx, tx, user, email);
    await operation.record([
      {
        subject: "user",
        subjectId: ctx.actor.id,
        action: "ask_for_email",
        changes: { email: [user.email, email] },
      },
    ]);
  });
}

async function postChange(
  ctx: Ctx,
  tx: Tx,
  user: { email: string; name: string; language: Locale },
  newEmail: string,
): Promise<void> {
  const [taken] = await rowsOf<{ id: string }>(
    tx,
    sql`select id from users where lower(email) = lower(${newEmail}) and id <> ${ctx.actor.id}::uuid`,
  );
  // Only the last change that was asked for can be confirmed.
  await tx.execute(sql`update one_time_links set used_at = ${ctx.now.toISOString()}::timestamptz
    where user_id = ${ctx.actor.id}::uuid and purpose = 'confirm_email' and used_at is null`);
  const changeId = crypto.randomUUID();
  const link = (linkId: string) => ({
    id: ctx.actor.id,
    linkId,
    email: user.email,
    sessionVersion: ctx.actor.sessionVersion,
    newEmail,
    changeId,
  });
  const ids = [crypto.randomUUID(), crypto.randomUUID()] as const;
  await insertLinks(tx, ctx.now, "confirm_email", ids.map(link));
  const mailTo = (receiver: string, linkId: string) => ({
    kind: "confirm_email" as const,
    receiver,
    language: user.language,
    params: { name: user.name, email: newEmail },
    linkId,
  });
  await post(tx, ctx.now, [mailTo(user.email, ids[0]), ...(taken ? [] : [mailTo(newEmail, ids[1])])]);
}

/**
 * Uses up a link of a change of e-mail; `isDone` when it was the second of the two, and the address has been changed.
 * `link_dead` when it does not work, `already_exists` when somebody else has got the address meanwhile.
 */
export const confirmEmail = (ctx: Ctx, token: string): Promise<{ isDone: boolean }> =>
  unique(() =>
    write(ctx, "confirm_email", async ({ tx, operation }) => {
      const userId = ctx.actor.id;
      const { newEmail, changeId } = await consumeLink(tx, ctx.now, { userId, token, purposes: EMAIL_LINKS });
      const [left] = await rowsOf<{ count: number }>(
        tx,
        sql`select count(*)::int as count from one_time_links
          where change_id = ${changeId}::uuid and user_id = ${userId}::uuid and used_at is null`,
      );
      const isDone = left?.count === 0 && newEmail !== null;
      if (isDone) await tx.update(users).set({ email: newEmail }).where(eq(users.id, userId));
      const changes: Record<string, [unknown, unknown]> | null = isDone
        ? { email: [ctx.actor.email, newEmail] }
        : null;
      await operation.record([{ subject: "user", subjectId: userId, action: "confirm_email", changes }]);
      return { isDone };
    }),
  );

import "server-only";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import { ownPassword } from "@/lib/contract/inputs/people";
import { text } from "@/lib/contract/inputs/pieces";
import type { FaultCode } from "@/lib/domain/fault";
import { LIMITS } from "@/lib/domain/limits";
import type { Locale } from "@/lib/domain/vocabulary";
import { endAccess, endedTokens } from "./actors";
import { confirmPassword } from "./confirm-password";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { mutate, parseInput } from "@/lib/server/kernel/mutate";
import { hashPassword, mayHavePassword, PASSWORD_LENGTH } from "./passwords";

/** A new password: at least 12 code points, at most 200 UTF-16 units. */
export const NewPassword = z.string().superRefine((password, context) => {
  const fault = (code: FaultCode, limit: number) =>
    context.addIssue({ code: "custom", params: { code, limit }, input: undefined });
  if (password.length > PASSWORD_LENGTH.max) fault("too_long", PASSWORD_LENGTH.max);
  else if ([...password].length < PASSWORD_LENGTH.min) fault("password_too_short", PASSWORD_LENGTH.min);
});

const PasswordChange = z.strictObject({
  password: ownPassword,
  next: NewPassword,
});

/**
 * `{password, next}`: sets the caller's own password and ends all their sessions, this one too, and their tokens.
 * `wrong_password` with a fault on `password`, `too_many_attempts` after ten wrong ones in 15 minutes, `invalid` when
 * the new one is too short or too long.
 */
export async function changePassword(ctx: Ctx, input: unknown): Promise<void> {
  demand(ctx, "keep_own_account");
  // Parsed here as well, so that the slow hashing is done before the transaction.
  const given = parseInput(PasswordChange, input);
  if (!mayHavePassword(ctx.actor)) throw new DomainError("passwords_off");
  await confirmPassword(ctx, given.password);
  const passwordHash = await hashPassword(given.next);
  await mutate(ctx, "change_password", PasswordChange, given, async (_, { tx, operation }) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, ctx.actor.id));
    const changes = endedTokens(await endAccess(tx, sql`u.id = ${ctx.actor.id}`));
    await operation.record([
      { subject: "user", subjectId: ctx.actor.id, action: "change_password", changes },
    ]);
  });
}

const OwnName = z.strictObject({ name: text(LIMITS.nameLength) });

/** `{name}`: changes the caller's own name; the history keeps the old one. */
export const renameSelf = (ctx: Ctx, input: unknown): Promise<void> =>
  mutate(ctx, "rename_user", OwnName, input, async ({ name }, { tx, operation }) => {
    demand(ctx, "keep_own_account");
    const [before] = await tx
      .select({ name: users.name })
      .from(users)
      .where(eq(users.id, ctx.actor.id))
      .for("update");
    if (!before || before.name === name) return operation.unchanged();
    await tx.update(users).set({ name }).where(eq(users.id, ctx.actor.id));
    const changes: Record<string, [unknown, unknown]> = { name: [before.name, name] };
    await operation.record([{ subject: "user", subjectId: ctx.actor.id, action: "rename_user", changes }]);
  });

/** Keeps the language that the caller reads pages in, for mails to them. A preference, so no history. */
export async function keepOwnLanguage(ctx: Ctx, language: Locale): Promise<void> {
  demand(ctx, "keep_own_account");
  await ctx.db.execute(
    sql`update users set language = ${language} where id = ${ctx.actor.id}::uuid and language <> ${language}`,
  );
}

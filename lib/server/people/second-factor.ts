import "server-only";
import { randomBytes } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import { Secret, TOTP } from "otpauth";
import { encode } from "uqr";
import type { Db } from "@/db/client";
import { recoveryCodes, secondFactors } from "@/db/schema";
import { tell } from "@/db/tell";
import { DomainError } from "@/lib/contract/errors";
import { CodeInput } from "@/lib/contract/inputs/people";
import { ROLES, type Role } from "@/lib/domain/vocabulary";
import { env } from "@/lib/env";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { parseInput, type Tx, write } from "@/lib/server/kernel/mutate";
import { hashOfToken, seal, unseal } from "@/lib/server/kernel/secret";
import { rowsOf } from "@/lib/server/kernel/sql";
import { attemptKey, countOwnTry, forgetTries } from "./attempts";
import { confirmOwn } from "./confirm-password";

/** What every authenticator app knows: HMAC-SHA-1, six digits, half minutes (RFC 6238). */
const KIND = { issuer: "Projekter", algorithm: "SHA1", digits: 6, period: 30 };
/** In bytes, as RFC 4226 recommends. */
const SECRET_BYTES = 20;
/** In time steps: a clock may be so far off, and a person so slow. */
const SKEW = 1;
const RECOVERY_CODES = 10;
/** Without the letters and digits that are taken for each other; 16 of them are 80 bits. */
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

/** `recoveryCodes` is how many are left. */
export type SecondFactor = { since: Date; recoveryCodes: number };
/** How a second step was passed. */
export type CodeWay = "code" | "recovery_code";

/** The roles that must have a second factor to do anything with a password. */
export const demandedRoles = (): readonly Role[] =>
  env.TWO_FACTOR === "all" ? ROLES : env.TWO_FACTOR === "administrators" ? ["admin"] : [];

/** Whether codes are asked for, on `u` (users). */
export const HAS_SECOND_FACTOR = sql`exists (select from second_factors f
  where f.user_id = u.id and f.confirmed_at is not null)`;

/** The caller's own second factor; null while it is off. */
export async function getSecondFactor(ctx: Ctx): Promise<SecondFactor | null> {
  demand(ctx, "keep_own_account");
  const [found] = await rowsOf<{ since: Date | string; recoveryCodes: number }>(
    ctx.db,
    sql`select f.confirmed_at as since,
        (select count(*)::int from recovery_codes r where r.user_id = f.user_id) as "recoveryCodes"
      from second_factors f where f.user_id = ${ctx.actor.id}::uuid and f.confirmed_at is not null`,
  );
  return found ? { ...found, since: new Date(found.since) } : null;
}

/** A new secret: as text in groups of four, and as a QR code of `size` by `size` modules, drawn by the path `d` of an SVG. */
export type NewSecret = { secret: string; qr: { size: number; d: string } };

/**
 * `{password}`, the caller's own: a new secret, which works when `switchOnSecondFactor` gets a code of it. It takes the
 * place of one that was not confirmed. `already_exists` while a second factor is on.
 */
export async function beginSecondFactor(ctx: Ctx, input: unknown): Promise<NewSecret> {
  demand(ctx, "keep_own_account");
  await confirmOwn(ctx, input);
  const secret = new Secret({ size: SECRET_BYTES });
  const sealed = seal(secret.base32, ctx.actor.id);
  // Nothing works by it yet, so it has no history.
  const stored = await ctx.db
    .insert(secondFactors)
    .values({ userId: ctx.actor.id, secret: sealed })
    .onConflictDoUpdate({
      target: secondFactors.userId,
      set: { secret: sealed },
      setWhere: isNull(secondFactors.confirmedAt),
    })
    .returning({ userId: secondFactors.userId });
  if (stored.length === 0) throw new DomainError("already_exists");
  const address = new TOTP({ ...KIND, label: ctx.actor.email, secret }).toString();
  return { secret: secret.base32.match(/.{1,4}/g)?.join(" ") ?? "", qr: drawn(address) };
}

/** A module of the code is a square of one by one; what is not drawn is light. */
function drawn(text: string): NewSecret["qr"] {
  const { size, data } = encode(text, { border: 4 });
  const d = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return { size, d };
}

/**
 * `{code}`, the first of the new secret: from now on a log-in with the password asks for one. Gives ten recovery codes,
 * which nobody can read again. `wrong_code`, and `too_many_attempts` after ten wrong ones in 15 minutes.
 */
export async function switchOnSecondFactor(ctx: Ctx, input: unknown): Promise<{ codes: string[] }> {
  demand(ctx, "keep_own_account");
  const { code } = parseInput(CodeInput, input);
  const key = ownKey(ctx);
  await countOwnTry(ctx, key);
  const on = await write(ctx, "switch_on_second_factor", async ({ tx, operation }) => {
    const [begun] = await tx
      .select()
      .from(secondFactors)
      .where(and(eq(secondFactors.userId, ctx.actor.id), isNull(secondFactors.confirmedAt)))
      .for("update");
    const step = begun && stepOf(begun, code, ctx.now);
    if (step == null) throw wrongCode();
    await tx
      .update(secondFactors)
      .set({ confirmedAt: ctx.now, lastStep: step })
      .where(eq(secondFactors.userId, ctx.actor.id));
    const codes = await makeRecoveryCodes(tx, ctx.actor.id);
    await operation.record([
      { subject: "user", subjectId: ctx.actor.id, action: "switch_on_second_factor", changes: null },
    ]);
    return { codes };
  });
  await forgetTries(ctx.db, key);
  return on;
}

/** `{password}`, the caller's own: ten new recovery codes in place of those that are left. `not_found` while it is off. */
export async function renewRecoveryCodes(ctx: Ctx, input: unknown): Promise<{ codes: string[] }> {
  demand(ctx, "keep_own_account");
  await confirmOwn(ctx, input);
  return write(ctx, "renew_recovery_codes", async ({ tx, operation }) => {
    const on = await tx
      .select({ since: secondFactors.confirmedAt })
      .from(secondFactors)
      .where(eq(secondFactors.userId, ctx.actor.id))
      .for("update");
    if (!on[0]?.since) throw new DomainError("not_found");
    const codes = await makeRecoveryCodes(tx, ctx.actor.id);
    await operation.record([
      { subject: "user", subjectId: ctx.actor.id, action: "renew_recovery_codes", changes: null },
    ]);
    return { codes };
  });
}

/** `{password}`, the caller's own: the password alone is asked for again. */
export async function switchOffSecondFactor(ctx: Ctx, input: unknown): Promise<void> {
  demand(ctx, "keep_own_account");
  await confirmOwn(ctx, input);
  await write(ctx, "switch_off_second_factor", async ({ tx, operation }) => {
    if (!(await forgetSecondFactor(tx, ctx.actor.id))) return operation.unchanged();
    await operation.record([
      { subject: "user", subjectId: ctx.actor.id, action: "switch_off_second_factor", changes: null },
    ]);
  });
}

/** Forgets a user's secret and recovery codes; whether codes were asked for. */
export async function forgetSecondFactor(tx: Tx, userId: string): Promise<boolean> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  const [gone] = await tx
    .delete(secondFactors)
    .where(eq(secondFactors.userId, userId))
    .returning({ since: secondFactors.confirmedAt });
  return gone?.since != null;
}

async function makeRecoveryCodes(tx: Tx, userId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await tx.insert(recoveryCodes).values(codes.map((code) => ({ userId, codeHash: hashOfToken(bare(code)) })));
  return codes;
}

/** 32 letters, so that each byte gives every one of them as often. */
const newRecoveryCode = () =>
  [...randomBytes(16)]
    .map((byte) => LETTERS[byte % LETTERS.length])
    .join("")
    .replace(/.{4}(?!$)/g, "$&-");

/** A code as it counts, however it is spaced. */
const bare = (code: string) => code.replace(/[\s-]/g, "").toLowerCase();

/** The time step that a code is of; null when it is none near now. */
function stepOf(factor: { userId: string; secret: string }, code: string, now: Date): number | null {
  const secret = unseal(factor.secret, factor.userId);
  if (secret === null) {
    // A right code is refused like a wrong one.
    tell(
      "error",
      `The two-step verification of user ${factor.userId} was set up under another NEXTAUTH_SECRET, so no code of theirs is right; see npm run doctor.`,
    );
    return null;
  }
  const totp = new TOTP({ ...KIND, secret });
  const timestamp = now.getTime();
  const delta = totp.validate({ token: bare(code), timestamp, window: SKEW });
  return delta === null ? null : totp.counter({ timestamp }) + delta;
}

/**
 * Takes a code of the user's app, or one of the recovery codes: each is good once, also of two who send it at once to
 * different instances. Null when it is neither, or has been used.
 */
export async function takeCode(db: Db, now: Date, userId: string, code: string): Promise<CodeWay | null> {
  if (!/^\d{6}$/.test(bare(code))) {
    const used = await rowsOf(
      db,
      sql`delete from recovery_codes where user_id = ${userId}::uuid and code_hash = ${hashOfToken(bare(code))}
        returning user_id`,
    );
    return used.length > 0 ? "recovery_code" : null;
  }
  const [factor] = await rowsOf<{ userId: string; secret: string }>(
    db,
    sql`select user_id as "userId", secret from second_factors
      where user_id = ${userId}::uuid and confirmed_at is not null`,
  );
  const step = factor ? stepOf(factor, code, now) : null;
  if (step === null) return null;
  const taken = await rowsOf(
    db,
    sql`update second_factors set last_step = ${step}::int
      where user_id = ${userId}::uuid and last_step < ${step}::int returning user_id`,
  );
  return taken.length > 0 ? "code" : null;
}

/** Takes a code of the caller's, beside the password; nothing while the second factor is off. `wrong_code`. */
export async function confirmCode(ctx: Ctx, code: string | undefined): Promise<void> {
  if (!(await getSecondFactor(ctx))) return;
  if (!code) throw new DomainError("invalid", { faults: [{ path: "code", code: "required" }] });
  const key = ownKey(ctx);
  await countOwnTry(ctx, key);
  if (!(await takeCode(ctx.db, ctx.now, ctx.actor.id, code))) throw wrongCode();
  await forgetTries(ctx.db, key);
}

const ownKey = (ctx: Ctx) => attemptKey("own code", ctx.actor.id);

const wrongCode = () => new DomainError("wrong_code", { faults: [{ path: "code", code: "wrong_code" }] });

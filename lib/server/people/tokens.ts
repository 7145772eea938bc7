import "server-only";
import { randomBytes } from "node:crypto";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { apiTokens, users } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import { CodeInput, ownPassword } from "@/lib/contract/inputs/people";
import { optional, text } from "@/lib/contract/inputs/pieces";
import { LIMITS } from "@/lib/domain/limits";
import { TOKEN_DAYS, TOKEN_SCOPES, type TokenScope } from "@/lib/domain/vocabulary";
import { type Person, personWhere } from "./actors";
import { confirmPassword } from "./confirm-password";
import { confirmCode } from "./second-factor";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { mutate, parseId, parseInput, write } from "@/lib/server/kernel/mutate";
import { hashOfToken } from "@/lib/server/kernel/secret";

export type Token = {
  id: string;
  name: string;
  scope: TokenScope;
  createdAt: Date;
  /** Null: it lasts. */
  expiresAt: Date | null;
  isExpired: boolean;
  lastUsedAt: Date | null;
};

const TokenInput = z.strictObject({
  name: text(LIMITS.nameLength),
  scope: z.enum(TOKEN_SCOPES).default("write"),
  days: optional(z.literal(TOKEN_DAYS)),
  password: ownPassword,
  code: optional(CodeInput.shape.code),
});
const DAY_MS = 24 * 60 * 60 * 1000;
/** A token works while its user has the `sessionVersion` from when it was made. */
const IS_ALIVE = and(eq(apiTokens.userId, users.id), eq(apiTokens.sessionVersion, users.sessionVersion));

/** The caller's own tokens that have not been revoked or ended, newest first. One that has expired tells so. */
export async function listTokens(ctx: Ctx): Promise<Token[]> {
  const { id, name, scope, createdAt, expiresAt, lastUsedAt } = apiTokens;
  const tokens = await ctx.db
    .select({ id, name, scope, createdAt, expiresAt, lastUsedAt })
    .from(apiTokens)
    .innerJoin(users, IS_ALIVE)
    .where(and(eq(apiTokens.userId, ctx.actor.id), isNull(apiTokens.revokedAt)))
    .orderBy(desc(createdAt), id);
  return tokens.map((token) => ({
    ...token,
    isExpired: token.expiresAt !== null && token.expiresAt <= ctx.now,
  }));
}

/**
 * `{name, scope?, days?, password, code?}` → a new token of the caller that works for so many days, or lasts. `token` is given
 * only here; the database has its hash. `password` is the caller's own, and `code` of their second factor, while it is on.
 */
export async function createToken(ctx: Ctx, input: unknown): Promise<{ id: string; token: string }> {
  demand(ctx, "keep_own_account");
  const given = parseInput(TokenInput, input);
  // The provider has asked for what it wants beside a password.
  if (!(await confirmPassword(ctx, given.password))) await confirmCode(ctx, given.code);
  return mutate(ctx, "create_token", TokenInput, given, async ({ name, scope, days }, { tx, operation }) => {
    const id = crypto.randomUUID();
    const token = `projekter_${randomBytes(32).toString("base64url")}`;
    await tx.insert(apiTokens).values({
      id,
      userId: ctx.actor.id,
      name,
      tokenHash: hashOfToken(token),
      sessionVersion: ctx.actor.sessionVersion,
      scope,
      createdAt: ctx.now,
      expiresAt: days ? new Date(ctx.now.getTime() + days * DAY_MS) : null,
    });
    const changes: Record<string, [unknown, unknown]> = { token: [null, name] };
    await operation.record([{ subject: "user", subjectId: ctx.actor.id, action: "create_token", changes }]);
    return { id, token };
  });
}

/** Revokes one of the caller's tokens; `not_found` for other users' tokens and for revoked ones. */
export const revokeToken = (ctx: Ctx, tokenId: unknown): Promise<void> =>
  write(ctx, "revoke_token", async ({ tx, operation }) => {
    demand(ctx, "keep_own_account");
    const [revoked] = await tx
      .update(apiTokens)
      .set({ revokedAt: ctx.now })
      .where(
        and(
          eq(apiTokens.id, parseId(tokenId)),
          eq(apiTokens.userId, ctx.actor.id),
          isNull(apiTokens.revokedAt),
        ),
      )
      .returning({ name: apiTokens.name });
    if (!revoked) throw new DomainError("not_found");
    const changes: Record<string, [unknown, unknown]> = { token: [revoked.name, null] };
    await operation.record([{ subject: "user", subjectId: ctx.actor.id, action: "revoke_token", changes }]);
  });

/**
 * The user of a token; null when it is unknown, expired, revoked or ended with the sessions, or the user may not log in.
 */
export async function actorOfToken(db: Db, token: string, now = new Date()): Promise<Person | null> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const found = await personWhere<{ tokenId: string; scope: TokenScope; isFresh: boolean }>(
    db,
    sql`t.token_hash = ${hashOfToken(token)} and t.revoked_at is null and coalesce(t.expires_at > ${at}, true)`,
    {
      join: sql`join api_tokens t on t.user_id = u.id and t.session_version = u.session_version`,
      columns: sql`t.id as "tokenId", t.scope,
        coalesce(t.last_used_at > ${at} - interval '1 minute', false) as "isFresh"`,
    },
  );
  if (!found) return null;
  const { tokenId, isFresh, ...person } = found;
  // Written once a minute at the most.
  if (!isFresh) await db.update(apiTokens).set({ lastUsedAt: now }).where(eq(apiTokens.id, tokenId));
  return { ...person, sessionId: null };
}

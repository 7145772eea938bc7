import "server-only";
import { randomBytes } from "node:crypto";
import { and, eq, inArray, ne, sql } from "drizzle-orm";
import { cases, organisations, users } from "@/db/schema";
import { OwnPasswordInput, UserActiveInput, UserInput, UserPatch } from "@/lib/contract/inputs/people";
import { DomainError } from "@/lib/contract/errors";
import type { FaultCode } from "@/lib/domain/fault";
import { OPEN_STATES } from "@/lib/domain/actions/needs-action";
import { SIDES, sideOf } from "@/lib/domain/sides";
import { may, VERBS } from "@/lib/domain/verbs";
import type { Role } from "@/lib/domain/vocabulary";
import { endAccess, endedTokens } from "./actors";
import { confirmPassword } from "./confirm-password";
import { lockCases, reassignCases } from "@/lib/server/cases/system-changes";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import type { Operation } from "@/lib/server/kernel/history";
import { mutate, parseId, parseInput, type Tx, write } from "@/lib/server/kernel/mutate";
import { differing, unique } from "./organisations";
import { hashPassword } from "./passwords";
import { rowsOf, textArray } from "@/lib/server/kernel/sql";

export type UserSummary = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isActive: boolean;
  organisation: { id: string; name: string } | null;
  openCases: number;
};

/** Every user, by company and name. Administrators only. */
export async function listUsers(ctx: Ctx): Promise<UserSummary[]> {
  demand(ctx, "keep_users");
  return rowsOf<UserSummary>(
    ctx.db,
    sql`select u.id, u.name, u.email, u.role, u.is_active as "isActive",
      case when o.id is not null then json_build_object('id', o.id, 'name', o.name) end as organisation,
      (select count(*)::int from cases c where u.id in (c.installer_id, c.handler_id)
        and c.state = any(${textArray(OPEN_STATES)})) as "openCases"
    from users u left join organisations o on o.id = u.organisation_id
    order by u.role desc, lower(coalesce(o.name, '')), lower(u.name), u.id`,
  );
}

/** A first password, which the administrator passes on. */
const generatePassword = () => randomBytes(12).toString("base64url");

/**
 * `{name, email, role, organisationId?}` → the new user's id and first password. The role must be the organisation's
 * kind; `already_exists` for an e-mail in use.
 */
export async function createUser(ctx: Ctx, input: unknown): Promise<{ id: string; password: string }> {
  demand(ctx, "keep_users");
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  return unique(() =>
    mutate(ctx, "create_user", UserInput, input, async (values, { tx, operation }) => {
      await checkOrganisation(tx, values.role, values.organisationId);
      const row = { ...values, organisationId: values.organisationId ?? null, passwordHash };
      const [created] = await tx.insert(users).values(row).returning({ id: users.id });
      if (!created) throw new Error("the user was not stored");
      operation.describe({ params: { name: values.name } });
      const changes = { name: [null, values.name], email: [null, values.email] } as Record<
        string,
        [unknown, unknown]
      >;
      await operation.record([{ subject: "user", subjectId: created.id, action: "create_user", changes }]);
      return { id: created.id, password };
    }),
  );
}

async function checkOrganisation(tx: Tx, role: Role, organisationId: string | undefined): Promise<void> {
  const fault = (code: FaultCode) =>
    new DomainError("invalid", { faults: [{ path: "organisationId", code }] });
  const side = sideOf(role);
  if (side === null) {
    if (organisationId) throw fault("invalid");
    return;
  }
  if (!organisationId) throw fault("required");
  const [found] = await tx
    .select({ id: organisations.id })
    .from(organisations)
    .where(
      and(
        eq(organisations.id, organisationId),
        eq(organisations.kind, side),
        eq(organisations.isActive, true),
      ),
    );
  if (!found) throw fault("unknown_organisation");
}

/**
 * `{name, email, password?}`: changes a user; `already_exists` for an e-mail in use. Another e-mail asks for `password`,
 * the administrator's own.
 */
export async function updateUser(ctx: Ctx, id: string, input: unknown): Promise<void> {
  demand(ctx, "keep_users");
  const given = parseInput(UserPatch, input);
  if (given.password !== undefined) await confirmPassword(ctx, given.password);
  return unique(() =>
    mutate(ctx, "update_user", UserPatch, given, async ({ password, ...values }, { tx, operation }) => {
      const before = await lookUp(tx, id);
      if (values.email !== before.email && password === undefined)
        throw new DomainError("invalid", { faults: [{ path: "password", code: "required" }] });
      await tx.update(users).set(values).where(eq(users.id, before.id));
      operation.describe({ params: { name: values.name } });
      const changes = differing({ name: [before.name, values.name], email: [before.email, values.email] });
      await operation.record([{ subject: "user", subjectId: before.id, action: "update_user", changes }]);
    }),
  );
}

/**
 * `{isActive, moveTo?}`: deactivating a user ends their sessions and tokens. Their open cases go to the active colleague
 * `moveTo`, or at a DSO to nobody (»none«); without it `has_open_cases` with the count. The last installer of a company
 * keeps them, since a case must have one. The last administrator cannot be deactivated (`last_admin`).
 */
export async function setUserActive(ctx: Ctx, id: string, input: unknown): Promise<void> {
  demand(ctx, "keep_users");
  return mutate(
    ctx,
    "set_user_active",
    UserActiveInput,
    input,
    async ({ isActive, moveTo }, { tx, operation }) => {
      const keepers = isActive ? [] : await lockKeepers(tx);
      const user = await lookUp(tx, id);
      operation.describe({ params: { name: user.name, isActive } });
      if (user.isActive === isActive) return operation.unchanged();
      const isLast = may(user.role, "keep_users") && !keepers.some((other) => other.id !== user.id);
      if (!isActive && isLast) throw new DomainError("last_admin");
      if (!isActive) await handOver(ctx, tx, operation, user, moveTo);
      await tx.update(users).set({ isActive }).where(eq(users.id, user.id));
      const tokens = await endAccess(tx, sql`u.id = ${user.id}`);
      await operation.record([
        {
          subject: "user",
          subjectId: user.id,
          action: "set_user_active",
          changes: { isActive: [!isActive, isActive], ...endedTokens(tokens) },
        },
      ]);
    },
  );
}

/**
 * Locks the active users who may keep users, in id order and before other rows, so that the last two cannot deactivate
 * each other.
 */
const lockKeepers = (tx: Tx) =>
  tx
    .select({ id: users.id })
    .from(users)
    .where(and(inArray(users.role, VERBS.keep_users), eq(users.isActive, true)))
    .orderBy(users.id)
    .for("update");

type UserRow = typeof users.$inferSelect;

async function handOver(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  user: UserRow,
  moveTo: string | undefined,
): Promise<void> {
  const side = sideOf(user.role);
  if (side === null) return;
  const { person, isRequired } = SIDES[side];
  const open = await lockCases(
    tx,
    person,
    sql`${cases[person]} = ${user.id}::uuid and state = any(${textArray(OPEN_STATES)})`,
  );
  if (open.length === 0) return;
  const colleagues = await tx
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        ne(users.id, user.id),
        eq(users.isActive, true),
        sql`${users.organisationId} = ${user.organisationId}::uuid`,
      ),
    );
  const mayBeNobody = !isRequired && moveTo === "none";
  if (!moveTo && isRequired && colleagues.length === 0) return;
  if (!moveTo) throw new DomainError("has_open_cases", { params: { count: open.length } });
  const successor = mayBeNobody ? null : colleagues.find(({ id }) => id === moveTo)?.id;
  if (successor === undefined)
    throw new DomainError("invalid", { faults: [{ path: "moveTo", code: "unknown_person" }] });
  await reassignCases(ctx, tx, operation, open, person, successor);
}

/**
 * `{password}`, the administrator's own: gives a user a new password, which is given only here, and ends their sessions
 * and tokens.
 */
export async function resetPassword(ctx: Ctx, id: string, input: unknown): Promise<{ password: string }> {
  demand(ctx, "keep_users");
  const userId = parseId(id);
  await confirmPassword(ctx, parseInput(OwnPasswordInput, input).password);
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  return write(ctx, "reset_password", async ({ tx, operation }) => {
    const user = await lookUp(tx, userId);
    await tx.update(users).set({ passwordHash }).where(eq(users.id, user.id));
    const changes = endedTokens(await endAccess(tx, sql`u.id = ${user.id}`));
    operation.describe({ params: { name: user.name } });
    await operation.record([{ subject: "user", subjectId: user.id, action: "reset_password", changes }]);
    return { password };
  });
}

async function lookUp(tx: Tx, id: string): Promise<UserRow> {
  const [found] = await tx
    .select()
    .from(users)
    .where(eq(users.id, parseId(id)))
    .for("update");
  if (!found) throw new DomainError("not_found");
  return found;
}

/** Creates the first administrator of a new system, from the command line. */
export async function createFirstAdmin(
  db: Tx,
  now: Date,
  person: { name: string; email: string; password: string },
): Promise<{ id: string }> {
  const passwordHash = await hashPassword(person.password);
  const actor = {
    id: crypto.randomUUID(),
    name: "admin:create",
    email: "",
    role: "admin",
    organisation: null,
  } as unknown as Ctx["actor"];
  return unique(() =>
    write({ actor, db, now }, "create_user", async ({ tx, operation }) => {
      const row = { role: "admin", name: person.name, email: person.email, passwordHash } as const;
      const [created] = await tx.insert(users).values(row).returning({ id: users.id });
      if (!created) throw new Error("the user was not stored");
      await operation.record([
        {
          subject: "user",
          subjectId: created.id,
          action: "create_user",
          changes: { email: [null, person.email] },
        },
      ]);
      return created;
    }),
  );
}

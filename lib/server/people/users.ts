import "server-only";
import { randomBytes } from "node:crypto";
import { and, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import { cases, organisations, users } from "@/db/schema";
import { UserActiveInput, UserInput, UserPatch, UsersInput } from "@/lib/contract/inputs/people";
import { DomainError } from "@/lib/contract/errors";
import type { FaultCode, InputFault } from "@/lib/domain/fault";
import { OPEN_STATES } from "@/lib/domain/actions/needs-action";
import { SIDES, sideOf } from "@/lib/domain/sides";
import { may, VERBS } from "@/lib/domain/verbs";
import type { Locale, Role } from "@/lib/domain/vocabulary";
import { endAccess, endedTokens, forgetIdentities } from "./actors";
import { confirmedUntil, confirmOwn, confirmPassword } from "./confirm-password";
import { lockCases, reassignCases } from "@/lib/server/cases/system-changes";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import type { Operation } from "@/lib/server/kernel/history";
import { mutate, parseId, parseInput, type Tx, write } from "@/lib/server/kernel/mutate";
import { loweredByDatabase, type Posted, postLinks } from "./links";
import { differing, openOrClose, unique } from "./organisations";
import { hashPassword } from "./passwords";
import { forgetSecondFactor, HAS_SECOND_FACTOR } from "./second-factor";
import { post } from "@/lib/server/mail/outbox";
import { inOrder, rowsOf, textArray, uuidArray } from "@/lib/server/kernel/sql";

export type UserSummary = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isActive: boolean;
  /** Has not chosen a password yet. */
  isInvited: boolean;
  hasSecondFactor: boolean;
  organisation: { id: string; name: string } | null;
  openCases: number;
};

/** Every user, by company and name. Administrators only. */
export async function listUsers(ctx: Ctx): Promise<UserSummary[]> {
  demand(ctx, "keep_users");
  return rowsOf<UserSummary>(
    ctx.db,
    sql`select u.id, u.name, u.email, u.role, u.is_active as "isActive", u.is_invited as "isInvited",
      ${HAS_SECOND_FACTOR} as "hasSecondFactor",
      case when o.id is not null then json_build_object('id', o.id, 'name', o.name) end as organisation,
      (select coalesce(sum(c.n), 0)::int from project_counts c where c.person_id = u.id
        and c.state = any(${textArray(OPEN_STATES)})) as "openCases"
    from users u left join organisations o on o.id = u.organisation_id
    order by u.role desc, ${inOrder(sql`coalesce(o.name, '')`)}, u.name_order, u.id`,
  );
}

/** The hash of a password that nobody knows. */
export const nobodysPassword = () => hashPassword(randomBytes(32).toString("base64url"));

/**
 * A user who has been invited; `link` is the path of the page on which they choose their password, for whoever hands it
 * over, and null where a mail brings it.
 */
export type Invited = { id: string; link: string | null };

/**
 * `{name, email, role, organisationId?}` → the new user, who is invited. The role must be the organisation's kind;
 * `already_exists` for an e-mail in use.
 */
export async function createUser(ctx: Ctx, input: unknown): Promise<Invited> {
  demand(ctx, "keep_users");
  const passwordHash = await nobodysPassword();
  return unique(() =>
    mutate(ctx, "create_user", UserInput, input, async (values, { tx, operation }) => {
      await checkOrganisation(tx, operation, values.role, values.organisationId);
      operation.describe({ params: { name: values.name } });
      const [invited] = await insertInvited(ctx, tx, operation, [{ ...values, passwordHash }]);
      return invited as Invited;
    }),
  );
}

/**
 * `{role, organisationId?, people: [{name, email}]}`: the same for many, all of them or none. Faults name the person:
 * `people.3.email`.
 */
export async function inviteUsers(ctx: Ctx, input: unknown): Promise<Invited[]> {
  demand(ctx, "keep_users");
  const given = parseInput(UsersInput, input);
  const passwordHash = await nobodysPassword();
  return unique(() =>
    mutate(ctx, "invite_users", UsersInput, given, async ({ people, ...where }, { tx, operation }) => {
      await checkOrganisation(tx, operation, where.role, where.organisationId);
      await refuseTakenEmails(tx, people);
      operation.describe({ params: { name: people.map(({ name }) => name).join(", ") } });
      const rows = people.map((person) => ({ ...person, ...where, passwordHash }));
      return insertInvited(ctx, tx, operation, rows);
    }),
  );
}

async function refuseTakenEmails(tx: Tx, people: readonly { email: string }[]): Promise<void> {
  const emails = await loweredByDatabase(
    tx,
    people.map(({ email }) => email),
  );
  const taken = await rowsOf<{ email: string }>(
    tx,
    sql`select lower(email) as email from users where lower(email) = any(${textArray(emails)})`,
  );
  const faults = emails.flatMap((email, index): InputFault[] => {
    if (taken.some((row) => row.email === email))
      return [{ path: `people.${index}.email`, code: "email_taken" }];
    return emails.indexOf(email) < index
      ? [{ path: `people.${index}.email`, code: "email_given_twice" }]
      : [];
  });
  if (faults.length > 0) throw new DomainError("invalid", { faults });
}

type NewUser = {
  name: string;
  email: string;
  role: Role;
  organisationId?: string | undefined;
  passwordHash: string;
  language?: Locale;
};

/** Stores users who have no password yet, and posts an invitation to each; in the order of `people`. */
export async function insertInvited(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  people: readonly NewUser[],
): Promise<Invited[]> {
  const rows = people.map((person) => ({
    ...person,
    id: crypto.randomUUID(),
    organisationId: person.organisationId ?? null,
    isInvited: true,
  }));
  await tx.insert(users).values(rows);
  await operation.record(
    rows.map(({ id, name, email }) => ({
      subject: "user" as const,
      subjectId: id,
      action: "create_user" as const,
      changes: { name: [null, name], email: [null, email] } as Record<string, [unknown, unknown]>,
    })),
  );
  const ids = rows.map(({ id }) => id);
  const posted = await postInvitations(ctx, tx, sql`u.id = any(${uuidArray(ids)})`);
  return ids.map((id) => ({ id, link: posted.find(({ userId }) => userId === id)?.path ?? null }));
}

const postInvitations = (ctx: Ctx, tx: Tx, who: SQL) =>
  postLinks(tx, ctx.now, { purpose: "invitation", who, params: { by: ctx.actor.name } });

/** Invites a user once more who has not chosen a password yet; `not_found` for any other. */
export async function inviteAgain(ctx: Ctx, id: string): Promise<Invited> {
  demand(ctx, "keep_users");
  return write(ctx, "invite_again", async ({ tx, operation }) => {
    const user = await lookUp(tx, id);
    if (!(user.isInvited && user.isActive)) throw new DomainError("not_found");
    operation.describe({ params: { name: user.name } });
    const path = pathOf(await postInvitations(ctx, tx, sql`u.id = ${user.id}`));
    await operation.record([{ subject: "user", subjectId: user.id, action: "invite_again", changes: null }]);
    return { id: user.id, link: path };
  });
}

/** The path of the one link that was posted; `account_closed` when there is none, since the user cannot log in. */
function pathOf([posted]: readonly Posted[]): string | null {
  if (!posted) throw new DomainError("account_closed");
  return posted.path;
}

/** The company must be open, or have had nobody yet, as the grid companies that a release brings: then it opens. */
async function checkOrganisation(
  tx: Tx,
  operation: Operation,
  role: Role,
  organisationId: string | undefined,
): Promise<void> {
  const fault = (code: FaultCode) =>
    new DomainError("invalid", { faults: [{ path: "organisationId", code }] });
  const side = sideOf(role);
  if (side === null) {
    if (organisationId) throw fault("invalid");
    return;
  }
  if (!organisationId) throw fault("required");
  const hadNobody = sql<boolean>`not exists (select from users u where u.organisation_id = organisations.id)`;
  const [found] = await tx
    .select({ id: organisations.id, isActive: organisations.isActive, hadNobody })
    .from(organisations)
    .where(and(eq(organisations.id, organisationId), eq(organisations.kind, side)))
    .for("update");
  if (!found || !(found.isActive || found.hadNobody)) throw fault("unknown_organisation");
  if (!found.isActive) await openOrClose(tx, operation, found.id, true);
}

/**
 * `{name, email, password?}`: changes a user; `already_exists` for an e-mail in use. Another e-mail asks for `password`,
 * the administrator's own.
 */
export async function updateUser(ctx: Ctx, id: string, input: unknown): Promise<void> {
  demand(ctx, "keep_users");
  const given = parseInput(UserPatch, input);
  if (given.password !== undefined) await confirmPassword(ctx, given.password);
  const isConfirmed = given.password !== undefined || (await confirmedUntil(ctx)) !== null;
  return unique(() =>
    mutate(ctx, "update_user", UserPatch, given, async ({ password: _, ...values }, { tx, operation }) => {
      const before = await lookUp(tx, id);
      if (values.email !== before.email && !isConfirmed)
        throw new DomainError("invalid", { faults: [{ path: "password", code: "required" }] });
      await tx.update(users).set(values).where(eq(users.id, before.id));
      operation.describe({ params: { name: values.name } });
      const changes = differing({ name: [before.name, values.name], email: [before.email, values.email] });
      await operation.record([{ subject: "user", subjectId: before.id, action: "update_user", changes }]);
      // The invitation went to the former address, and works no more.
      if (before.isInvited && values.email !== before.email)
        await postInvitations(ctx, tx, sql`u.id = ${before.id}`);
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
    sql`${cases[person]} = ${user.id}::uuid and state = any(${textArray(OPEN_STATES)})
      and project_id in (select project_id from project_counts where person_id = ${user.id}::uuid)`,
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
 * `{password}`, the administrator's own: ends a user's password, identities, sessions and tokens, and posts a link to
 * choose another password, or to join another identity.
 */
export async function resetPassword(ctx: Ctx, id: string, input: unknown): Promise<Invited> {
  demand(ctx, "keep_users");
  const userId = parseId(id);
  await confirmOwn(ctx, input);
  const passwordHash = await nobodysPassword();
  return write(ctx, "reset_password", async ({ tx, operation }) => {
    const user = await lookUp(tx, userId);
    await tx.update(users).set({ passwordHash }).where(eq(users.id, user.id));
    await forgetIdentities(tx, user.id);
    const changes = endedTokens(await endAccess(tx, sql`u.id = ${user.id}`));
    const posted = await postLinks(tx, ctx.now, {
      purpose: "password",
      who: sql`u.id = ${user.id}`,
      params: { by: "administrator" },
    });
    operation.describe({ params: { name: user.name } });
    await operation.record([{ subject: "user", subjectId: user.id, action: "reset_password", changes }]);
    return { id: user.id, link: pathOf(posted) };
  });
}

/**
 * `{password}`, the administrator's own: forgets a user's second factor, so that the password alone lets them in, and tells
 * them by a mail. `not_found` when it is off.
 */
export async function resetSecondFactor(ctx: Ctx, id: string, input: unknown): Promise<void> {
  demand(ctx, "keep_users");
  const userId = parseId(id);
  await confirmOwn(ctx, input);
  await write(ctx, "reset_second_factor", async ({ tx, operation }) => {
    const user = await lookUp(tx, userId);
    if (!(await forgetSecondFactor(tx, user.id))) throw new DomainError("not_found");
    const { name, email: receiver, language } = user;
    await post(tx, ctx.now, [{ kind: "second_factor_reset", receiver, language, params: { name } }]);
    operation.describe({ params: { name } });
    await operation.record([
      { subject: "user", subjectId: user.id, action: "reset_second_factor", changes: null },
    ]);
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

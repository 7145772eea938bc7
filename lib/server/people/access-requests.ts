import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { accessRequests, notifications, organisations } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import { AccessRequestInput, AdmitInput, DeclineInput, SeenInput } from "@/lib/contract/inputs/people";
import { LIMITS } from "@/lib/domain/limits";
import { networkOf } from "@/lib/domain/network";
import type { NewsWish } from "@/lib/domain/news";
import type { Locale } from "@/lib/domain/vocabulary";
import { audit } from "@/lib/server/kernel/audit";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { mutate, parseId, parseInput, type Tx } from "@/lib/server/kernel/mutate";
import { inOrder, rowsOf } from "@/lib/server/kernel/sql";
import { post } from "@/lib/server/mail/outbox";
import { attemptKey, countTries } from "./attempts";
import { ANSWER_MS } from "./forgotten";
import { loweredByDatabase } from "./links";
import { openOrClose, refuseTakenCvr, unique } from "./organisations";
import { type Invited, insertInvited, nobodysPassword } from "./users";

/** Requests with one e-mail address in 15 minutes; more are not kept. */
const REQUESTS = 3;

/**
 * `{company, cvr, authorisation, name, email, phone?, note?}`: keeps a company's request for access and tells the
 * administrators by mail; another one with the same CVR number and e-mail corrects it while it is open. The answer and
 * its time are the same whether the company or the address is known; `too_many_attempts` after many requests from one network.
 */
export async function askForAccess(
  db: Db,
  now: Date,
  input: unknown,
  { address, language }: { address: string; language: Locale },
): Promise<void> {
  const given = parseInput(AccessRequestInput, input);
  const work = db.transaction(async (tx) => {
    const [email = ""] = await loweredByDatabase(tx, [given.email]);
    const keys = [attemptKey("access", email), attemptKey("access from", networkOf(address))];
    const [own = 0, from = 0] = await countTries(tx, now, keys);
    if (from > LIMITS.publicTries) return false;
    if (own <= REQUESTS) await keepRequest(tx, now, { ...given, language });
    return true;
  });
  const [isAllowed] = await Promise.all([work, sleep(ANSWER_MS)]);
  if (!isAllowed) throw new DomainError("too_many_attempts", { params: { minutes: LIMITS.loginMinutes } });
}

async function keepRequest(
  tx: Tx,
  now: Date,
  row: Omit<typeof accessRequests.$inferInsert, "createdAt">,
): Promise<void> {
  // Whoever asks again while the first request is open corrects it. Nobody here may read the table.
  const [kept] = await rowsOf<{ isNew: boolean }>(
    tx,
    sql`select keep_access_request(${JSON.stringify(row)}::jsonb, ${now.toISOString()}::timestamptz) as "isNew"`,
  );
  if (!kept?.isNew) return;
  // One mail in a quarter of an hour, however many ask; the tab has the number of them.
  const [told] = await countTries(tx, now, [attemptKey("access told")]);
  if (told !== 1) return;
  const administrators = await rowsOf<{ id: string; email: string; language: Locale; wish: NewsWish }>(
    tx,
    sql`select id, email, language, coalesce(news->>'administration', 'now') as wish from users
      where role = 'admin' and is_active order by id`,
  );
  if (administrators.length === 0) return;
  const receivers = administrators.map((user) => ({ ...user, notificationId: crypto.randomUUID() }));
  await tx.insert(notifications).values(
    receivers.map(({ id, notificationId, wish }) => ({
      id: notificationId,
      userId: id,
      action: "ask_for_access" as const,
      kind: "administration" as const,
      byName: row.company,
      createdAt: now,
      awaitsDaily: wish === "daily",
    })),
  );
  const params = { company: row.company, name: row.name };
  await post(
    tx,
    now,
    receivers
      .filter(({ wish }) => wish === "now")
      .map(({ email, language, notificationId }) => ({
        kind: "access_asked",
        receiver: email,
        language,
        params,
        notificationId,
      })),
  );
}

export type AccessRequest = {
  id: string;
  company: string;
  cvr: string;
  authorisation: string;
  name: string;
  email: string;
  phone: string | null;
  /** In which it was written, and is answered. */
  language: Locale;
  note: string | null;
  createdAt: Date;
  /** When other values came last. */
  correctedAt: Date | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  /** The company that was admitted; null while it is open, and when it was declined. */
  admitted: string | null;
  reason: string | null;
  /** Installer companies with the same CVR number, or that were admitted under the same authorisation. */
  known: { id: string; name: string; isActive: boolean; userCount: number }[];
  /** Who has this e-mail address already. */
  user: string | null;
  /** Other companies for which the same e-mail address asks, in open requests. */
  others: { company: string; cvr: string }[];
};

/** In requests: more are not listed. */
const LISTED = 200;

type Moment = "createdAt" | "correctedAt" | "decidedAt";

/** Requests for access, the open ones first, in their order, and then the last decided. Administrators only. */
export async function listAccessRequests(ctx: Ctx): Promise<AccessRequest[]> {
  demand(ctx, "keep_access_requests");
  const rows = await rowsOf<Omit<AccessRequest, "others"> & Record<Moment, string | Date | null>>(
    ctx.db,
    sql`select r.id, r.company, r.cvr, r.authorisation, r.name, r.email, r.phone, r.note, r.language, r.created_at as "createdAt",
        r.corrected_at as "correctedAt", r.decided_at as "decidedAt", r.decided_by as "decidedBy", r.reason,
        (select o.name from organisations o where o.id = r.organisation_id) as admitted,
        coalesce((select json_agg(json_build_object('id', o.id, 'name', o.name, 'isActive', o.is_active, 'userCount',
            (select count(*)::int from users u where u.organisation_id = o.id and u.is_active)) order by ${inOrder(sql`o.name`)})
          from organisations o where o.kind = 'installer' and (o.cvr = r.cvr or exists (
            select from access_requests other where other.organisation_id = o.id
              and other.id <> r.id and lower(other.authorisation) = lower(r.authorisation)))), '[]') as known,
        (select u.name from users u where lower(u.email) = lower(r.email)) as user
      from access_requests r
      order by r.decided_at desc nulls first, r.created_at, r.id limit ${LISTED}`,
  );
  const isSibling = (one: (typeof rows)[number], other: (typeof rows)[number]) =>
    other !== one && !other.decidedAt && other.email.toLowerCase() === one.email.toLowerCase();
  return rows.map((row) => ({
    ...row,
    others: rows.filter((other) => isSibling(row, other)).map(({ company, cvr }) => ({ company, cvr })),
    createdAt: new Date(row.createdAt),
    correctedAt: row.correctedAt && new Date(row.correctedAt),
    decidedAt: row.decidedAt && new Date(row.decidedAt),
  }));
}

/** How many requests wait for an answer. Administrators only. */
export async function countAccessRequests(ctx: Ctx): Promise<number> {
  demand(ctx, "keep_access_requests");
  const [found] = await rowsOf<{ count: number }>(
    ctx.db,
    sql`select count(*)::int as count from access_requests where decided_at is null`,
  );
  return found?.count ?? 0;
}

/**
 * `{organisationId?, opens?, company, name, email, correctedAt?}`: admits a company with its first user, who is invited;
 * all in one operation. The company is made when `organisationId` is absent, and opened when it is closed and `opens` says
 * so. `already_decided` when somebody was faster, `request_corrected` when its last correction is not the one that was
 * seen, `already_exists` for a company's name or CVR number, or an e-mail, in use.
 */
export async function admitCompany(ctx: Ctx, id: string, input: unknown): Promise<Invited> {
  demand(ctx, "keep_access_requests");
  const given = parseInput(AdmitInput, input);
  const passwordHash = await nobodysPassword();
  return unique(() =>
    mutate(
      ctx,
      "admit_company",
      AdmitInput,
      given,
      async ({ name, email, correctedAt, ...where }, { tx, operation }) => {
        const request = await openRequest(tx, id, correctedAt);
        const organisation = where.organisationId
          ? await knownInstaller(tx, where.organisationId)
          : await newInstaller(tx, where.company, request.cvr);
        if (!where.organisationId)
          await operation.record([
            {
              subject: "organisation",
              subjectId: organisation.id,
              action: "create_organisation",
              changes: { name: [null, organisation.name] },
            },
          ]);
        if (!organisation.isActive) {
          if (!where.opens) throw unknownInstaller();
          await openOrClose(tx, operation, organisation.id, true);
          await audit({ ...ctx, db: tx }, "set_organisation_active", { name: organisation.name });
        }
        const { language } = request;
        const person = { name, email, role: "installer", organisationId: organisation.id, language } as const;
        const [invited] = await insertInvited(ctx, tx, operation, [{ ...person, passwordHash }]);
        operation.describe({ params: { name: organisation.name } });
        await decide(ctx, tx, request.id, { organisationId: organisation.id });
        await operation.record([
          { subject: "access_request", subjectId: request.id, action: "admit_company", changes: null },
        ]);
        return invited as Invited;
      },
    ),
  );
}

/** `{reason, correctedAt?}`: declines a request and tells whoever asked, by mail; refused as in `admitCompany`. */
export async function declineCompany(ctx: Ctx, id: string, input: unknown): Promise<void> {
  demand(ctx, "keep_access_requests");
  await mutate(
    ctx,
    "decline_company",
    DeclineInput,
    input,
    async ({ reason, correctedAt }, { tx, operation }) => {
      const request = await openRequest(tx, id, correctedAt);
      await decide(ctx, tx, request.id, { reason });
      const { company, name, email, language } = request;
      const params = { company, name, reason };
      await post(tx, ctx.now, [{ kind: "access_declined", receiver: email, language, params }]);
      operation.describe({ params: { name: company } });
      await operation.record([
        { subject: "access_request", subjectId: request.id, action: "decline_company", changes: null },
      ]);
    },
  );
}

/** `{correctedAt?}`: removes a request that nobody means, as advertisements, and tells nobody; refused as the others. */
export async function deleteAccessRequest(ctx: Ctx, id: string, input: unknown): Promise<void> {
  demand(ctx, "keep_access_requests");
  await mutate(ctx, "delete_access_request", SeenInput, input, async ({ correctedAt }, { tx, operation }) => {
    const request = await openRequest(tx, id, correctedAt);
    await tx.delete(accessRequests).where(eq(accessRequests.id, request.id));
    operation.describe({ params: { name: request.company } });
    await operation.record([
      { subject: "access_request", subjectId: request.id, action: "delete_access_request", changes: null },
    ]);
  });
}

/** Locks a request that is open, and as it was `seen`: without a correction, or with the one of that time. */
async function openRequest(tx: Tx, id: string, seen: Date | null | undefined) {
  const [found] = await tx
    .select()
    .from(accessRequests)
    .where(eq(accessRequests.id, parseId(id)))
    .for("update");
  if (!found) throw new DomainError("not_found");
  if (found.decidedAt) throw new DomainError("already_decided", { params: { name: found.decidedBy ?? "" } });
  if (found.correctedAt?.getTime() !== seen?.getTime()) throw new DomainError("request_corrected");
  return found;
}

async function decide(
  ctx: Ctx,
  tx: Tx,
  id: string,
  answer: { organisationId: string } | { reason: string },
): Promise<void> {
  await tx
    .update(accessRequests)
    .set({ ...answer, decidedAt: ctx.now, decidedBy: ctx.actor.name })
    .where(and(eq(accessRequests.id, id), isNull(accessRequests.decidedAt)));
}

const INSTALLER = { id: organisations.id, name: organisations.name, isActive: organisations.isActive };
type Installer = Pick<typeof organisations.$inferSelect, keyof typeof INSTALLER>;

async function knownInstaller(tx: Tx, id: string): Promise<Installer> {
  const [found] = await tx
    .select(INSTALLER)
    .from(organisations)
    .where(and(eq(organisations.id, id), eq(organisations.kind, "installer")))
    .for("update");
  if (!found) throw unknownInstaller();
  return found;
}

const unknownInstaller = () =>
  new DomainError("invalid", { faults: [{ path: "organisationId", code: "unknown_organisation" }] });

async function newInstaller(tx: Tx, name: string, cvr: string): Promise<Installer> {
  await refuseTakenCvr(tx, cvr);
  const [created] = await tx
    .insert(organisations)
    .values({ kind: "installer", name, cvr })
    .returning(INSTALLER);
  if (!created) throw new Error("the organisation was not stored");
  return created;
}

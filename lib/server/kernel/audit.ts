import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { type AuditDetails, auditEvents } from "@/db/schema";
import type { AuditKind } from "@/lib/domain/audit";
import type { OperationKind } from "@/lib/domain/operations";
import type { Ctx } from "./context";

/** The longest address that is kept; a real one has at most 45 characters. */
const ADDRESS_LENGTH = 64;
const shortened = (address: string) => address.slice(0, ADDRESS_LENGTH);

type Who = Pick<Ctx, "db" | "now" | "actor" | "address">;

/** Writes what the actor did, or was refused, in the log of administration. */
export async function audit(
  { db, now, actor, address = "" }: Who,
  action: AuditKind | OperationKind,
  details: AuditDetails = {},
): Promise<void> {
  await db.insert(auditEvents).values({
    action,
    actorId: actor.id,
    actorName: actor.name,
    organisationId: actor.organisation?.id ?? null,
    address: shortened(address),
    details,
    at: now,
  });
}

/** The same once a minute, so that whoever repeats a refused request does not fill the log. */
export async function auditOnceAMinute(
  { db, now, actor, address = "" }: Who,
  action: AuditKind,
  details: AuditDetails,
): Promise<void> {
  const at = now.toISOString();
  const given = JSON.stringify(details);
  await db.execute(sql`
    insert into audit_events (action, actor_id, actor_name, organisation_id, address, details, at)
    select ${action}, ${actor.id}::uuid, ${actor.name}, ${actor.organisation?.id ?? null}::uuid,
      ${shortened(address)}, ${given}::jsonb, ${at}::timestamptz
    where not exists (select from audit_events where actor_id = ${actor.id}::uuid and action = ${action}
      and details = ${given}::jsonb and at > ${at}::timestamptz - interval '1 minute')`);
}

/** Writes a log-in, for the account that has this e-mail, if there is one. */
export async function auditLogIn(
  db: Db,
  now: Date,
  email: string,
  address: string,
  action: "log_in" | "log_in_refused",
  details: AuditDetails = {},
): Promise<void> {
  await db.execute(sql`
    insert into audit_events (action, actor_id, actor_name, organisation_id, address, details, at)
    select ${action}, u.id, coalesce(u.name, ''), u.organisation_id, ${shortened(address)},
      ${JSON.stringify(details)}::jsonb, ${now.toISOString()}::timestamptz
    from (select 1) one left join users u on lower(u.email) = lower(${email})`);
}

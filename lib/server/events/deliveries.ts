import "server-only";
import { createHmac } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { OPERATOR, type ScopedDatabase } from "@/db/scope";
import type { OrganisationKind } from "@/lib/domain/vocabulary";
import { isOld, leasedUntil, moment, nextTry, startDueWork } from "@/lib/server/kernel/due-work";
import { webhookKey, webhookKeyHash } from "@/lib/server/kernel/secret";
import { limited, rowsOf } from "@/lib/server/kernel/sql";
import { eventFor } from "./events";
import { postFenced } from "./fenced-request";

/** A receiver must have answered by then. */
const TRY_MS = 10_000;
/** A delivery belongs so long to the instance that tries it: longer than a try may take. */
const LEASE_SECONDS = 60;
const FIRST_WAIT_SECONDS = 10;
/** A webhook that took nothing for so long is switched off. */
const ENDS_AFTER_DAYS = 3;
/** So many webhooks are served side by side, each for so long before others get their turn. */
const AT_ONCE = 10;
const TURN_MS = 20_000;

/** What is told of a delivery that waits since the application has another secret than when the webhook was made. */
const OTHER_SECRET = "other_secret";

type Due = {
  id: string;
  operationId: string | null;
  attempts: number;
  isOld: boolean;
  url: string;
  keyHash: string | null;
  companyId: string;
  kind: OrganisationKind;
};

/**
 * Delivers what is due, and gives how much was taken. Several instances may do it at once: a delivery is put off before it
 * is tried, so no other instance tries it meanwhile. A webhook that fails ends its turn, so a dead receiver holds up no
 * other. When a process ends between the answer and the marking, the same is delivered once more under the same id.
 */
export async function deliverDue(as: ScopedDatabase, clock: () => Date = () => new Date()): Promise<number> {
  const db = as(OPERATOR);
  const due = await rowsOf<{ id: string }>(
    db,
    sql`select w.id from webhooks w join organisations c on c.id = w.organisation_id
      where w.is_active and c.is_active and exists (select from webhook_deliveries d
        where d.webhook_id = w.id and d.delivered_at is null and d.given_up_at is null and d.due_at <= ${moment(clock())})
      order by random() ${limited(AT_ONCE)}`,
  );
  const taken = await Promise.all(due.map(({ id }) => deliverTo(id, as, db, clock)));
  return taken.reduce((all, one) => all + one, 0);
}

async function deliverTo(webhookId: string, as: ScopedDatabase, db: Db, clock: () => Date): Promise<number> {
  const began = Date.now();
  let taken = 0;
  while (Date.now() - began < TURN_MS) {
    const delivery = await takeOne(db, webhookId, clock());
    if (!delivery) break;
    const body = await bodyOf(as, delivery, clock());
    if (body === null) {
      await db.execute(sql`delete from webhook_deliveries where id = ${delivery.id}::uuid`);
      continue;
    }
    const isOurs = delivery.keyHash === null || delivery.keyHash === webhookKeyHash(webhookId);
    // Signed with another secret, it would be taken for somebody else's.
    const result = isOurs
      ? await postFenced(delivery.url, {
          headers: signedHeaders(webhookKey(webhookId), delivery.id, clock(), body),
          body,
          ms: TRY_MS,
        })
      : OTHER_SECRET;
    const isTaken = /^2\d\d$/.test(result);
    await mark(db, clock(), webhookId, delivery, result, isTaken);
    if (!isTaken) break;
    taken += 1;
  }
  return taken;
}

async function takeOne(db: Db, webhookId: string, now: Date): Promise<Due | undefined> {
  const at = moment(now);
  const [taken] = await rowsOf<Due>(
    db,
    sql`update webhook_deliveries d set attempts = d.attempts + 1, due_at = ${leasedUntil(now, LEASE_SECONDS)}
      from webhooks w join organisations c on c.id = w.organisation_id
      where w.id = d.webhook_id and w.is_active and c.is_active and d.id in (
        select id from webhook_deliveries
        where webhook_id = ${webhookId}::uuid and delivered_at is null and given_up_at is null and due_at <= ${at}
        order by due_at, created_at limit 1 for update skip locked)
      returning d.id, d.operation_id as "operationId", d.attempts, w.url, w.key_hash as "keyHash", c.id as "companyId", c.kind,
        ${isOld(sql`d.created_at`, now)} as "isOld"`,
  );
  return taken;
}

/** The event as the feed tells it; null when the company does not see the operation any more. */
async function bodyOf(as: ScopedDatabase, { id, operationId, companyId, kind }: Due, now: Date) {
  if (operationId === null) return JSON.stringify({ id, type: "trial", at: now.toISOString() });
  // Read as the company, so that the policies hold for what is told it.
  const company = { role: kind, organisation: { id: companyId } };
  const event = await eventFor(as({ role: kind, company: companyId }), company, operationId);
  return event && JSON.stringify(event);
}

/** As Standard Webhooks says, so that its libraries verify it. */
export const signedHeaders = (key: Buffer, id: string, now: Date, body: string): Record<string, string> => {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    "content-type": "application/json",
    "user-agent": "Projekter",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
};

async function mark(
  db: Db,
  now: Date,
  webhookId: string,
  delivery: Due,
  result: string,
  isTaken: boolean,
): Promise<void> {
  const { id, attempts } = delivery;
  const at = moment(now);
  if (isTaken) {
    await db.execute(sql`
      with webhook as (
        update webhooks set last_at = ${at}, last_result = ${result}, failing_since = null,
          key_hash = coalesce(key_hash, ${webhookKeyHash(webhookId)}) where id = ${webhookId}::uuid)
      update webhook_deliveries set delivered_at = ${at}, last_result = ${result} where id = ${id}::uuid`);
    return;
  }
  const ends = sql`coalesce(failing_since <= ${at} - make_interval(days => ${ENDS_AFTER_DAYS}::int), false)`;
  // A webhook that ends takes what waits for it along.
  await db.execute(sql`
    with webhook as (
      update webhooks set last_at = ${at}, last_result = ${result}, failing_since = coalesce(failing_since, ${at}),
        is_active = is_active and not ${ends}, ended_at = case when ${ends} then ${at} else ended_at end
      where id = ${webhookId}::uuid returning is_active)
    update webhook_deliveries d set last_result = case when d.id = ${id}::uuid then ${result} else d.last_result end,
      due_at = case when d.id = ${id}::uuid then ${nextTry(now, attempts, FIRST_WAIT_SECONDS)} else d.due_at end,
      given_up_at = case when not w.is_active or ${delivery.isOld} then ${at} end
    from webhook w where d.webhook_id = ${webhookId}::uuid and d.delivered_at is null and d.given_up_at is null
      and (d.id = ${id}::uuid or not w.is_active)`);
}

/** How many deliveries are `waiting`, and of them `failing`: tried before, in vain. For the operator. */
export async function countUndelivered(db: Db): Promise<{ waiting: number; failing: number }> {
  const [counts] = await rowsOf<{ waiting: number; failing: number }>(
    db,
    sql`select count(*)::int as waiting, count(*) filter (where last_result is not null)::int as failing
      from webhook_deliveries where delivered_at is null and given_up_at is null`,
  );
  return { waiting: 0, failing: 0, ...counts };
}

/** Begins to deliver from this process. */
export const startDelivering = () => startDueWork("webhooks", deliverDue);

import "server-only";
import { eq, sql } from "drizzle-orm";
import { organisations, webhookDeliveries, webhooks } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import { WebhookActiveInput, WebhookInput } from "@/lib/contract/inputs/events";
import { fault } from "@/lib/contract/inputs/pieces";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { wakeDueWork } from "@/lib/server/kernel/due-work";
import type { Operation } from "@/lib/server/kernel/history";
import { mutate, parseId, type Tx, write } from "@/lib/server/kernel/mutate";
import { webhookKey, webhookKeyHash } from "@/lib/server/kernel/secret";
import { inOrder, rowsOf } from "@/lib/server/kernel/sql";
import { refusalOfUrl } from "./fenced-request";

export type Webhook = {
  id: string;
  organisationName: string;
  url: string;
  isActive: boolean;
  createdAt: Date;
  /** When it was last tried, with the status of the answer or the code of what went wrong. */
  lastAt: Date | null;
  lastResult: string | null;
  /** Since when it has only failed. */
  failingSince: Date | null;
  /** When it was switched off since it had failed for days. */
  endedAt: Date | null;
  waiting: number;
  givenUp: number;
};

/** Every webhook, by company. Administrators only. */
export async function listWebhooks(ctx: Ctx): Promise<Webhook[]> {
  demand(ctx, "keep_webhooks");
  type Row = Webhook & Record<"createdAt" | "lastAt" | "failingSince" | "endedAt", string | null>;
  const rows = await rowsOf<Row>(
    ctx.db,
    sql`select w.id, o.name as "organisationName", w.url, w.is_active as "isActive", w.created_at as "createdAt",
        w.last_at as "lastAt", w.last_result as "lastResult", w.failing_since as "failingSince", w.ended_at as "endedAt",
        (select count(*)::int from webhook_deliveries d
          where d.webhook_id = w.id and d.delivered_at is null and d.given_up_at is null) as waiting,
        (select count(*)::int from webhook_deliveries d where d.webhook_id = w.id and d.given_up_at is not null) as "givenUp"
      from webhooks w join organisations o on o.id = w.organisation_id order by ${inOrder(sql`o.name`)}, w.created_at, w.id`,
  );
  const dated = (at: string | null) => (at === null ? null : new Date(at));
  return rows.map((row) => ({
    ...row,
    createdAt: new Date(row.createdAt),
    lastAt: dated(row.lastAt),
    failingSince: dated(row.failingSince),
    endedAt: dated(row.endedAt),
  }));
}

/** How many the server has switched off. Administrators only. */
export async function countEndedWebhooks(ctx: Ctx): Promise<number> {
  demand(ctx, "keep_webhooks");
  const [found] = await rowsOf<{ count: number }>(
    ctx.db,
    sql`select count(*)::int as count from webhooks where ended_at is not null`,
  );
  return found?.count ?? 0;
}

const CheckedInput = WebhookInput.superRefine(({ url }, context) => {
  const refused = URL.canParse(url) ? refusalOfUrl(new URL(url)) : "not_https";
  if (refused) context.addIssue({ ...fault(refused), input: undefined, path: ["url"] });
});

/** What history and log say of a webhook: its host, as the rest of an address may hold a key. */
const hostOf = (url: string) => new URL(url).host;

async function record(
  operation: Operation,
  action: "create_webhook" | "set_webhook_active" | "delete_webhook" | "try_webhook",
  { id, url }: { id: string; url: string },
  changes: Record<string, [unknown, unknown]> | null = null,
) {
  operation.describe({ params: { name: hostOf(url) } });
  await operation.record([{ subject: "webhook", subjectId: id, action, changes }]);
}

/** The row, locked; `not_found` when there is none. */
async function lookUp(tx: Tx, id: unknown) {
  const [found] = await tx
    .select({ id: webhooks.id, url: webhooks.url, isActive: webhooks.isActive })
    .from(webhooks)
    .where(eq(webhooks.id, parseId(id)))
    .for("update");
  if (!found) throw new DomainError("not_found");
  return found;
}

/**
 * `{organisationId, url}`: tells a system of a company's operations from now on. The secret that verifies what it is sent
 * is given only here. Administrators only.
 */
export async function createWebhook(ctx: Ctx, input: unknown): Promise<{ id: string; secret: string }> {
  demand(ctx, "keep_webhooks");
  return mutate(
    ctx,
    "create_webhook",
    CheckedInput,
    input,
    async ({ organisationId, url }, { tx, operation }) => {
      const [company] = await tx
        .select({ isActive: organisations.isActive })
        .from(organisations)
        .where(eq(organisations.id, organisationId));
      if (!company?.isActive)
        throw new DomainError("invalid", {
          faults: [{ path: "organisationId", code: "unknown_organisation" }],
        });
      const id = crypto.randomUUID();
      await tx
        .insert(webhooks)
        .values({ id, organisationId, url, keyHash: webhookKeyHash(id), createdAt: ctx.now });
      await record(operation, "create_webhook", { id, url }, { url: [null, hostOf(url)] });
      return { id, secret: `whsec_${webhookKey(id).toString("base64")}` };
    },
  );
}

/** `{isActive}`: switches a webhook on or off; what waits for one that is switched off goes. Administrators only. */
export async function setWebhookActive(ctx: Ctx, id: unknown, input: unknown): Promise<void> {
  demand(ctx, "keep_webhooks");
  await mutate(
    ctx,
    "set_webhook_active",
    WebhookActiveInput,
    input,
    async ({ isActive }, { tx, operation }) => {
      const before = await lookUp(tx, id);
      if (before.isActive === isActive) return operation.unchanged();
      await tx
        .update(webhooks)
        .set({ isActive, failingSince: null, endedAt: null })
        .where(eq(webhooks.id, before.id));
      if (!isActive) await deleteWaiting(tx, before.id);
      await record(operation, "set_webhook_active", before, { isActive: [!isActive, isActive] });
    },
  );
}

const deleteWaiting = (tx: Tx, id: string) =>
  tx.execute(sql`delete from ${webhookDeliveries}
    where webhook_id = ${id}::uuid and delivered_at is null and given_up_at is null`);

/** Deletes a webhook with what was and was not delivered. Administrators only. */
export const deleteWebhook = (ctx: Ctx, id: unknown): Promise<void> =>
  write(ctx, "delete_webhook", async ({ tx, operation }) => {
    demand(ctx, "keep_webhooks");
    const before = await lookUp(tx, id);
    await tx.delete(webhooks).where(eq(webhooks.id, before.id));
    await record(operation, "delete_webhook", before, { url: [hostOf(before.url), null] });
  });

/** Sends a trial to a webhook that is on; `not_found` otherwise. What came of it is told by `listWebhooks`. Administrators only. */
export const tryWebhook = (ctx: Ctx, id: unknown): Promise<void> =>
  write(ctx, "try_webhook", async ({ tx, operation }) => {
    demand(ctx, "keep_webhooks");
    const webhook = await lookUp(tx, id);
    if (!webhook.isActive) throw new DomainError("not_found");
    await tx.insert(webhookDeliveries).values({ webhookId: webhook.id, createdAt: ctx.now, dueAt: ctx.now });
    await record(operation, "try_webhook", webhook);
    wakeDueWork("webhooks");
  });

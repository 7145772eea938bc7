import "server-only";
import { openDatabase } from "@/db/client";
import { OPERATOR } from "@/db/scope";
import { env } from "@/lib/env";
import { databaseState } from "@/lib/server/kernel/database";
import { measures } from "@/lib/server/kernel/measures";
import { countUndelivered } from "@/lib/server/events/deliveries";
import { countUnsent } from "@/lib/server/mail/outbox";

/** Lets `/api/metrics` read what the database and its pool tell, each time somebody asks. */
export function watchSystem(): void {
  const measured = measures();
  measured?.watch(
    "projekter_database_up",
    "1 when the database answers and has its migrations",
    "state",
    async () => {
      const state = await databaseState().catch(() => "away");
      return { [state]: state === "ok" ? 1 : 0 };
    },
  );
  measured?.watch(
    "projekter_database_connections",
    "Connections of this process to the database, and requests that wait for one",
    "state",
    async () => (await openDatabase(env)).connections?.() ?? {},
  );
  measured?.watch("projekter_outbox_mails", "Mails that were not sent", "state", async () => {
    const { as } = await openDatabase(env);
    return countUnsent(as(OPERATOR), new Date());
  });
  measured?.watch(
    "projekter_webhook_deliveries",
    "Deliveries to webhooks that wait, and those of them that were tried in vain",
    "state",
    async () => countUndelivered((await openDatabase(env)).as(OPERATOR)),
  );
}

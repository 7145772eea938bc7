import "server-only";
import { sql } from "drizzle-orm";
import { openDatabase } from "@/db/client";
import { OPERATOR } from "@/db/scope";
import { env } from "@/lib/env";
import { databaseState } from "@/lib/server/kernel/database";
import { measures } from "@/lib/server/kernel/measures";
import { rowsOf } from "@/lib/server/kernel/sql";

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
    const [row] = await rowsOf<{ waiting: number; late: number; given_up: number }>(
      as(OPERATOR),
      sql`select count(*) filter (where given_up_at is null)::int as waiting,
        count(*) filter (where given_up_at is null and created_at < now() - interval '15 minutes')::int as late,
        count(*) filter (where given_up_at is not null)::int as given_up from outbox where sent_at is null`,
    );
    return { ...row };
  });
}

import { sql } from "drizzle-orm";
import { version } from "@/package.json";
import { database } from "@/lib/server/database";
import { openEndpoint } from "@/lib/web/route";

/** A database that takes longer than this does not answer. */
const PATIENCE = 3_000;

/** For the machine in front of us: no log-in, no secrets. */
export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = openEndpoint(async () => {
  const headers = { "cache-control": "no-store" };
  if (await databaseAnswers()) return Response.json({ status: "ok", database: "ok", version }, { headers });
  return Response.json({ status: "error", database: "unreachable", version }, { status: 503, headers });
});

async function databaseAnswers(): Promise<boolean> {
  const asked = database().then((db) => db.execute(sql`select 1`));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null).unref());
  return Promise.race([asked, late]).then(Boolean, () => false);
}

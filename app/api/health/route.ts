import { sql } from "drizzle-orm";
import { version } from "@/package.json";
import { database } from "@/lib/server/database";

export const dynamic = "force-dynamic";

/** For the machine in front of us: no log-in, no secrets. */
export async function GET() {
  const headers = { "cache-control": "no-store" };
  try {
    await (await database()).execute(sql`select 1`);
    return Response.json({ status: "ok", database: "ok", version }, { headers });
  } catch {
    return Response.json({ status: "error", database: "unreachable", version }, { status: 503, headers });
  }
}

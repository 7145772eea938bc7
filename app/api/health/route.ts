import { version } from "@/package.json";
import { databaseState } from "@/lib/server/kernel/database";
import { openEndpoint } from "@/lib/web/route";

/** In milliseconds; a database that takes longer counts as not answering. */
const PATIENCE = 3_000;

/** The state of the server for a load balancer; without a log-in. */
export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = openEndpoint(async () => {
  const database = await answerOfDatabase();
  // A read-only database still serves pages.
  const isWell = database === "ok" || database === "read_only";
  const answer = { status: isWell ? "ok" : "error", database, version };
  return Response.json(answer, { status: isWell ? 200 : 503, headers: { "cache-control": "no-store" } });
});

async function answerOfDatabase(): Promise<"ok" | "read_only" | "not_migrated" | "unreachable"> {
  const late = new Promise<"unreachable">((resolve) => setTimeout(resolve, PATIENCE, "unreachable").unref());
  return Promise.race([databaseState(), late]).catch(() => "unreachable");
}

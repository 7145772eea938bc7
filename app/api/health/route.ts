import { version } from "@/package.json";
import { databaseState } from "@/lib/server/kernel/database";
import { openEndpoint } from "@/lib/web/route";

/** A database that takes longer than this does not answer. */
const PATIENCE = 3_000;

/** For the machine in front of us: no log-in, no secrets. */
export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = openEndpoint(async () => {
  const database = await answerOfDatabase();
  // A database that takes no changes still answers what is read; nobody should be sent away for that.
  const isWell = database === "ok" || database === "read_only";
  const answer = { status: isWell ? "ok" : "error", database, version };
  return Response.json(answer, { status: isWell ? 200 : 503, headers: { "cache-control": "no-store" } });
});

async function answerOfDatabase(): Promise<"ok" | "read_only" | "not_migrated" | "unreachable"> {
  const late = new Promise<"unreachable">((resolve) => setTimeout(resolve, PATIENCE, "unreachable").unref());
  return Promise.race([databaseState(), late]).catch(() => "unreachable");
}

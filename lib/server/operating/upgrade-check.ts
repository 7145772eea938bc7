import "server-only";
import { sql } from "drizzle-orm";
import type { Db, OpenDatabase } from "@/db/client";
import type { Migration } from "@/db/migrate";
import { effectsOf, tablesMadeBy, takesAway } from "@/db/migration-effects";
import { backupFolder } from "@/lib/env";
import { rowsOf } from "@/lib/server/kernel/sql";
import { newestBackup } from "./backup-looks";
import { error, type Finding, ok, type Settings, warning } from "./finding";

/** Measured with migration 0038 and 100,000 cases on two cores; a larger table is not kept in memory, and takes longer. */
const ROWS_A_SECOND = { rewritten: 50_000, indexed: 500_000 };
/** Of a backup that was made for this upgrade. */
const FRESH_HOURS = 2;
/** Fewer than of any table that grows. */
const BYTES_A_ROW = 200;
/** So long nobody notices more than a slow page. */
const UNNOTICED_SECONDS = 5;

/**
 * What `npm run db:migrate` would do to the database as it is, how long people would wait for it, and whether there is a
 * way back. Changes nothing.
 */
export async function checkUpgrade(
  opened: Pick<OpenDatabase, "db" | "migrations">,
  settings: Pick<Settings, "BACKUP_DIR">,
): Promise<Finding[]> {
  const { state, missing, line } = await opened.migrations();
  if (state === "newer" || state === "differs") return [error("migrations", line ?? state)];
  if (missing.length === 0) return [ok("migrations", "all applied: an upgrade changes nothing")];
  const rows = await sizesOf(opened.db);
  const made = tablesMadeBy(missing.map(textOf).join(";\n"));
  const steps = missing.map((migration) => stepOf(migration, rows, made));
  const seconds = Math.ceil(steps.reduce((sum, step) => sum + step.seconds, 0));
  const isNoticed = seconds > UNNOTICED_SECONDS;
  return [
    ...steps.map(({ finding }) => finding),
    (isNoticed ? warning : ok)(
      "time",
      isNoticed
        ? `about ${seconds} seconds, in which requests that need these tables are refused as busy; choose a quiet hour`
        : "a few seconds at the most",
    ),
    ...(await wayBack(
      missing.some((migration) => takesAway(textOf(migration), made)),
      settings,
    )),
  ];
}

const textOf = ({ statements }: Migration) => statements.join(";\n");

/** `made` are the tables that these migrations make. */
function stepOf(migration: Migration, rows: ReadonlyMap<string, number>, made: ReadonlySet<string>) {
  const text = textOf(migration);
  const { rewritten, indexed } = effectsOf(text);
  const take = (tables: string[], rate: number) =>
    tables.reduce((sum, table) => sum + (rows.get(table) ?? 0) / rate, 0);
  // A table that another of these migrations makes is empty.
  const told = (tables: string[]) =>
    tables.flatMap((table) => (rows.has(table) ? [`${table} (${rows.get(table)} rows)`] : [])).join(", ");
  const lines = [
    told(rewritten) && `writes ${told(rewritten)} anew`,
    told(indexed) && `makes indexes on ${told(indexed)}`,
    takesAway(text, made) && "takes away what the release before may use, or refuses what it may write",
  ].filter(Boolean);
  return {
    seconds: take(rewritten, ROWS_A_SECOND.rewritten) + take(indexed, ROWS_A_SECOND.indexed),
    finding: ok(migration.name, lines.join("; ") || "takes a moment, and nothing away"),
  };
}

/** The rows of each table, as the database estimates them. */
async function sizesOf(db: Db): Promise<Map<string, number>> {
  const found = await rowsOf<{ name: string; n: number }>(
    db,
    // Of a table that was never analysed it knows the size alone.
    sql`select relname as name, (case when reltuples >= 0 then reltuples
        else pg_relation_size(oid) / ${BYTES_A_ROW}::int end)::int as n
      from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  return new Map(found.map(({ name, n }) => [name, n]));
}

function savedBy(newest: Awaited<ReturnType<typeof newestBackup>>): Finding {
  if (!newest || newest.content.kind === "none")
    return error("backup", "there is none: run npm run backup first");
  const { name, hours, content } = newest;
  if (content.kind === "unread")
    return warning(
      "backup",
      `${name}, ${hours} hours old, could not be looked into (${content.fault}); run npm run backup just before`,
    );
  return (hours < FRESH_HOURS ? ok : warning)(
    "backup",
    `${name}, ${hours} hours old; run npm run backup just before`,
  );
}

/** How to get back to the release before when the new one turns out to be wrong. */
async function wayBack(needsBackup: boolean, settings: Pick<Settings, "BACKUP_DIR">): Promise<Finding[]> {
  const saved = await newestBackup(settings).then(savedBy, (cause: Error) =>
    error("backup", `${backupFolder(settings)} cannot be read (${cause.message}): run npm run backup first`),
  );
  const restore =
    "npm run restore -- FILE --replace, with the release before; what was done since the backup is lost";
  return [
    saved,
    needsBackup
      ? warning("way back", restore)
      : ok(
          "way back",
          `nothing is taken away, so the release before can be started again on the migrated database; else ${restore}`,
        ),
  ];
}

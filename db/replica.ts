import type pg from "pg";
import { failureLine, isPassing, rootOf } from "./failure";
import { isDirect, openPool, type Queryable, sendWithin } from "./postgres";
import { type Scope, settingsOf } from "./scope";
import { outsideRequests, tell } from "./tell";

/** What was committed so long ago is in every answer of a replica. */
export const STALE_MS = 5_000;
/** So often the primary is asked how far it has come, while reads are answered; and a replica that failed, whether it is back. */
const LOOK_MS = 1_000;
/** How long a read waits for a connection to the replica before the primary is asked instead. */
const CONNECT_MS = 1_000;

/** Where a server is: `history` tells clusters, timelines and databases apart, `bytes` counts its log from its beginning. */
type Position = { history: string; bytes: string };
const DATABASE = "(select oid from pg_database where datname = current_database())";
const CLUSTER = "(select system_identifier from pg_control_system())";

// What was acknowledged has been flushed. Only flushed log is sent to a standby.
const PRIMARY_POSITION = `select pg_current_wal_flush_lsn() - '0/0' as bytes,
  concat_ws('/', ${CLUSTER}, ${DATABASE}, left(pg_walfile_name(pg_current_wal_flush_lsn()), 8)) as history`;

type Replica = Position & { isStandby: boolean; hasAll: boolean };
/**
 * A standby's timeline is the one of its last checkpoint: after a failover it stays the old one for some minutes, so that
 * no position is compared with one of a history that it does not share.
 */
const replicaPosition = (hasAll: string) => `select pg_is_in_recovery() as "isStandby", ${hasAll} as "hasAll",
  coalesce(pg_last_wal_replay_lsn() - '0/0', 0) as bytes,
  concat_ws('/', ${CLUSTER}, ${DATABASE}, upper(lpad(to_hex(timeline_id), 8, '0'))) as history
  from pg_control_checkpoint()`;

/** Why a replica is not used, for an operator. */
class Unusable extends Error {}

/** A statement that took too long would take as long on the primary. */
const TOOK_TOO_LONG = "57014";

/** A replica for one who asks, whose changes, so many as `changeCount` tells, must all be in what it answers. */
export type AskReplica = (scope: Scope, changeCount: number, primary: Queryable) => Queryable;

/**
 * A streaming replica of the database that `primary` leads to (docs/adr/0037). A read is answered from it when it then has
 * all that was committed `STALE_MS` before, and all changes of the person who asks; otherwise, and whatever fails, by the
 * primary. So nobody is told of a replica that is away, but the operator.
 */
export function openReplica(primary: pg.Pool, connectionString: string) {
  const pool = openPool(connectionString, { connectionTimeoutMillis: CONNECT_MS });
  let marks: (Position & { at: number })[] = [];
  let asking: Promise<void> | undefined;
  let isResting = false;
  let isTold = false;
  let timer: NodeJS.Timeout | undefined;

  /** Sees to it that the primary has been asked lately where it is. */
  async function look(): Promise<void> {
    const last = marks.at(-1);
    if (last && performance.now() - last.at < LOOK_MS) return;
    asking ??= (async () => {
      // Before it is asked: what it answers may be newer and not older.
      const at = performance.now();
      const { rows } = await primary.query<Position>(PRIMARY_POSITION);
      const [position] = rows;
      if (position) marks = [...marks.filter((mark) => at - mark.at < STALE_MS), { ...position, at }];
    })().finally(() => {
      asking = undefined;
    });
    await asking;
  }

  /** Throws unless what the replica has is as new as it must be. */
  function demandFresh({ isStandby, history, bytes }: Replica): void {
    if (!isStandby) throw new Unusable("the server is no standby");
    const known = marks.filter((mark) => performance.now() - mark.at < STALE_MS);
    if (!known.some((mark) => mark.history === history))
      throw new Unusable(
        "the server has another database than DATABASE_URL, or has not followed it long enough",
      );
    if (!known.some((mark) => mark.history === history && BigInt(mark.bytes) <= BigInt(bytes)))
      throw new Unusable(`the server is more than ${STALE_MS / 1000} s behind`);
  }

  /** Uses the replica again when it is as it must be, and looks again later when it is not. */
  async function tryAgain(): Promise<void> {
    try {
      await look();
      // Also whether its user may take our roles.
      const [, { rows }] = await sendWithin(pool, `begin read only; ${settingsOf(null)}`, {
        text: replicaPosition("true"),
      });
      demandFresh(rows[0]);
      isResting = false;
      if (isTold) tell("warn", "DATABASE_READ_URL: the server answers reads again");
      isTold = false;
    } catch (error) {
      const reason =
        error instanceof Unusable
          ? `DATABASE_READ_URL: ${error.message}`
          : failureLine(error, connectionString, "DATABASE_READ_URL");
      if (!isTold && !pool.ending) tell("warn", `${reason}; DATABASE_URL answers all reads meanwhile`);
      isTold = true;
      isResting = false;
      rest();
    }
  }

  function rest(): void {
    if (isResting || pool.ending) return;
    isResting = true;
    timer = outsideRequests(() => setTimeout(() => void tryAgain(), LOOK_MS)).unref();
  }

  /** What the replica answers; null when the primary must be asked. */
  async function answer(
    first: string,
    config: pg.QueryConfig,
    values: unknown[] | undefined,
  ): Promise<pg.QueryResult | null> {
    try {
      await look();
      const named = isDirect(pool) ? config : { ...config, name: undefined };
      const [begun, result] = await sendWithin(pool, first, named, values);
      const replica = (begun as unknown as pg.QueryResult<Replica>[]).at(-1)?.rows[0] as Replica;
      demandFresh(replica);
      return replica.hasAll ? result : null;
    } catch (error) {
      const { code } = rootOf(error);
      if (code === TOOK_TOO_LONG) throw error;
      if (error instanceof Unusable || isPassing(error)) rest();
      return null;
    }
  }

  const as: AskReplica = (scope, changeCount, primaryClient) => {
    if (!scope?.user) return primaryClient;
    const hasAll = `exists (select from users where id = '${scope.user}' and change_count >= ${Math.trunc(changeCount)})`;
    const first = `begin read only; ${settingsOf(scope)}; ${replicaPosition(hasAll)}`;
    // What has been asked of the primary once is newer: the rest of the request is not to go back in time.
    let isLeft = false;
    return {
      query: async (config, values) => {
        const found = isLeft || isResting ? null : await answer(first, config, values);
        if (found) return found;
        isLeft = true;
        return primaryClient.query(config, values);
      },
    };
  };
  // A replica that is away is told of at the start and not at the first read.
  isResting = true;
  void tryAgain();
  return {
    as,
    close: async () => {
      clearTimeout(timer);
      await pool.end();
    },
  };
}

import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { openDatabase } from "@/db/client";
import type { ScopedDatabase } from "@/db/scope";
import { outsideRequests, tell } from "@/db/tell";
import { env } from "@/lib/env";

/** What waits in a table until it is due: mails and webhooks. */
type Kind = "mails" | "webhooks";

/** Each instance looks so often whether something is due; one that has just written something looks at once. */
const LOOKS_EVERY_MS = 5_000;
/** A little later, when the transaction that wrote it has been committed. */
const SOON_MS = 300;
const LONGEST_WAIT_SECONDS = 3_600;
/** What cannot be sent is tried so long. */
const TRIED_FOR_HOURS = 24;

// Of the process: a module may be loaded more than once in it.
const shared = globalThis as { projekterDueWork?: Map<Kind, () => void> };
const started = () => (shared.projekterDueWork ??= new Map());

/**
 * Begins to do what is due from this process, one round at a time. A failure is told once and tried again. The first
 * round is not at once: the server is loading its pages then, which may take longer than a connection is waited for.
 */
export function startDueWork(kind: Kind, work: (as: ScopedDatabase) => Promise<unknown>): void {
  if (started().has(kind)) return;
  let isWorking = false;
  let told = "";
  const look = async () => {
    if (isWorking) return;
    isWorking = true;
    try {
      await work((await openDatabase(env)).as);
      told = "";
    } catch (error) {
      const { cause, message } = error as Error;
      const line = `${kind} wait: ${(cause as Error | undefined)?.message ?? message}`;
      if (line !== told) tell("error", line);
      told = line;
    } finally {
      isWorking = false;
    }
  };
  started().set(kind, () => void look());
  setInterval(() => void look(), LOOKS_EVERY_MS).unref();
}

/** Looks soon whether something is due, in the process that has written it. */
export function wakeDueWork(kind: Kind): void {
  const look = started().get(kind);
  if (look) outsideRequests(() => setTimeout(look, SOON_MS).unref());
}

export const moment = (date: Date): SQL => sql`${date.toISOString()}::timestamptz`;

/** When what failed is tried again: after `first` seconds, then twice as long each time, an hour at most. */
export const nextTry = (now: Date, attempts: number, first: number): SQL =>
  moment(new Date(now.getTime() + Math.min(first * 2 ** (attempts - 1), LONGEST_WAIT_SECONDS) * 1_000));

/** Until when what is tried belongs to the instance that tries it; `seconds` are more than a try may take. */
export const leasedUntil = (now: Date, seconds: number): SQL =>
  moment(new Date(now.getTime() + seconds * 1_000));

/** Whether what was made at `createdAt` has been tried for long enough. */
export const isOld = (createdAt: SQL, now: Date): SQL =>
  sql`${createdAt} <= ${moment(now)} - make_interval(hours => ${TRIED_FOR_HOURS}::int)`;

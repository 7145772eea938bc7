import "server-only";
import type { Db } from "@/db/client";
import type { DomainError } from "@/lib/contract/errors";
import type { OrganisationKind, Role } from "@/lib/domain/vocabulary";

declare const minted: unique symbol;

/** Someone who has proved who they are. Only `lib/web/session.ts` and the test factories make one. */
export type Actor = {
  readonly [minted]: true;
  id: string;
  name: string;
  email: string;
  role: Role;
  /** As it was when they proved it; a token made now ends when it is raised. */
  sessionVersion: number;
  /** Null for administrators. */
  organisation: { id: string; kind: OrganisationKind; name: string } | null;
};

/** What every verb is given: who asks, on which database or transaction, and what time it is. */
export type Ctx = {
  actor: Actor;
  db: Db;
  now: Date;
  /** Tells when whoever asks has gone; what is only read for them need not be begun any more. */
  gone?: AbortSignal;
  /**
   * A request that may be sent again: its one write happens once (see `write`). What `keep` makes of the outcome is
   * stored with it, and given to whoever sends the request again. Only the caller reads that text.
   */
  once?: {
    key: string;
    requestHash: string;
    keep: (outcome: Outcome) => string | Promise<string>;
  };
  /** Told the id of the operation as it begins; it exists once the work is done. */
  begun?: (operationId: string) => void;
  /** Told how far long work has come; must return at once. */
  progress?: (phase: ProgressPhase, done: number, total: number) => void;
};
/** What a verb came to: its result, or the refusal it decided on. */
export type Outcome = { result: unknown } | { refusal: DomainError };
export type ProgressPhase = "reading" | "checking" | "writing";

/** Today's date in Denmark, as YYYY-MM-DD. */
export const today = (ctx: { now: Date }) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Copenhagen" }).format(ctx.now);

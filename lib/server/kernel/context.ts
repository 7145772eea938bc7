import "server-only";
import type { Db } from "@/db/client";
import type { DomainError } from "@/lib/contract/errors";
import type { CaseRead } from "@/lib/domain/audit";
import { danishDay } from "@/lib/domain/danish-day";
import type { Verb } from "@/lib/domain/verbs";
import type { OrganisationKind, Role, TokenScope } from "@/lib/domain/vocabulary";

declare const minted: unique symbol;

/** A person who has logged in. Only `lib/web/session.ts` and the test factories make one. */
export type Actor = {
  readonly [minted]: true;
  id: string;
  name: string;
  email: string;
  role: Role;
  /** The user's `sessionVersion` at the log-in; tokens made now end when it is raised. */
  sessionVersion: number;
  /** How many changes the user had made when this request began. */
  changeCount: number;
  /** The session that asks; null for a token. */
  sessionId: string | null;
  /** Whether this request may change anything; only a token can be made not to. */
  scope: TokenScope;
  /** Has logged in with a password and lacks the second factor that is demanded: may set it up, and nothing else. */
  lacksSecondFactor?: boolean;
  /** Null for administrators. */
  organisation: { id: string; kind: OrganisationKind; name: string } | null;
};

/** The context of every verb: the actor, the database or transaction, and the time. */
export type Ctx = {
  actor: Actor;
  db: Db;
  now: Date;
  /** Where the request came from, for the log; absent on the command line. */
  address?: string;
  /** Called when somebody else asks for what is for administrators; must return at once. */
  refused?: (verb: Verb) => void;
  /** Called when cases were read whole; must return at once. Lists and searches are not told. */
  seen?: (read: CaseRead) => void;
  /** Aborted when the client has gone; reads for it need not begin any more. */
  gone?: AbortSignal;
  /**
   * A request with an idempotency key, whose write happens once (see `write`). The text that `keep` makes of the outcome
   * is stored with the key, and thrown as a `Replay` when the request is sent again. The kernel does not read it.
   */
  once?: {
    key: string;
    requestHash: string;
    keep: (outcome: Outcome) => string | Promise<string>;
  };
  /** Called with the operation's id when it begins; the operation is stored at the end. */
  begun?: (operationId: string) => void;
  /** Called with the progress of long work; must return at once. */
  progress?: (phase: ProgressPhase, done: number, total: number) => void;
};
/** The outcome of a verb: its result, or a refusal (`isDecision`). */
export type Outcome = { result: unknown } | { refusal: DomainError };
export type ProgressPhase = "reading" | "checking" | "writing";

/** Today's date in Denmark, as YYYY-MM-DD. */
export const today = (ctx: { now: Date }) => danishDay(ctx.now);

/**
 * What the log of administration holds beside what administrators did (`OperationKind`): log-ins, good and refused,
 * others' attempts at what is for administrators, wrong passwords where one's own is asked for again, and extracts of what
 * is held about a person.
 */
export const AUDIT_KINDS = ["log_in", "log_in_refused", "refused", "password_refused", "extracted"] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** Why a log-in by single sign-on was refused; `shell.login.signOn` has a sentence for each. */
export const SIGN_ON_REFUSALS = [
  /** The provider does not answer, or refuses us. */
  "away",
  /** Whoever should log in there did not. */
  "cancelled",
  /** What came back is not the answer to what this browser asked, or not a good one. */
  "unproved",
  "unknown",
  /** Somebody else's identity, or the user has been deactivated. */
  "taken",
  "closed",
  /** No group of this role, or another company's CVR number. */
  "role",
  "company",
  /** A link joins nothing to an account that asks for a code: whoever only reads its mail has no code. */
  "second_factor",
] as const;
export type SignOnRefusal = (typeof SIGN_ON_REFUSALS)[number];

/** What is read of a case: a case itself, or a project, of which many cases are read at once. */
export const READ_SUBJECTS = ["case", "project"] as const;
export type ReadSubject = (typeof READ_SUBJECTS)[number];
/** How it is read: on its page or by a program, as a workbook, or as the list to print. */
export const READ_WAYS = ["opened", "exported", "printed"] as const;
export type ReadWay = (typeof READ_WAYS)[number];
export type CaseRead = {
  way: ReadWay;
  subject: ReadSubject;
  /** How many cases were read of each subject, by its id. */
  counts: ReadonlyMap<string, number>;
};

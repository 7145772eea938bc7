/**
 * What the log of administration holds beside what administrators did (`OperationKind`): log-ins, good and refused,
 * others' attempts at what is for administrators, and wrong passwords where one's own is asked for again.
 */
export const AUDIT_KINDS = ["log_in", "log_in_refused", "refused", "password_refused"] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

import type { Role } from "../lib/domain/vocabulary";
import type { Db } from "./drizzle";

/**
 * Who asks, as the policies of the tables see it (docs/adr/0020): a user of a company, or an administrator. Null is nobody
 * yet, as at a log-in, and gets no row of a company's.
 */
export type Scope = { role: Role; user?: string; company?: string } | null;

/** For programs that an operator starts: they work on all companies' rows. */
export const OPERATOR: Scope = { role: "admin" };

/** May read and write rows, and owns nothing. Those who ask are members of it: `projekter_installer`, `_dso`, `_admin`. */
export const APP_ROLE = "projekter_app";

/** The role of the database that somebody's statements run as. */
export const roleOf = (scope: Scope) => (scope ? `projekter_${scope.role}` : APP_ROLE);

/** Nobody yet, and everybody who may ask. */
export const SCOPES: readonly Scope[] = [null, { role: "installer" }, { role: "dso" }, { role: "admin" }];

/** The statement that lets a user take on roles: all that the program sets, unless some are named. */
export const grantOf = (user: string, roles = SCOPES.map(roleOf).join(", ")) => `grant ${roles} to ${user}`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Statements at the beginning of a transaction; what they set ends with it. */
export function settingsOf(scope: Scope): string {
  const id = (value = "") => {
    if (value !== "" && !UUID.test(value)) throw new Error(`no id of a scope: ${value}`);
    return `'${value}'`;
  };
  return [
    `set local role ${roleOf(scope)}`,
    `set local projekter.user_id = ${id(scope?.user)}`,
    `set local projekter.company_id = ${id(scope?.company)}`,
  ].join("; ");
}

/** A database whose statements run for somebody: each of them, and each transaction, begins with `settingsOf`. */
export type ScopedDatabase = (scope: Scope) => Db;

type Session = { client: unknown };

/** The same database with another client of the driver: Drizzle keeps it in its session. */
export function withClient(db: Db, client: unknown, transaction: Db["transaction"]): Db {
  const { session } = db as unknown as { session: Session };
  const own = Object.assign(Object.create(session) as Session, { client });
  return Object.assign(Object.create(db) as Db, { session: own, transaction });
}

import { ROLES, type Role } from "./vocabulary";

const INSTALLERS = ["installer"] as const;
const ADMINISTRATORS = ["admin"] as const;

/**
 * The roles that may do each verb that is no action on a case (those are in `actions/rules.ts`). Whose project or
 * operation it may be done to follows from what the actor sees (`lib/server/kernel/access.ts`).
 */
export const VERBS = {
  create_project: INSTALLERS,
  rename_project: INSTALLERS,
  delete_project: INSTALLERS,
  create_group: INSTALLERS,
  rename_group: INSTALLERS,
  delete_group: INSTALLERS,
  create_cases: INSTALLERS,
  import_cases: INSTALLERS,
  /** What their own organisation did. */
  undo: ROLES,
  /** Their own name, password and tokens. */
  keep_own_account: ROLES,
  /** Their own saved views. */
  keep_views: ROLES,
  see_administration: ADMINISTRATORS,
  seed_projects: ADMINISTRATORS,
  remove_demo_projects: ADMINISTRATORS,
  keep_organisations: ADMINISTRATORS,
  keep_users: ADMINISTRATORS,
  keep_grid_areas: ADMINISTRATORS,
  keep_postcodes: ADMINISTRATORS,
  /** How long what is kept, and what is held about a person. */
  keep_retention: ADMINISTRATORS,
  keep_access_requests: ADMINISTRATORS,
  keep_mail: ADMINISTRATORS,
  /** Where the systems of companies are told of operations. */
  keep_webhooks: ADMINISTRATORS,
} as const satisfies Record<string, readonly Role[]>;

export type Verb = keyof typeof VERBS;

/** Whether a role may do this at all. */
export const may = (role: Role, verb: Verb): boolean => (VERBS[verb] as readonly Role[]).includes(role);

/** Whether nobody else may do this. */
export const isForAdministrators = (verb: Verb): boolean => VERBS[verb] === ADMINISTRATORS;

/** Every verb with whether a role may do it, for pages. */
export type Permissions = Readonly<Record<Verb, boolean>>;
export const permissionsOf = (role: Role): Permissions =>
  Object.fromEntries((Object.keys(VERBS) as Verb[]).map((verb) => [verb, may(role, verb)])) as Permissions;

import { ROLES, type Role } from "./vocabulary";

const INSTALLERS = ["installer"] as const;
const ADMINISTRATORS = ["admin"] as const;

/**
 * Who may do what is not an action on a case (those stand in `actions/rules.ts`). What is absent is forbidden. It says
 * nothing of whose project or operation it is: that is asked of what the actor sees.
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
  /** Of what one's own organisation did. */
  undo: ROLES,
  /** One's own name, password and tokens. */
  keep_own_account: ROLES,
  see_administration: ADMINISTRATORS,
  seed_projects: ADMINISTRATORS,
  remove_demo_projects: ADMINISTRATORS,
  keep_organisations: ADMINISTRATORS,
  keep_users: ADMINISTRATORS,
  keep_grid_areas: ADMINISTRATORS,
  keep_postcodes: ADMINISTRATORS,
} as const satisfies Record<string, readonly Role[]>;

export type Verb = keyof typeof VERBS;

/** May somebody with this role do this at all? */
export const may = (role: Role, verb: Verb): boolean => (VERBS[verb] as readonly Role[]).includes(role);

/** What a page may offer: every verb with whether the role may do it. */
export type Permissions = Readonly<Record<Verb, boolean>>;
export const permissionsOf = (role: Role): Permissions =>
  Object.fromEntries((Object.keys(VERBS) as Verb[]).map((verb) => [verb, may(role, verb)])) as Permissions;

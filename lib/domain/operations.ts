import { type Action, ACTIONS } from "./vocabulary";

/** The kinds of things that have a history. */
export const SUBJECTS = [
  "case",
  "project",
  "group",
  "organisation",
  "user",
  "grid_area",
  "postcode",
  "setting",
  "access_request",
  "mail",
  "webhook",
] as const;
export type Subject = (typeof SUBJECTS)[number];

/** `restore`: its cases become as they were. `remove`: the cases it created are deleted. Null: it is not undone. */
export type Undoing = "restore" | "remove" | null;
type Row = { subject: Subject; undo: Undoing };

const BESIDE_ACTIONS = {
  create_cases: { subject: "case", undo: "remove" },
  import_cases: { subject: "case", undo: "remove" },
  undo: { subject: "case", undo: null },
  /** By the server itself (`SYSTEM`). */
  anonymise: { subject: "case", undo: null },
  create_project: { subject: "project", undo: null },
  rename_project: { subject: "project", undo: null },
  delete_project: { subject: "project", undo: null },
  seed_project: { subject: "project", undo: null },
  seed_demo_projects: { subject: "project", undo: null },
  remove_demo_projects: { subject: "project", undo: null },
  create_group: { subject: "group", undo: null },
  rename_group: { subject: "group", undo: null },
  delete_group: { subject: "group", undo: null },
  create_organisation: { subject: "organisation", undo: null },
  update_organisation: { subject: "organisation", undo: null },
  set_organisation_active: { subject: "organisation", undo: null },
  create_user: { subject: "user", undo: null },
  update_user: { subject: "user", undo: null },
  set_user_active: { subject: "user", undo: null },
  invite_users: { subject: "user", undo: null },
  invite_again: { subject: "user", undo: null },
  choose_password: { subject: "user", undo: null },
  ask_for_email: { subject: "user", undo: null },
  confirm_email: { subject: "user", undo: null },
  reset_password: { subject: "user", undo: null },
  change_password: { subject: "user", undo: null },
  rename_user: { subject: "user", undo: null },
  create_token: { subject: "user", undo: null },
  revoke_token: { subject: "user", undo: null },
  link_identity: { subject: "user", undo: null },
  unlink_identity: { subject: "user", undo: null },
  switch_on_second_factor: { subject: "user", undo: null },
  switch_off_second_factor: { subject: "user", undo: null },
  renew_recovery_codes: { subject: "user", undo: null },
  reset_second_factor: { subject: "user", undo: null },
  end_session: { subject: "user", undo: null },
  end_other_sessions: { subject: "user", undo: null },
  create_grid_area: { subject: "grid_area", undo: null },
  update_grid_area: { subject: "grid_area", undo: null },
  set_postcode: { subject: "postcode", undo: null },
  import_postcodes: { subject: "postcode", undo: null },
  set_retention: { subject: "setting", undo: null },
  admit_company: { subject: "access_request", undo: null },
  decline_company: { subject: "access_request", undo: null },
  delete_access_request: { subject: "access_request", undo: null },
  send_mail_again: { subject: "mail", undo: null },
  send_trial_mail: { subject: "mail", undo: null },
  create_webhook: { subject: "webhook", undo: null },
  set_webhook_active: { subject: "webhook", undo: null },
  delete_webhook: { subject: "webhook", undo: null },
  try_webhook: { subject: "webhook", undo: null },
} as const satisfies Record<string, Row>;

/** The name under which the server itself does something, as it is stored; it belongs to no company. */
export const SYSTEM = "Projekter";

export type OperationKind = Action | keyof typeof BESIDE_ACTIONS;

/** Every kind of operation: what it is about, and how it is undone. An action is about cases, which are restored. */
export const OPERATIONS: Readonly<Record<OperationKind, Row>> = {
  ...(Object.fromEntries(ACTIONS.map((action) => [action, { subject: "case", undo: "restore" }])) as Record<
    Action,
    Row
  >),
  ...BESIDE_ACTIONS,
};

/** The kind of an event in the history of one subject; several kinds of operations create cases. */
export type EventKind = OperationKind | "create";

/** How an operation of a stored kind is undone; null also for a kind that is no longer known. */
export const undoingOf = (kind: string): Undoing =>
  Object.hasOwn(OPERATIONS, kind) ? OPERATIONS[kind as OperationKind].undo : null;

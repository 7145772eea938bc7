import type { OrganisationKind, Role } from "./vocabulary";

/** What a notice is to its receiver. For each kind a user chooses how it is told. */
export const NEWS_KINDS = ["waiting", "answer", "own", "administration"] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];

/** A mail at once (the first is what users have until they choose), one mail a day, or the bell alone. */
export const NEWS_WISHES = ["now", "daily", "bell"] as const;
export type NewsWish = (typeof NEWS_WISHES)[number];
export type NewsWishes = Record<NewsKind, NewsWish>;

/**
 * Which side of the cases is told. The persons responsible there are; `orAll`: of cases without one, every active user of
 * the company.
 */
export type Told = { side: OrganisationKind; kind: NewsKind; orAll: boolean };

const waiting: Told = { side: "dso", kind: "waiting", orAll: true };
const answer: Told = { side: "installer", kind: "answer", orAll: true };

/**
 * Who is told when somebody of a role does something to cases; what is absent is told nobody. Whoever does it is never
 * told. After `change_installer` and `change_handler` the persons responsible are those who were given the cases.
 */
export const NEWS = {
  create_cases: { installer: waiting },
  import_cases: { installer: waiting },
  resubmit: { installer: waiting },
  report_ready_for_meter: { installer: waiting },
  change_meter_date: { installer: waiting },
  withdraw_ready: { installer: waiting },
  complete: { installer: waiting },
  cancel: { installer: waiting, dso: answer },
  approve: { dso: answer },
  reject: { dso: answer },
  register_meter: { dso: answer },
  report_failed_visit: { dso: answer },
  change_installer: ofBoth({ side: "installer", kind: "own", orAll: false }),
  change_handler: ofBoth({ side: "dso", kind: "own", orAll: false }),
} as const satisfies Record<string, Partial<Record<Role, Told>>>;

/** By their own company or an administrator. */
function ofBoth<T extends Told>(told: T) {
  return { [told.side]: told, admin: told } as Partial<Record<Role, Told>>;
}

/** What notices tell; a request for access is told to administrators, and is no operation. */
export type NewsAction = keyof typeof NEWS | "ask_for_access";
export const NEWS_ACTIONS = ["ask_for_access", ...(Object.keys(NEWS) as (keyof typeof NEWS)[])] as [
  NewsAction,
  ...NewsAction[],
];

/** One notice as its sentence needs it. `by` null is an administrator, `project` null several projects, or none. */
export type NewsTold = {
  kind: NewsKind;
  action: NewsAction;
  by: string | null;
  count: number;
  projects: number;
  project: string | null;
};

/** Who is told of an operation's kind done by somebody of a role; null is nobody. */
export const toldOf = (action: string, role: Role): Told | null =>
  Object.hasOwn(NEWS, action)
    ? ((NEWS[action as keyof typeof NEWS] as Partial<Record<Role, Told>>)[role] ?? null)
    : null;

/** After so many minutes a mail goes; an operation that is undone before was never told. */
export const HELD_MINUTES = 2;
/** The hour of the daily mail, in Denmark. */
export const DAILY_HOUR = 7;

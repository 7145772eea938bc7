import type { OrganisationKind, Role } from "./vocabulary";

/** The two sides of a case: who of a side is responsible for it, and whether it can be without them. */
export const SIDES = {
  installer: { person: "installerId", isRequired: true },
  dso: { person: "handlerId", isRequired: false },
} as const satisfies Record<OrganisationKind, { person: string; isRequired: boolean }>;

/** The side of a case that a role works on, which is its organisation's kind; null for administrators, who have none. */
export const sideOf = (role: Role): OrganisationKind | null =>
  role in SIDES ? (role as OrganisationKind) : null;

import type { OrganisationKind, Role } from "./vocabulary";

/** The two sides of a case: the key of the person responsible there, and whether a case must have one. */
export const SIDES = {
  installer: { person: "installerId", isRequired: true },
  dso: { person: "handlerId", isRequired: false },
} as const satisfies Record<OrganisationKind, { person: string; isRequired: boolean }>;

/** The side that a role works on; null for administrators, who have none. */
export const sideOf = (role: Role): OrganisationKind | null =>
  role in SIDES ? (role as OrganisationKind) : null;

import type { CaseState, CaseType } from "@/lib/domain/vocabulary";

/** A case as the project page shows it. */
export type CaseRow = {
  id: string;
  number: number;
  groupId: string;
  caseType: CaseType;
  state: CaseState;
  version: number;
  address: string;
  installer: string;
  handler: string | null;
  connectionDate: string | null;
  reference: string | null;
  updatedAt: string;
};

export type GroupRow = { id: string; name: string; caseType: CaseType; caseCount: number };

export type Person = { id: string; name: string };
export type Assignees = { installers: Person[]; handlers: Person[] };

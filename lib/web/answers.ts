import { z } from "zod";
import { ADDRESS_PARTS } from "@/lib/domain/addresses/address";
import { ERROR_STATUS } from "@/lib/domain/error";
import { REPAIR_CODES } from "@/lib/domain/problem";
import { FILE_CHOICES, NOTICE_CODES } from "@/lib/domain/file-notice";
import {
  ACTIONS,
  CASE_STATES,
  CASE_TYPES,
  ORGANISATION_KINDS,
  REASONS,
  ROLES,
  SEVERITIES,
} from "@/lib/domain/vocabulary";

/** What the API answers, for the document; the contract tests hold every answer of a running server against it. */

const id = z.uuid();
const moment = z.iso.datetime();
const count = z.int().min(0);
const state = z.enum(CASE_STATES);
const person = z.object({ id, name: z.string() });
const values = z.record(z.string(), z.unknown());
const countsByState = z.object(
  Object.fromEntries(CASE_STATES.map((name) => [name, count])) as Record<
    (typeof CASE_STATES)[number],
    typeof count
  >,
);
const addressParts = z.object(
  Object.fromEntries(ADDRESS_PARTS.map((part) => [part, z.string()])) as Record<
    (typeof ADDRESS_PARTS)[number],
    z.ZodString
  >,
);
const nextCursor = z.string().nullable().meta({ description: "For the next page; null on the last one" });

export const Health = z.object({
  status: z.enum(["ok", "error"]),
  database: z.enum(["ok", "read_only", "unreachable", "not_migrated"]).meta({
    description:
      "Not migrated: npm run db:migrate makes it what this version needs. Read only: nothing can be changed for now",
  }),
  version: z.string(),
});

export const Me = z.object({
  id,
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  organisation: z.object({ id, kind: z.enum(ORGANISATION_KINDS), name: z.string() }).nullable(),
});

const gridArea = z.object({ code: z.string(), name: z.string(), dso: person });
export const GridAreaSuggestions = z.object({
  postcode: z.string(),
  town: z.string().nullable(),
  exact: z.boolean().meta({ description: "False: the table knows no area; every open one is listed" }),
  gridAreas: z.array(gridArea),
});

export const AddressSuggestions = z.object({
  isAvailable: z.boolean().meta({ description: "False: the service did not answer; addresses can be typed" }),
  suggestions: z.array(
    z.object({
      id: z
        .string()
        .nullable()
        .meta({ description: "Null: a street or entrance, whose title is the next search" }),
      title: z.string(),
    }),
  ),
});
export const SuggestedAddress = z.object({
  address: z.record(z.string(), z.string()).nullable().meta({ description: "Null: the service cannot tell" }),
});

export const Group = z.object({
  id,
  projectId: id,
  name: z.string(),
  caseType: z.enum(CASE_TYPES),
  caseCount: count,
});
export const Groups = z.object({ groups: z.array(Group) });

const ProjectSummary = z.object({
  id,
  name: z.string(),
  gridArea: z.string(),
  gridAreaName: z.string(),
  dso: person,
  owner: person,
  caseCount: count,
  groupCount: count,
  countsByState,
  completedCount: count.meta({ description: "Completed, those archived since among them" }),
  isDemo: z.boolean(),
  createdAt: moment,
  updatedAt: moment,
});
export const Project = ProjectSummary.extend({ groups: z.array(Group) });
export const Projects = z.object({ projects: z.array(ProjectSummary), nextCursor });
export const Assignees = z.object({ installers: z.array(person), handlers: z.array(person) });

export const Case = z.object({
  id,
  number: z.int(),
  projectId: id,
  groupId: id,
  caseType: z.enum(CASE_TYPES),
  state,
  address: z.string(),
  addressParts,
  fields: values,
  installer: person,
  handler: person.nullable(),
  closed: z
    .object({ reason: z.string().nullable(), day: z.iso.date() })
    .nullable()
    .meta({ description: "Why and on which day it was rejected or cancelled" }),
  version: z.int(),
  createdAt: moment,
  updatedAt: moment,
});
export const Cases = z.object({
  cases: z.array(Case),
  total: count,
  countsByState,
  countsByGroup: z.record(z.string(), count),
  nextCursor,
});

const Offer = z.object({
  action: z.enum(ACTIONS),
  label: z.string(),
  offered: z.boolean(),
  eligible: count,
  rule: z.string().optional().meta({ description: "Of a selection: which cases the action is for" }),
  message: z.string().nullable().optional().meta({ description: "Of a selection: why it is not offered" }),
  blocked: z.array(
    z.object({ reason: z.enum(REASONS), state, message: z.string(), count, caseIds: z.array(id) }),
  ),
});
export const Offers = z.object({ count, missing: count, actions: z.array(Offer) });

const administrator = "Null: an administrator";

const HistoryEntry = z.object({
  id: z.int(),
  at: moment,
  action: z.string(),
  actorName: z.string(),
  organisationName: z.string().nullable().meta({ description: administrator }),
  fromState: state.nullable(),
  toState: state.nullable(),
  changes: z.record(z.string(), z.array(z.unknown())).nullable(),
  operationId: id,
  operationSize: count.meta({ description: "Cases of the operation that you see" }),
  hasReport: z.boolean().meta({ description: "Whether you see the operation whole: `/operations/{id}`" }),
  params: values,
});
export const CaseDetail = Case.extend({ actions: z.array(Offer), history: z.array(HistoryEntry) });

const FieldProblem = z.object({
  field: z.string(),
  value: z.string().nullable(),
  severity: z.enum(SEVERITIES),
  code: z.string(),
  message: z.string(),
  params: values.optional(),
});
const RowProblem = FieldProblem.extend({
  row: z
    .int()
    .nullable()
    .meta({ description: "Excel's row number, or the place in the list from 1; null: the batch's fields" }),
  column: z
    .string()
    .nullable()
    .meta({ description: "The header of its column in the file; null without one" }),
});

const blockedCase = {
  caseId: id,
  number: z.int(),
  reason: z.enum(REASONS),
  state,
  message: z.string(),
  changedBy: z.string().nullable().optional().meta({ description: "Whose change came in between" }),
  changedByOrganisation: z.string().nullable().optional().meta({ description: administrator }),
  changedAt: moment.nullable().optional(),
};
const BlockedCase = z.object({ ...blockedCase, problems: z.array(FieldProblem).optional() });
const GroupOutcome = z.object({
  groupId: id,
  name: z.string(),
  caseType: z.enum(CASE_TYPES),
  from: z.array(state),
  to: state.nullable(),
  count,
});
const ValueCount = z.object({ value: z.unknown(), count, text: z.string() });
const FieldOutcome = z.object({
  field: z.string(),
  label: z.string(),
  cases: count,
  from: z.array(ValueCount),
  fromDistinct: count,
  to: z.array(ValueCount),
  toDistinct: count,
});
export const ActionOutcome = z.object({
  operationId: id.nullable().meta({ description: "Null for a dry run" }),
  action: z.enum(ACTIONS),
  requested: count,
  done: count,
  unchanged: count,
  blocked: z.array(BlockedCase),
  missing: z.array(id),
  groups: z.array(GroupOutcome),
  warnings: z
    .array(z.object({ caseId: id, number: z.int(), problems: z.array(FieldProblem) }))
    .optional()
    .meta({ description: "Of `edit` with `acceptWarnings`: what is accepted of each case" }),
  fields: z.array(FieldOutcome).optional().meta({ description: "Of a dry run of `edit` alone" }),
});

export const SelectionValues = z.object({
  count,
  missing: count,
  caseTypes: z.array(z.object({ caseType: z.enum(CASE_TYPES), count })),
  fields: z.array(
    z.object({
      field: z.string(),
      label: z.string(),
      cases: count.meta({ description: "Cases whose type has the field" }),
      empty: count,
      distinct: count,
      values: z.array(ValueCount).meta({ description: "The most frequent" }),
    }),
  ),
});
export const SelectedCases = z.object({
  cases: z.array(
    Case.pick({
      id: true,
      number: true,
      groupId: true,
      caseType: true,
      state: true,
      version: true,
      address: true,
    }),
  ),
  nextCursor,
});
export const Reasons = z.object({ reasons: z.array(z.string()) });

export const CasesCreated = z.object({
  operationId: id.nullable().meta({ description: "Null for a check" }),
  rows: count,
  created: count,
  ready: count.meta({ description: "Rows that are or could be created under the given options" }),
  problems: z.array(RowProblem),
  repairs: z
    .array(
      z.object({
        row: z.int(),
        field: z.string(),
        from: z.string(),
        to: z.string(),
        code: z.enum(REPAIR_CODES),
      }),
    )
    .meta({ description: "Values that are read otherwise than they were written, and why" }),
  problemRows: z
    .array(z.object({ row: z.int(), values }))
    .meta({ description: "The cells of rows with a problem (a check only)" }),
  addresses: z
    .array(z.object({ row: z.int(), address: z.string() }))
    .meta({ description: "What would be created: every row without an error (a check only)" }),
});
const SheetInFile = z.object({
  name: z.string().meta({ description: "Empty for a text file" }),
  hidden: z.boolean(),
  rows: count.meta({ description: "Below the headers" }),
  hasColumns: z.boolean().meta({ description: "Whether it has every column that an address needs" }),
});
const FileNotice = z.object({
  code: z.enum(NOTICE_CODES),
  message: z.string(),
  row: z.int().nullable(),
  column: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  choice: z
    .object({
      input: z.enum(["sheet", ...Object.keys(FILE_CHOICES)]),
      options: z.array(z.object({ value: z.string(), label: z.string() })),
      taken: z.string().nullable().meta({ description: "Null: a question that nobody has answered" }),
    })
    .nullable()
    .meta({ description: "What may be sent with the file instead" }),
});
export const CasesImported = CasesCreated.extend({
  sheet: z.object({ name: z.string(), hidden: z.boolean(), headerRow: z.int().nullable() }),
  sheets: z.array(SheetInFile).meta({ description: "Every sheet of the file that holds anything" }),
  notices: z.array(FileNotice).meta({ description: "What is told of the file as a whole" }),
  columns: z.record(z.string(), z.string()),
  unknownColumns: z.array(z.string()),
  earlier: z
    .object({ at: moment, created: count })
    .nullable()
    .meta({ description: "When the very same file last made cases in the group (a check only)" }),
});

export const OperationReport = z.object({
  id,
  action: z.string(),
  at: moment,
  actorName: z.string(),
  organisationName: z.string().nullable().meta({ description: administrator }),
  projectId: id.nullable(),
  projectName: z.string().nullable(),
  params: values,
  requested: count,
  done: count,
  unchanged: count,
  blockedCount: count,
  missingCount: count,
  leftOutRows: count,
  undoes: id.nullable(),
  undoneBy: id.nullable(),
  undoneByName: z.string().nullable(),
  undoneByOrganisation: z.string().nullable(),
  undoneAt: moment.nullable(),
  canUndo: z.boolean(),
  undoUntil: moment.nullable(),
  blocked: z.array(z.object({ ...blockedCase, address: z.string().nullable(), version: z.int().nullable() })),
  missing: z.array(id).meta({
    description: "Asked for and not in sight; told to the company that asked and to administrators",
  }),
  cases: z.array(
    z.object({
      id,
      number: z.int(),
      address: z.string(),
      fromState: state.nullable(),
      toState: state.nullable(),
    }),
  ),
});
export const Undone = z.object({ operationId: id, undoes: id, done: count });

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(ERROR_STATUS)),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
  // What some refusals carry beside their sentence.
  action: z.enum(ACTIONS).optional(),
  requested: count.optional(),
  done: count.optional(),
  unchanged: count.optional(),
  blocked: z.array(BlockedCase).optional(),
  missing: z
    .array(z.string())
    .optional()
    .meta({ description: "Ids (cases_blocked) or fields (missing_columns)" }),
  groups: z.array(GroupOutcome).optional(),
  rows: count.optional(),
  created: count.optional(),
  problems: z.array(RowProblem).optional(),
  headers: z.array(z.string()).optional(),
  ambiguous: z.record(z.string(), z.array(z.string())).optional().meta({
    description: "Headers that one field may stand under (ambiguous_columns); `columns` says which",
  }),
  sheets: z
    .array(SheetInFile)
    .optional()
    .meta({ description: "To choose from (choose_sheet, missing_columns)" }),
  columns: z.record(z.string(), z.string()).optional(),
  cases: z
    .array(
      z.object({
        caseId: id,
        number: z.int().nullable(),
        address: z.string().nullable(),
        changedBy: z.string().optional(),
        changedByOrganisation: z.string().nullable().optional().meta({ description: administrator }),
        changedAt: moment.optional(),
      }),
    )
    .optional(),
});

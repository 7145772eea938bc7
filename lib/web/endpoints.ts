import type { z } from "zod";
import { ANSWERS } from "@/lib/contract/answers/named";
import { ActionInput, ReasonsInput } from "@/lib/contract/inputs/actions";
import { AllCasesPageInput, CaseListInput, CasePageInput, SearchInput } from "@/lib/contract/inputs/cases";
import { AddCasesInput, ImportInput } from "@/lib/contract/inputs/imports";
import { EventsInput } from "@/lib/contract/inputs/events";
import { NotificationsInput, ReadInput } from "@/lib/contract/inputs/news";
import { AccessRequestInput } from "@/lib/contract/inputs/people";
import { AddressSearchInput, PostcodeQuery } from "@/lib/contract/inputs/places";
import {
  GroupInput,
  GroupPatch,
  ProjectInput,
  ProjectListInput,
  ProjectPatch,
} from "@/lib/contract/inputs/projects";
import { OffersInput, SelectedListInput, ValuesInput } from "@/lib/contract/inputs/selection";
import { ViewInput, ViewPatch } from "@/lib/contract/inputs/views";
import type { ErrorCode } from "@/lib/domain/error";
import type { Verb } from "@/lib/domain/verbs";

export type Endpoint = {
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The fields of a form beside its file. */
  form?: z.ZodObject;
  /** Absent: 204, or a workbook. */
  answer?: z.ZodType;
  workbook?: true;
  status?: 201 | 202 | 204;
  /** Refusals beside those that every route of its kind has. */
  refusals?: ErrorCode[];
  /** Takes an `Idempotency-Key`, and streams its progress to callers that accept it. */
  isLong?: true;
  /** Changes nothing although it is posted, so that a token that may only read may ask. */
  reads?: true;
  /** May be some seconds late, except in what the caller did (`readLate`) and with `Cache-Control: no-cache`. */
  late?: true;
  isPublic?: true;
  /** The verb that the caller must be allowed, which is checked before the body is read; absent: everybody may. */
  verb?: Verb;
  example?: unknown;
};
type Method = "get" | "post" | "patch" | "delete";

const EXAMPLE_ID = "7b0c6a6e-3f1d-4c58-9a35-0d6f0f1f2a11";
const FIELDS_EXAMPLE = {
  storeys: 5,
  meterPlacement: "switch_room",
  serviceCable: "new",
  connectionDate: "2027-06-01",
  customerName: "Boligforeningen Havnen",
  customerEmail: "kontakt@havnen.example",
  payerSameAsCustomer: true,
};
const creation: ErrorCode[] = ["forbidden", "import_has_errors", "too_many_rows", "idempotency_key_reused"];

/** Every route of the API with its methods and the schemas that the verbs parse. The server and the document use it. */
export const ENDPOINTS = {
  "/api/health": {
    get: { summary: "Whether the system and its database answer", answer: ANSWERS.Health, isPublic: true },
  },
  "/api/v1/openapi.json": { get: { summary: "This document", isPublic: true } },
  "/api/v1/access-requests": {
    post: {
      summary: "Ask for access for an installer company; the answer is the same whether it is known or not",
      body: AccessRequestInput,
      status: 202,
      isPublic: true,
      refusals: ["too_many_attempts"],
      example: {
        company: "Elfirma Nord ApS",
        cvr: "10150817",
        authorisation: "EFUL-10234",
        name: "Nanna Nord",
        email: "nanna@elfirma-nord.example",
      },
    },
  },
  "/api/v1/me": { get: { summary: "Who is asking", answer: ANSWERS.Me } },
  "/api/v1/grid-areas": {
    get: {
      summary: "Grid areas suggested for a postcode",
      query: PostcodeQuery,
      answer: ANSWERS.GridAreaSuggestions,
    },
  },
  "/api/v1/addresses": {
    get: {
      summary: "Addresses that a text may mean; 404 unless an address service is switched on",
      query: AddressSearchInput,
      answer: ANSWERS.AddressSuggestions,
      refusals: ["not_found"],
    },
  },
  "/api/v1/addresses/{id}": {
    get: { summary: "The parts of a suggested address", answer: ANSWERS.SuggestedAddress },
  },
  "/api/v1/projects": {
    get: {
      late: true,
      summary: "Visible projects, newest change first",
      query: ProjectListInput,
      answer: ANSWERS.Projects,
    },
    post: {
      verb: "create_project",
      summary: "Create a project",
      body: ProjectInput,
      answer: ANSWERS.Project,
      status: 201,
      refusals: ["forbidden"],
      example: { name: "Havnekvarteret", gridArea: "791" },
    },
  },
  "/api/v1/projects/{id}": {
    get: { summary: "One project with its groups", answer: ANSWERS.Project },
    patch: {
      verb: "rename_project",
      summary: "Rename a project",
      body: ProjectPatch,
      answer: ANSWERS.Project,
      refusals: ["forbidden"],
      example: { name: "Havnekvarteret, etape 2" },
    },
    delete: {
      verb: "delete_project",
      summary: "Delete a project without cases; its empty groups go with it",
      status: 204,
      refusals: ["forbidden", "project_not_empty"],
    },
  },
  "/api/v1/projects/{id}/groups": {
    get: { summary: "The groups of a project", answer: ANSWERS.Groups },
    post: {
      verb: "create_group",
      summary: "Create a group",
      body: GroupInput,
      answer: ANSWERS.Group,
      status: 201,
      refusals: ["forbidden"],
      example: { name: "Blok A", caseType: "apartment" },
    },
  },
  "/api/v1/projects/{id}/cases": {
    get: {
      late: true,
      summary: "Cases of a project, with counts",
      query: CasePageInput,
      answer: ANSWERS.Cases,
    },
  },
  "/api/v1/projects/{id}/assignees": {
    get: { summary: "Who may be made responsible", answer: ANSWERS.Assignees },
  },
  "/api/v1/projects/{id}/export.xlsx": {
    get: {
      late: true,
      summary: "The cases as a workbook, every cell as text",
      query: CaseListInput,
      workbook: true,
    },
  },
  "/api/v1/groups/{id}": {
    patch: {
      verb: "rename_group",
      summary: "Rename a group",
      body: GroupPatch,
      answer: ANSWERS.Group,
      refusals: ["forbidden"],
      example: { name: "Blok B" },
    },
    delete: {
      verb: "delete_group",
      summary: "Delete a group without cases",
      status: 204,
      refusals: ["forbidden", "group_not_empty"],
    },
  },
  "/api/v1/groups/{id}/cases": {
    post: {
      verb: "create_cases",
      summary: "Check or create cases from addresses",
      body: AddCasesInput,
      answer: ANSWERS.CasesCreated,
      isLong: true,
      refusals: creation,
      example: {
        fields: FIELDS_EXAMPLE,
        addresses: [{ street: "Havnegade", houseNo: "1", floor: "st", door: "tv", postcode: "2740" }],
        mode: "commit",
        onError: "stop",
        acceptWarnings: true,
      },
    },
  },
  "/api/v1/groups/{id}/template.xlsx": {
    get: { summary: "The Excel template of the group's case type", workbook: true },
  },
  "/api/v1/groups/{id}/import": {
    post: {
      verb: "import_cases",
      summary: "Check or create cases from a workbook or a CSV file",
      form: ImportInput,
      answer: ANSWERS.CasesImported,
      isLong: true,
      refusals: [...creation, "missing_columns", "ambiguous_columns", "choose_sheet", "invalid_file"],
    },
  },
  "/api/v1/cases": {
    get: {
      late: true,
      summary: "Cases of all projects that one sees, with counts",
      query: AllCasesPageInput,
      answer: ANSWERS.CasesOfAll,
    },
  },
  "/api/v1/work": {
    get: {
      summary: "What waits for you, in numbers, each with its filter or its moment",
      answer: ANSWERS.Work,
    },
  },
  "/api/v1/cases/{id}": {
    get: { summary: "One case, what may be done with it, and its history", answer: ANSWERS.CaseDetail },
  },
  "/api/v1/cases/offers": {
    post: {
      reads: true,
      summary: "What may be done with a selection",
      body: OffersInput,
      answer: ANSWERS.Offers,
      refusals: ["not_found", "selection_too_large"],
      example: { selection: { projectId: EXAMPLE_ID, filter: { state: "submitted" } } },
    },
  },
  "/api/v1/cases/values": {
    post: {
      reads: true,
      summary: "The values that a selection has in each field its reader may edit, with counts",
      body: ValuesInput,
      answer: ANSWERS.SelectionValues,
      refusals: ["not_found", "selection_too_large"],
      example: { selection: { projectId: EXAMPLE_ID } },
    },
  },
  "/api/v1/cases/list": {
    post: {
      reads: true,
      summary: "The cases of a selection in the order of their addresses",
      body: SelectedListInput,
      answer: ANSWERS.SelectedCases,
      refusals: ["not_found", "selection_too_large"],
      example: { selection: { projectId: EXAMPLE_ID }, limit: 100 },
    },
  },
  "/api/v1/search": {
    get: {
      late: true,
      summary: "The first cases and projects that a text names: an address, a number, a reference, a project",
      query: SearchInput,
      answer: ANSWERS.SearchHits,
    },
  },
  "/api/v1/views": {
    get: {
      summary: "Your saved views and your company's; `/cases?view=` shows one",
      answer: ANSWERS.Views,
    },
    post: {
      verb: "keep_views",
      summary: "Save a view of the list of all cases",
      body: ViewInput,
      answer: ANSWERS.View,
      status: 201,
      refusals: ["already_exists", "too_many_views"],
      example: {
        name: "Afvist på Havnen",
        shared: true,
        filter: { state: ["rejected"], q: "Havnegade" },
        sort: "-updatedAt",
        grouping: "installer",
      },
    },
  },
  "/api/v1/views/{id}": {
    patch: {
      verb: "keep_views",
      summary: "Change a view of your own; what is left out stays",
      body: ViewPatch,
      answer: ANSWERS.View,
      refusals: ["forbidden", "already_exists"],
      example: { name: "Afvist på Havnen og Kajen", columns: ["address", "closed", "installer"] },
    },
    delete: {
      verb: "keep_views",
      summary: "Delete a view of your own",
      status: 204,
      refusals: ["forbidden"],
    },
  },
  "/api/v1/reasons": {
    get: {
      summary: "The reasons one's own organisation gave last",
      query: ReasonsInput,
      answer: ANSWERS.Reasons,
    },
  },
  "/api/v1/cases/actions": {
    post: {
      summary: "Do it, or try it out",
      body: ActionInput,
      answer: ANSWERS.ActionOutcome,
      isLong: true,
      refusals: [
        "action_not_allowed",
        "not_found",
        "cases_blocked",
        "selection_too_large",
        "idempotency_key_reused",
      ],
      example: {
        action: "approve",
        params: { connectionPoint: "Kabelskab 4711" },
        selection: { ids: [EXAMPLE_ID], versions: [1] },
        onBlocked: "stop",
        dryRun: false,
      },
    },
  },
  "/api/v1/notifications": {
    get: {
      summary: "What one has been told, newest first; `unread` counts up to 100",
      query: NotificationsInput,
      answer: ANSWERS.Notifications,
    },
  },
  "/api/v1/notifications/read": {
    post: {
      summary: "Mark notices as read, these or all; others' are left alone",
      body: ReadInput,
      answer: ANSWERS.Unread,
      example: { ids: [EXAMPLE_ID] },
    },
  },
  "/api/v1/events": {
    get: {
      summary: "What was done that you see, an event an operation, oldest first; ask again with its `after`",
      query: EventsInput,
      answer: ANSWERS.Events,
    },
  },
  "/api/v1/operations/{id}": {
    get: { summary: "What became of an operation", answer: ANSWERS.OperationReport },
  },
  "/api/v1/operations/{id}/undo": {
    post: {
      summary: "Take an operation back",
      answer: ANSWERS.Undone,
      refusals: [
        "forbidden",
        "operation_expired",
        "operation_already_undone",
        "operation_not_undoable",
        "cases_changed",
        "person_inactive",
        "number_given_away",
      ],
    },
  },
  "/api/v1/operations/{id}/report.xlsx": {
    get: { late: true, summary: "What became of each case, as a workbook", workbook: true },
  },
  "/api/v1/operations/{id}/errors.xlsx": {
    get: { summary: "The rows that were not created, to be mended and sent again", workbook: true },
  },
} satisfies Record<string, Partial<Record<Method, Endpoint>>>;

export type ApiPath = keyof typeof ENDPOINTS;

import { z } from "zod";
import {
  ActionInput,
  AddCasesInput,
  CaseListInput,
  GroupInput,
  GroupPatch,
  ImportInput,
  OffersInput,
  ProjectInput,
  ProjectListInput,
  ProjectPatch,
  ReasonsInput,
  SelectedListInput,
  ValuesInput,
} from "@/lib/domain/inputs";

type Operation = {
  summary: string;
  body?: z.ZodType;
  form?: z.ZodType;
  query?: z.ZodObject;
  workbook?: true;
  status?: number;
};

/** Every route of interface §2 with the schema that its verb parses. */
const ROUTES: Record<string, Partial<Record<"get" | "post" | "patch" | "delete", Operation>>> = {
  "/api/health": { get: { summary: "Whether the system and its database answer" } },
  "/api/v1/me": { get: { summary: "Who is asking" } },
  "/api/v1/grid-areas": {
    get: {
      summary: "Grid areas suggested for a postcode",
      query: z.object({ postcode: z.string().regex(/^\d{4}$/) }),
    },
  },
  "/api/v1/projects": {
    get: { summary: "Visible projects, newest change first", query: ProjectListInput },
    post: { summary: "Create a project", body: ProjectInput, status: 201 },
  },
  "/api/v1/projects/{id}": {
    get: { summary: "One project with its groups" },
    patch: { summary: "Rename a project", body: ProjectPatch },
    delete: { summary: "Delete a project without cases", status: 204 },
  },
  "/api/v1/projects/{id}/groups": {
    get: { summary: "The groups of a project" },
    post: { summary: "Create a group", body: GroupInput, status: 201 },
  },
  "/api/v1/projects/{id}/cases": {
    get: { summary: "Cases of a project, with counts", query: CaseListInput },
  },
  "/api/v1/projects/{id}/assignees": { get: { summary: "Who may be made responsible" } },
  "/api/v1/projects/{id}/export.xlsx": {
    get: { summary: "The cases as a workbook", query: CaseListInput, workbook: true },
  },
  "/api/v1/groups/{id}": {
    patch: { summary: "Rename a group", body: GroupPatch },
    delete: { summary: "Delete a group without cases", status: 204 },
  },
  "/api/v1/groups/{id}/cases": {
    post: { summary: "Check or create cases from addresses", body: AddCasesInput },
  },
  "/api/v1/groups/{id}/template.xlsx": {
    get: { summary: "The Excel template of the group's case type", workbook: true },
  },
  "/api/v1/groups/{id}/import": {
    post: { summary: "Check or create cases from a workbook", form: ImportInput },
  },
  "/api/v1/cases/{id}": { get: { summary: "One case, what may be done with it, and its history" } },
  "/api/v1/cases/offers": { post: { summary: "What may be done with a selection", body: OffersInput } },
  "/api/v1/cases/values": {
    post: { summary: "The values of a selection's fields, with counts", body: ValuesInput },
  },
  "/api/v1/cases/list": {
    post: { summary: "The cases of a selection, by address", body: SelectedListInput },
  },
  "/api/v1/reasons": { get: { summary: "Reasons one's own organisation gave last", query: ReasonsInput } },
  "/api/v1/cases/actions": { post: { summary: "Do it, or try it out", body: ActionInput } },
  "/api/v1/operations/{id}": { get: { summary: "What became of an operation" } },
  "/api/v1/operations/{id}/undo": { post: { summary: "Take an operation back" } },
  "/api/v1/operations/{id}/report.xlsx": {
    get: { summary: "What became of each case, as a workbook", workbook: true },
  },
  "/api/v1/operations/{id}/errors.xlsx": {
    get: { summary: "The rows that were not created", workbook: true },
  },
};

const REPEATABLE = ["/api/v1/groups/{id}/cases", "/api/v1/groups/{id}/import", "/api/v1/cases/actions"];

const schemaOf = (schema: z.ZodType) => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Record<
    string,
    unknown
  >;
  return rest;
};

const problem = {
  description: "Refused (RFC 9457)",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

function operationOf(path: string, operation: Operation) {
  const { summary, body, form, query, workbook, status = 200 } = operation;
  const inPath = path.includes("{id}")
    ? [{ name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } }]
    : [];
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: !schema.safeParse(undefined).success,
    schema: schemaOf(schema),
  }));
  const header = REPEATABLE.includes(path)
    ? [{ name: "Idempotency-Key", in: "header", required: false, schema: { type: "string", maxLength: 255 } }]
    : [];
  const good = workbook
    ? { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {} }
    : { "application/json": {} };
  const content = body
    ? { "application/json": { schema: schemaOf(body) } }
    : form && {
        "multipart/form-data": {
          schema: {
            type: "object",
            properties: {
              file: { type: "string", format: "binary" },
              ...(schemaOf(form).properties as object),
            },
          },
        },
      };
  return {
    summary,
    parameters: [...inPath, ...inQuery, ...header],
    ...(content && { requestBody: { required: true, content } }),
    responses: {
      [status]: { description: "Done", ...(status !== 204 && { content: good }) },
      default: problem,
    },
  };
}

/** The OpenAPI document, made from the schemas that validate. */
export const openApi = (version: string) => ({
  openapi: "3.1.0",
  info: { title: "Projekter", version, description: "Bulk handling of Danish electricity notifications." },
  security: [{ token: [] }, { session: [] }],
  paths: Object.fromEntries(
    Object.entries(ROUTES).map(([path, operations]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [method, operationOf(path, operation)]),
      ),
    ]),
  ),
  components: {
    securitySchemes: {
      token: { type: "http", scheme: "bearer" },
      session: { type: "apiKey", in: "cookie", name: "next-auth.session-token" },
    },
    schemas: {
      Problem: {
        type: "object",
        required: ["type", "title", "status", "code", "detail"],
        properties: {
          type: { type: "string" },
          title: { type: "string" },
          status: { type: "integer" },
          code: { type: "string" },
          detail: { type: "string" },
          errors: {
            type: "array",
            items: {
              type: "object",
              properties: { path: { type: "string" }, code: { type: "string" }, message: { type: "string" } },
            },
          },
        },
      },
    },
  },
});

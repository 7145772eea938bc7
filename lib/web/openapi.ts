import { z } from "zod";
import { ERROR_STATUS, type ErrorCode } from "@/lib/domain/error";
import { AddressRow, FieldValuesInput } from "@/lib/contract/inputs/fields";
import { CaseFilter, Selection } from "@/lib/contract/inputs/selection";
import { LIMITS } from "@/lib/domain/limits";
import { ANSWERS } from "@/lib/contract/answers/named";
import { type Endpoint, ENDPOINTS } from "./endpoints";

type Json = Record<string, unknown>;
const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** The schema name of a body, by its route; answers have names of their own, and other schemas are written inline. */
const nameOfBody = (path: string, method: string) =>
  `${method}${path.replace("/api/v1", "").replace(/[^a-z]+([a-z]|$)/g, (_, letter: string) => letter.toUpperCase())}`;

const withoutFrame = ({ $schema: _, $id: __, ...schema }: Json): Json => schema;

/** Schemas of answers allow other members, since a later version may add some. */
const tolerant = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(tolerant);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).filter(
    ([key, value]) => !(key === "additionalProperties" && value === false),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, tolerant(value)]));
};

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function schemasOf(named: Record<string, z.ZodType>, io: "input" | "output"): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io, unrepresentable: "any", uri: (id) => refTo(id).$ref });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => [id, withoutFrame(schema as Json)]),
  );
}

const nameOfAnswer = new Map<z.ZodType, string>(
  Object.entries(ANSWERS).map(([name, schema]) => [schema, name]),
);

const inputSchema = (schema: z.ZodType): Json =>
  withoutFrame(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json);

/** The refusals of a route, by status. */
function refusalsOf(path: string, method: string, endpoint: Endpoint): Map<number, ErrorCode[]> {
  const hasBody = endpoint.body !== undefined || endpoint.form !== undefined;
  const codes: ErrorCode[] = [
    ...(endpoint.isPublic ? [] : (["unauthenticated"] as const)),
    "unreadable_request",
    "address_too_long",
    "headers_too_large",
    "invalid",
    "busy",
    "internal",
    ...(path.includes("{id}") ? (["not_found"] as const) : []),
    ...(method === "get"
      ? []
      : ([
          ...(endpoint.isPublic ? [] : (["cross_site"] as const)),
          "malformed",
          "payload_too_large",
          "unsupported_media_type",
          "outcome_unknown",
        ] as const)),
    ...(method === "get" || endpoint.reads || endpoint.isPublic ? [] : (["read_only_token"] as const)),
    ...(hasBody ? (["too_complex"] as const) : []),
    ...(endpoint.refusals ?? []),
  ];
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    byStatus.set(ERROR_STATUS[code], [...(byStatus.get(ERROR_STATUS[code]) ?? []), code]);
  }
  return new Map([...byStatus].sort(([a], [b]) => a - b));
}

function responsesOf(path: string, method: string, endpoint: Endpoint): Json {
  const { answer, workbook, status = 200, isLong, isPublic } = endpoint;
  const name = answer && nameOfAnswer.get(answer);
  const lines =
    'One JSON object a line: {"progress": …} while it works, last {"result": …} or {"problem": …}';
  const content = workbook
    ? { [WORKBOOK]: { schema: { type: "string", contentMediaType: WORKBOOK } } }
    : {
        "application/json": { schema: name ? refTo(name) : { type: "object" } },
        ...(isLong && { "application/x-ndjson": { schema: { type: "string", description: lines } } }),
      };
  const good = { [status]: { description: "Done", ...(status < 202 && { content }) } };
  if (path === "/api/health")
    return { ...good, 503: { ...good[200], description: "The database does not answer" } };
  if (isPublic && method === "get") return good;
  const refusals = [...refusalsOf(path, method, endpoint)].map(([code, codes]) => [
    code,
    {
      description: codes.join(", "),
      content: { "application/problem+json": { schema: refTo("Problem") } },
    },
  ]);
  return { ...good, ...Object.fromEntries(refusals) };
}

function parametersOf(path: string, { query, isLong }: Endpoint): Json[] {
  const inPath = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: !schema.safeParse(undefined).success,
    schema: inputSchema(schema),
  }));
  const key = {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description: `The same key with the same body gets the first answer again, for ${LIMITS.idempotencyDays} days`,
    schema: { type: "string", minLength: 1, maxLength: LIMITS.idempotencyKeyLength, pattern: "^[!-~]+$" },
  };
  return [...(path.includes("{id}") ? [inPath] : []), ...inQuery, ...(isLong ? [key] : [])];
}

function requestBodyOf(path: string, method: string, { body, form, example }: Endpoint): Json | undefined {
  if (body) {
    const content = { schema: refTo(nameOfBody(path, method)), ...(example !== undefined && { example }) };
    return { required: true, content: { "application/json": content } };
  }
  if (!form) return undefined;
  const { properties, ...rest } = inputs()[nameOfBody(path, method)] ?? {};
  const file = { type: "string", contentMediaType: "application/octet-stream" };
  const schema = { ...rest, required: ["file"], properties: { file, ...(properties as Json) } };
  const encoding = Object.fromEntries(
    ["fields", "columns", "overrides", "omit"].map((name) => [name, { contentType: "application/json" }]),
  );
  return { required: true, content: { "multipart/form-data": { schema, encoding } } };
}

function operationOf(path: string, method: string, endpoint: Endpoint): Json {
  const requestBody = requestBodyOf(path, method, endpoint);
  return {
    operationId: nameOfBody(path, method),
    summary: endpoint.summary,
    ...(endpoint.isPublic && { security: [] }),
    parameters: parametersOf(path, endpoint),
    ...(requestBody && { requestBody }),
    responses: responsesOf(path, method, endpoint),
  };
}

const all = Object.entries(ENDPOINTS).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Endpoint>).map(([method, endpoint]) => ({
    path,
    method,
    endpoint,
  })),
);

/** The schemas of JSON bodies, by name; forms are written inline, since their file is not in the schema. */
const inputs = () => {
  const sent = all.flatMap(({ path, method, endpoint }): [string, z.ZodType][] => {
    const schema = endpoint.body ?? endpoint.form;
    return schema ? [[nameOfBody(path, method), schema]] : [];
  });
  const shared = { AddressRow, CaseFilter, FieldValues: FieldValuesInput, Selection };
  return schemasOf({ ...shared, ...Object.fromEntries(sent) }, "input");
};
const forms = all.flatMap(({ path, method, endpoint }) => (endpoint.form ? [nameOfBody(path, method)] : []));

/** The OpenAPI document, made from the schemas that the server parses with. */
export const openApi = (version: string) => ({
  openapi: "3.1.0",
  info: { title: "Projekter", version, description: "Bulk handling of Danish electricity notifications." },
  security: [{ token: [] }, { session: [] }],
  paths: Object.fromEntries(
    Object.entries(ENDPOINTS).map(([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods as Record<string, Endpoint>).map(([method, endpoint]) => [
          method,
          operationOf(path, method, endpoint),
        ]),
      ),
    ]),
  ),
  components: {
    securitySchemes: {
      token: {
        type: "http",
        scheme: "bearer",
        description: "A key made under »Min profil«, which may read, or read and change",
      },
      session: { type: "apiKey", in: "cookie", name: "next-auth.session-token" },
    },
    schemas: {
      ...Object.fromEntries(Object.entries(inputs()).filter(([name]) => !forms.includes(name))),
      ...(tolerant(schemasOf(ANSWERS, "output")) as Record<string, Json>),
    },
  },
});

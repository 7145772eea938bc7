import { z } from "zod";
import type { Answer } from "./api-client";

type Json = Record<string, unknown>;
type Operation = {
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
  parameters: { name: string; in: string; schema?: Json }[];
};
export type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json> };
};

const documents = new Map<string, Promise<Document>>();
const schemas = new Map<string, z.ZodType>();
/** Which route answered with which status, as far as this test file has seen it. */
export const seen = new Set<string>();

export const documentOf = (url: string): Promise<Document> => {
  const known =
    documents.get(url) ??
    fetch(`${url}/api/v1/openapi.json`).then((response) => response.json() as Promise<Document>);
  documents.set(url, known);
  return known;
};

/** What the document leaves open for later versions is closed here, so that no member goes undescribed. */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const { $ref, ...rest } = schema as Json;
  const inner = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, closed(value)]));
  const isOpen = inner.properties !== undefined && inner.additionalProperties === undefined;
  return {
    ...inner,
    ...(typeof $ref === "string" && { $ref: $ref.replace("#/components/schemas/", "#/$defs/") }),
    ...(isOpen && { additionalProperties: false }),
  };
};

export function faultsOf(document: Document, schema: Json, value: unknown): string[] {
  const name = JSON.stringify(schema);
  const known =
    schemas.get(name) ??
    z.fromJSONSchema({
      ...(closed(schema) as Json),
      $defs: closed(document.components.schemas),
    } as Parameters<typeof z.fromJSONSchema>[0]);
  schemas.set(name, known);
  const { error } = known.safeParse(value);
  return (error?.issues ?? []).map(
    (issue) => `${issue.path.join(".")}: ${issue.message} ${JSON.stringify(issue).slice(0, 300)}`,
  );
}

export function templateOf(document: Document, path: string): string | undefined {
  const bare = path.split("?")[0] ?? "";
  // A fixed part goes before a placeholder: /cases/offers is no case.
  return Object.keys(document.paths)
    .sort((a, b) => Number(a.includes("{")) - Number(b.includes("{")))
    .find((template) =>
      new RegExp(`^${template.replace(/[.]/g, "\\.").replace("{id}", "[^/]+")}$`).test(bare),
    );
}

/** Throws when the answer, or the body of a request that was accepted, is not what the document says. */
export async function heldAgainst(
  url: string,
  { method, path, sent, answer }: { method: string; path: string; sent: unknown; answer: Answer },
) {
  const document = await documentOf(url);
  const template = templateOf(document, path);
  const operation = template && document.paths[template]?.[method.toLowerCase()];
  if (!operation) {
    if (answer.status >= 400) return;
    if (method === "OPTIONS" || method === "HEAD" || !path.startsWith("/api/v1")) return;
    throw new Error(`${method} ${path} answers ${answer.status} and is not in the document`);
  }
  const at = `${method} ${template} ${answer.status}`;
  seen.add(at);
  const described = operation.responses[String(answer.status)];
  if (!described) throw new Error(`${at} is not in the document: ${answer.text.slice(0, 500)}`);
  const type = answer.headers.get("content-type")?.split(";")[0] ?? "";
  const content = described.content?.[type];
  if (described.content && !content) throw new Error(`${at} came as »${type}«`);
  if (!described.content && answer.text !== "")
    throw new Error(`${at} has a body: ${answer.text.slice(0, 200)}`);
  if (content && answer.body !== undefined) {
    const faults = faultsOf(document, content.schema, answer.body);
    if (faults.length > 0)
      throw new Error(
        `${at} is not as documented:\n${faults.slice(0, 5).join("\n")}\n${answer.text.slice(0, 600)}`,
      );
  }
  const body = operation.requestBody?.content["application/json"]?.schema;
  if (answer.status < 300 && body && sent !== undefined && answer.body !== undefined) {
    const faults = faultsOf(document, body, sent);
    if (faults.length > 0)
      throw new Error(`${at} accepted what the document does not:\n${faults.slice(0, 5).join("\n")}`);
  }
}

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Role } from "@/lib/domain/vocabulary";
import { heldAgainst } from "./api-document";

declare global {
  var apiServer: "embedded" | "postgresql";
}

export type Facts = { url: string; worlds: string; databaseUrl: string };
export type Somebody = {
  id: string;
  name: string;
  email: string;
  role: Role;
  organisation: { id: string; kind: string; name: string } | null;
  password: string;
  token: string;
  /** A token that may only read. */
  readToken: string;
};
type Names = "installer" | "colleague" | "otherInstaller" | "dso" | "dsoColleague" | "otherDso" | "admin";
export type ApiWorld = { gridArea: string; otherArea: string; people: Record<Names, Somebody> };

export const MISSING = "00000000-0000-4000-8000-000000000000";

/** The server of this project's database. */
export const facts = (): Facts => JSON.parse(process.env[`API_SERVER_${globalThis.apiServer}`] ?? "{}");

/** The people of this test file's own world, on the shared server or on another one. */
export function worldOf(testFile: string, { worlds }: Facts = facts()): ApiWorld {
  return JSON.parse(readFileSync(worlds, "utf8"))[basename(testFile).split(".")[0] ?? ""];
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what came is judged by the document and by each test
export type Answer = { status: number; headers: Headers; text: string; bytes: Buffer; body: any };
export type Sent = {
  body?: unknown;
  /** Sent as it is, with no content type of ours. */
  raw?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Says that the server forgives here what the document does not promise to take. */
  isForgiven?: boolean;
};

/** Sends a request and holds request and answer against the document of the running server. */
export async function call(
  who: Pick<Somebody, "token"> | null,
  method: string,
  path: string,
  { body, raw, headers, signal, isForgiven }: Sent = {},
  { url }: Facts = facts(),
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(who && { authorization: `Bearer ${who.token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(raw !== undefined && { body: raw, duplex: "half" }),
    redirect: "manual",
    signal,
  } as RequestInit);
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString("utf8");
  const isJson = /^application\/(problem\+)?json/.test(response.headers.get("content-type") ?? "");
  const answer = {
    status: response.status,
    headers: response.headers,
    text,
    bytes,
    body: isJson && text !== "" ? JSON.parse(text) : undefined,
  };
  await heldAgainst(url, { method, path, sent: isForgiven ? undefined : body, answer });
  return answer;
}

/** The code that a refusal carries, beside its status. */
export const refusal = ({ status, body }: Answer) => [status, body?.code];

/** The answer with one id hidden, for comparing what two ids are told. */
export const without = (id: string, { status, text, headers }: Answer) =>
  JSON.stringify([status, headers.get("content-type"), text.replaceAll(id, "ID")]);

import { createHash } from "node:crypto";
import { isTooComplex } from "@/lib/front/complexity.mjs";
import { formType, readForm } from "@/lib/front/form.mjs";
import { DomainError } from "@/lib/contract/errors";
import type { InputFault } from "@/lib/domain/fault";
import { LIMITS } from "@/lib/domain/limits";
import { cut } from "@/lib/domain/text";
import { nextTurn } from "@/lib/server/kernel/in-turns";

const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;

/** Reads a body; `payload_too_large` above the limit, whatever content-length says. */
async function readBytes(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new DomainError("payload_too_large", { params: { limit: megabytes(LIMITS.bodyBytes) } });
  if (Number(request.headers.get("content-length") ?? 0) > LIMITS.bodyBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (;;) {
    const next = await reader?.read().catch(() => {
      throw new DomainError("malformed");
    });
    if (!next || next.done) break;
    length += next.value.byteLength;
    if (length > LIMITS.bodyBytes) throw tooLarge();
    chunks.push(next.value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

const contentType = (request: Request) => request.headers.get("content-type") ?? "";

/** `unsupported_media_type` for another type, or a compressed body, which could grow a thousandfold. */
function refuseOther(request: Request, isExpected: RegExp, expected: string) {
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (!isExpected.test(contentType(request)) || encoding !== "identity") {
    throw new DomainError("unsupported_media_type", { params: { expected } });
  }
}

export type Body<Value> = {
  value: Value;
  /** A hash of the request, by which a repeated one is recognised. */
  hash: string;
};

const hashOf = (request: Request, ...parts: (string | Uint8Array)[]) => {
  const hash = createHash("sha256").update(`${request.method} ${new URL(request.url).pathname}\n`);
  for (const part of parts) hash.update(part).update("\n");
  return hash.digest("base64");
};

/** A JSON object. `unsupported_media_type`, `payload_too_large`, `too_complex` or `malformed`. */
export async function readJson(request: Request): Promise<Body<unknown>> {
  refuseOther(request, /^application\/(.+\+)?json\b/i, "application/json");
  const bytes = await readBytes(request);
  // Reading, hashing and the verb's work on megabytes each block; other requests are served between them.
  await nextTurn();
  const hash = hashOf(request, bytes);
  await nextTurn();
  const value = objectOf(bytes);
  await nextTurn();
  return { value, hash };
}

/** Reads the body of a route without one: it must be absent or an empty object. */
export async function readNothing(request: Request): Promise<void> {
  const bytes = await readBytes(request);
  if (bytes.byteLength === 0) return;
  refuseOther(request, /^application\/(.+\+)?json\b/i, "application/json");
  const keys = Object.keys(objectOf(bytes)).slice(0, 100);
  if (keys.length === 0) return;
  const faults = keys.map((key): InputFault => ({ path: cut(key, 100), code: "unknown_key" }));
  throw new DomainError("invalid", { faults });
}

function objectOf(bytes: Uint8Array): object {
  let value: unknown;
  try {
    value = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError("malformed");
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new DomainError("malformed");
}

/** `JSON.parse` for text from outside. Throws `too_complex` before parsing, or a SyntaxError. */
export function parseJson(text: string): unknown {
  const limits = { levels: LIMITS.bodyLevels, values: LIMITS.bodyValues, members: LIMITS.bodyMembers };
  if (isTooComplex(text, limits)) throw new DomainError("too_complex", { params: limits });
  return JSON.parse(text);
}

const FORM_PARTS = 100;

export type Upload = { file: { name: string; bytes: Uint8Array } | null; fields: Record<string, string> };

/** The file of an upload; `invalid` when it is missing or empty. */
export function fileOf({ file }: Upload): NonNullable<Upload["file"]> {
  if (file && file.bytes.byteLength > 0) return file;
  throw new DomainError("invalid", { faults: [{ path: "file", code: "file_missing" }] });
}

/** A form with one file under `file`, and its other fields as text. The hash does not depend on the boundary. */
export async function readUpload(request: Request): Promise<Body<Upload>> {
  refuseOther(request, /^multipart\/form-data\b/i, "multipart/form-data");
  const bytes = await readBytes(request);
  const type = formType(contentType(request));
  const form = type && (await readForm(Buffer.from(bytes.buffer), type, { parts: FORM_PARTS }));
  if (!form) throw new DomainError("malformed");
  const given = form.get("file");
  const file =
    given instanceof File ? { name: given.name, bytes: new Uint8Array(await given.arrayBuffer()) } : null;
  const fields = new Map<string, string>();
  for (const [key, value] of form) {
    if (key === "file") continue;
    // Repeated fields and second files are refused: only one of them would be read.
    if (typeof value !== "string" || fields.has(key)) {
      throw new DomainError("invalid", { faults: [{ path: cut(key, 100), code: "invalid" }] });
    }
    fields.set(key, value);
  }
  const hash = hashOf(request, JSON.stringify([...fields]), file?.bytes ?? "");
  return { value: { file, fields: Object.fromEntries(fields) }, hash };
}

import { createHash } from "node:crypto";
import { DomainError } from "@/lib/domain/error";
import { LIMITS } from "@/lib/domain/limits";

const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;

/** Reads a body whole, never more than the limit, whatever its length claims to be. */
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

export type Body<Value> = {
  value: Value;
  /** Of what was sent, for telling a repeated request from another one. */
  hash: string;
};

const hashOf = (request: Request, ...parts: (string | Uint8Array)[]) => {
  const hash = createHash("sha256").update(`${request.method} ${new URL(request.url).pathname}\n`);
  for (const part of parts) hash.update(part).update("\n");
  return hash.digest("base64");
};

/** A JSON body. `unsupported_media_type`, `payload_too_large` or `malformed`. */
export async function readJson(request: Request): Promise<Body<unknown>> {
  if (!/^application\/(.+\+)?json\b/i.test(contentType(request))) {
    throw new DomainError("unsupported_media_type", { params: { expected: "application/json" } });
  }
  const bytes = await readBytes(request);
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return { value, hash: hashOf(request, bytes) };
  } catch {
    throw new DomainError("malformed");
  }
}

export type Upload = { file: { name: string; bytes: Uint8Array } | null; fields: Record<string, string> };

/** A form with one file under `file`; what else it holds, as text. The boundary does not count for the hash. */
export async function readUpload(request: Request): Promise<Body<Upload>> {
  if (!/^multipart\/form-data\b/i.test(contentType(request))) {
    throw new DomainError("unsupported_media_type", { params: { expected: "multipart/form-data" } });
  }
  const bytes = await readBytes(request);
  const form = await new Response(bytes, { headers: { "content-type": contentType(request) } })
    .formData()
    .catch(() => {
      throw new DomainError("malformed");
    });
  const given = form.get("file");
  const file =
    given instanceof File ? { name: given.name, bytes: new Uint8Array(await given.arrayBuffer()) } : null;
  const fields: Record<string, string> = {};
  for (const [key, value] of form) if (key !== "file" && typeof value === "string") fields[key] = value;
  return { value: { file, fields }, hash: hashOf(request, JSON.stringify(fields), file?.bytes ?? "") };
}

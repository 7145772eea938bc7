import { DomainError } from "@/lib/contract/errors";
import type { Translate } from "@/lib/messages";
import { inTurns } from "@/lib/server/kernel/in-turns";
import { extraAnswer } from "./api-answers";
import type { Refusal } from "./refusal";

/** For answers that are the caller's own. */
export const UNCACHED = { "cache-control": "private, no-store" };

/** JSON in which lone surrogates are �. JSON.stringify escapes them, which strict readers refuse. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  // Few texts have any, and looking through every escape of a long list takes time.
  if (!text.includes("\\ud")) return text;
  return text.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, (escape) =>
    escape.startsWith("\\ud") ? "\ufffd" : escape,
  );
}

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** The same text; other requests are served while long lists are written. */
export async function jsonTextInTurns(value: unknown): Promise<string> {
  if (!isPlain(value)) return jsonText(value);
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (!Array.isArray(member) || member.length === 0) {
      // Undefined members are left out.
      const alone = jsonText({ [key]: member });
      if (alone !== "{}") members.push(alone.slice(1, -1));
      continue;
    }
    const pieces: string[] = [];
    for await (const some of inTurns(member)) pieces.push(jsonText(some).slice(1, -1));
    members.push(`${jsonText(key)}:[${pieces.join(",")}]`);
  }
  return `{${members.join(",")}}`;
}

/** A verb's result as a JSON answer. */
export const answerJson = async (result: unknown, status = 200) =>
  new Response(await jsonTextInTurns(result), {
    status,
    headers: { ...UNCACHED, "content-type": "application/json" },
  });

/** A row that is read again after it was written; `not_found` when it has been deleted. */
export function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new DomainError("not_found");
  return value;
}

/** The members of a problem document. */
const problemBody = async (refusal: Refusal, t: Translate) => ({
  ...(await extraAnswer(t, refusal.code, refusal.extra)),
  type: `urn:projekter:${refusal.code}`,
  title: refusal.title,
  status: refusal.status,
  code: refusal.code,
  detail: refusal.message,
  ...(refusal.errors.length > 0 && { errors: refusal.errors }),
});

/** An answer with its body as text. */
export type Answer = { status: number; text: string };

export const problemOf = async (refusal: Refusal, t: Translate): Promise<Answer> => ({
  status: refusal.status,
  text: await jsonTextInTurns(await problemBody(refusal, t)),
});

/** Sends an answer; from status 400 the text is a problem document. */
export const send = ({ status, text }: Answer, headers: Record<string, string> = {}) =>
  new Response(text, {
    status,
    headers: {
      ...UNCACHED,
      "content-type": status < 400 ? "application/json" : "application/problem+json",
      ...(status === 401 && { "www-authenticate": "Bearer" }),
      ...(status === 503 && { "retry-after": "2" }),
      ...headers,
    },
  });

/** A name for `filename*` (RFC 8187), in which ' ( ) and * must be escaped as well. */
const encodedName = (name: string) =>
  encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

type Download<Piece> = { fileName: string; pieces: AsyncGenerator<Piece> };

/** Sends a workbook as it is made, as `download` does. */
export const workbookResponse = (workbook: Download<Uint8Array<ArrayBuffer>>): Promise<Response> =>
  download(WORKBOOK, workbook);

/** The same for a JSON text. */
export const jsonDownload = ({ fileName, pieces }: Download<string>): Promise<Response> =>
  download("application/json", { fileName, pieces: encoded(pieces) });

async function* encoded(pieces: AsyncGenerator<string>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield encoder.encode(piece);
}

/**
 * Sends a file as it is made. An error before the first piece is thrown; a later one breaks the connection, so that
 * nobody takes half a file for a whole one.
 */
async function download(
  type: string,
  { fileName, pieces }: Download<Uint8Array<ArrayBuffer>>,
): Promise<Response> {
  return new Response(await streamOf(pieces), {
    headers: {
      ...UNCACHED,
      "content-type": type,
      "content-disposition": `attachment; filename="${fileName.replace(/[^\w .-]/gu, "_")}"; filename*=UTF-8''${encodedName(fileName)}`,
    },
  });
}

/** A download that takes nothing for so long is ended: others may wait for its place. */
const PATIENCE_MS = 60_000;

async function streamOf(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  let next = await pieces.next();
  let patience: NodeJS.Timeout | undefined;
  const leave = () => {
    clearTimeout(patience);
    // `return` waits for the piece that is being written; the caller need not.
    pieces.return(undefined).catch(() => {});
  };
  return new ReadableStream({
    pull: async (controller) => {
      clearTimeout(patience);
      if (next.done) return controller.close();
      controller.enqueue(next.value);
      next = await pieces.next();
      patience = setTimeout(() => {
        controller.error(new Error("nobody reads the download"));
        leave();
      }, PATIENCE_MS).unref();
    },
    cancel: leave,
  });
}

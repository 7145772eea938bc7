import NextAuth from "next-auth";
import { NextRequest } from "next/server";
import { LIMITS } from "@/lib/domain/limits";
import { authOptions, endOf } from "@/lib/web/auth";
import { forgetSession } from "@/lib/web/log-in";
import { refusalOf } from "@/lib/web/refusal";
import { currentActor, sessionClaims } from "@/lib/web/session";

type Context = { params: Promise<{ nextauth: string[] }> };

const ACTIONS = { GET: ["csrf", "session", "providers", "signin", "error"], POST: ["callback", "signout"] };
const FIELDS = ["csrfToken", "email", "password", "code", "callbackUrl", "json"];
const BODY_BYTES = 16 * 1024;
const RETRY = { "retry-after": "5" };

const answer = (status: number, code: string, headers?: HeadersInit) =>
  Response.json({ code }, { status, headers });

function fault(error: unknown): Response {
  const { status, code } = refusalOf(error, "da");
  return answer(status, code, RETRY);
}

/** Gives next-auth only well-formed requests, since it answers 500 to many malformed ones. */
async function handle(method: "GET" | "POST", request: NextRequest, context: Context): Promise<Response> {
  const [action = "", provider] = (await context.params).nextauth;
  if (!ACTIONS[method].includes(action) || (action === "callback" && provider !== "credentials")) {
    return answer(404, "not_found");
  }
  const foreign = request.cookies
    .getAll()
    .find(({ name, value }) => name.endsWith("next-auth.callback-url") && !isUrl(value));
  if (foreign) return answer(400, "malformed", { "set-cookie": `${foreign.name}=; Path=/; Max-Age=0` });

  if (action === "session") return session();

  const url = new URL(request.url);
  if (!isUrl(url.searchParams.get("callbackUrl") ?? "/")) url.searchParams.delete("callbackUrl");
  const init = { method, headers: new Headers(request.headers) };
  if (method === "GET") return NextAuth(new NextRequest(url, init), context, authOptions());

  const fields = await fieldsOf(request);
  if (!fields) return answer(400, "malformed");
  init.headers.set("content-type", "application/x-www-form-urlencoded");
  init.headers.delete("content-length");
  const posted = new NextRequest(url, { ...init, body: new URLSearchParams(fields).toString() });
  const faults: unknown[] = [];
  const response = await NextAuth(
    posted,
    context,
    authOptions((fault) => faults.push(fault)),
  );
  // When the session could not be ended the cookie stays, so that the user can try again.
  return faults.length > 0 ? fault(faults[0]) : withStatus(response);
}

/**
 * Whether somebody is logged in, and until when. Unlike next-auth's own answer it sets no new cookie; it deletes one
 * that does not work any more.
 */
async function session(): Promise<Response> {
  const headers = { "cache-control": "private, no-store" };
  try {
    const claims = await sessionClaims();
    if (claims && (await currentActor())) return Response.json({ expires: endOf(claims) }, { headers });
  } catch (error) {
    // Nobody is logged out because the database is away.
    return fault(error);
  }
  await forgetSession();
  return Response.json({}, { headers });
}

/** Gives a refusal of next-auth, which is told by its redirect alone, a status for programs. */
async function withStatus(response: Response): Promise<Response> {
  const body = response.headers.get("content-type")?.includes("json") ? await response.text() : null;
  const target =
    response.headers.get("location") ??
    (body === null ? "" : String((JSON.parse(body) as { url?: string }).url));
  const { searchParams } = new URL(target, "http://localhost");
  const error = searchParams.get("error");
  const status =
    searchParams.get("csrf") === "true" || error === "off"
      ? 403
      : error === "throttled"
        ? 429
        : error === "failed" || error === "busy"
          ? 503
          : error
            ? 401
            : response.status;
  const headers = new Headers(response.headers);
  if (status === 429) headers.set("retry-after", String(LIMITS.loginMinutes * 60));
  if (status === 503) headers.set("retry-after", RETRY["retry-after"]);
  if (status >= 400) headers.delete("location");
  return new Response(body, { status, headers });
}

/** The text fields of the form; null when the body is no form. */
async function fieldsOf(request: NextRequest): Promise<Record<string, string> | null> {
  const text = await textOf(request);
  if (text === null) return null;
  let given: unknown;
  try {
    const isJson = request.headers.get("content-type")?.includes("json");
    given = isJson ? JSON.parse(text || "{}") : Object.fromEntries(new URLSearchParams(text));
  } catch {
    return null;
  }
  if (typeof given !== "object" || given === null) return null;
  const fields = Object.entries(given).filter(
    ([name, value]) => FIELDS.includes(name) && typeof value === "string",
  );
  return Object.fromEntries(fields.filter(([name, value]) => name !== "callbackUrl" || isUrl(value)));
}

/** The body, or null when it is too long. */
async function textOf(request: NextRequest): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function isUrl(value: string): boolean {
  const base = value.startsWith("/") ? "http://localhost" : undefined;
  return URL.canParse(value, base) && ["http:", "https:"].includes(new URL(value, base).protocol);
}

export const GET = (request: NextRequest, context: Context) => handle("GET", request, context);
export const POST = (request: NextRequest, context: Context) => handle("POST", request, context);

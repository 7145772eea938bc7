import type { Problem } from "@/lib/contract/errors";

/** What the JSON API answers, as the pages use it (docs: /api/v1/openapi.json). */
export type Answer<Body> = { ok: true; body: Body } | { ok: false; status: number; problem: ProblemDocument };

/** A refusal as the server tells it; the code may be newer than this page, or say that no answer came. */
export type ProblemDocument = Partial<Omit<Problem, "code">> & { code: string; detail: string };

/** From a status and what came with it; null is what could not be read. */
export function answerOf<Body>(status: number, body: unknown): Answer<Body> {
  if (status < 400) return { ok: true, body: body as Body };
  return { ok: false, status, problem: (body ?? { code: "internal", detail: "" }) as ProblemDocument };
}

/** The language of the page for what it asks: a browser's own wish may be another. */
export const pageLanguage = () => ({ "accept-language": document.documentElement.lang });

async function fetchAnswer<Body>(path: string, init: RequestInit): Promise<Answer<Body>> {
  try {
    const response = await fetch(path, { ...init, headers: { ...pageLanguage(), ...init.headers } });
    return answerOf(
      response.status,
      response.status === 204 ? undefined : await response.json().catch(() => null),
    );
  } catch {
    return LOST;
  }
}

/** No answer came at all: the server may or may not have done what it was asked. */
export const LOST: Answer<never> = { ok: false, status: 0, problem: { code: "connection_lost", detail: "" } };

/** Not of a replica: a page is told what changes from now on, and not what a late answer lacked. */
export const getJson = <Body>(path: string, signal?: AbortSignal) =>
  fetchAnswer<Body>(path, { signal, cache: "no-cache" });

export const postForm = <Body>(path: string, form: FormData) =>
  fetchAnswer<Body>(path, { method: "POST", body: form });

/** A lost connection is answered like any other refusal, with code `connection_lost`. */
export const postJson = <Body>(path: string, body: unknown) =>
  fetchAnswer<Body>(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

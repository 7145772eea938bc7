/** What the JSON API answers, as the pages use it (docs: /api/v1/openapi.json). */
export type Answer<Body> = { ok: true; body: Body } | { ok: false; status: number; problem: ProblemDocument };

export type ProblemDocument = {
  code: string;
  detail: string;
  errors?: { path: string; code: string; message: string }[];
  [member: string]: unknown;
};

async function answerOf<Body>(response: Response): Promise<Answer<Body>> {
  const body = response.status === 204 ? undefined : await response.json().catch(() => null);
  if (response.ok) return { ok: true, body: body as Body };
  return {
    ok: false,
    status: response.status,
    problem: (body ?? { code: "internal", detail: "" }) as ProblemDocument,
  };
}

/** No answer came at all: the server may or may not have done what it was asked. */
export const LOST: Answer<never> = { ok: false, status: 0, problem: { code: "connection_lost", detail: "" } };

export async function getJson<Body>(path: string, signal?: AbortSignal): Promise<Answer<Body>> {
  try {
    return await answerOf<Body>(await fetch(path, { signal }));
  } catch {
    return LOST;
  }
}

/** Sends a change. A lost connection is answered like any other refusal, with code `connection_lost`. */
export async function postJson<Body>(
  path: string,
  body: unknown,
  idempotencyKey?: string,
): Promise<Answer<Body>> {
  const headers = {
    "content-type": "application/json",
    ...(idempotencyKey && { "idempotency-key": idempotencyKey }),
  };
  try {
    return await answerOf<Body>(await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }));
  } catch {
    return LOST;
  }
}

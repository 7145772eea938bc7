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

const LOST: Answer<never> = { ok: false, status: 0, problem: { code: "connection_lost", detail: "" } };

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

/** Sends a file with its fields, telling how much of it has gone up (0 to 1). */
export function postUpload<Body>(
  path: string,
  form: FormData,
  key: string | undefined,
  onProgress: (part: number) => void,
): Promise<Answer<Body>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    if (key) request.setRequestHeader("idempotency-key", key);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => resolve(LOST);
    request.onload = () => {
      const response = new Response(request.status === 204 ? null : request.responseText, {
        status: request.status,
      });
      void answerOf<Body>(response).then(resolve);
    };
    request.send(form);
  });
}

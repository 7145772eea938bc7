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

const LOST_CODE = "connection_lost";
const LOST: Answer<never> = { ok: false, status: 0, problem: { code: LOST_CODE, detail: "" } };

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

/** A new `Idempotency-Key`. `randomUUID` is missing where a page is served without TLS; random bytes are not. */
export const newKey = () =>
  // The types promise a method that such a page does not have.
  (crypto as Partial<Crypto>).randomUUID?.() ??
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );

export type WorkProgress = { phase: "reading" | "checking" | "writing"; done: number; total: number };

/** Seconds before each further try when the line is lost: a minute in all. */
const TRY_AGAIN = [1, 2, 4, 8, 15, 30];
/** What a proxy says while the server behind it is away. */
const AWAY = [502, 503, 504];

/**
 * Sends work that may take a while and tells how far it has come. When the line is lost it asks again under the same
 * key, so that the work is done once, whichever of the answers got lost.
 */
export async function postLongWork<Body>(
  path: string,
  body: unknown,
  key: string,
  tell: { onProgress: (progress: WorkProgress) => void; onLost: () => void },
): Promise<Answer<Body>> {
  let isLost = false;
  for (const seconds of [...TRY_AGAIN, null]) {
    const answer = await streamOnce<Body>(path, body, key, tell.onProgress);
    isLost = !answer.ok && (answer.problem.code === LOST_CODE || (isLost && AWAY.includes(answer.status)));
    if (!isLost || seconds === null) return answer;
    tell.onLost();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  }
  return LOST;
}

async function streamOnce<Body>(
  path: string,
  body: unknown,
  key: string,
  onProgress: (progress: WorkProgress) => void,
): Promise<Answer<Body>> {
  const headers = {
    "content-type": "application/json",
    accept: "application/x-ndjson",
    "idempotency-key": key,
  };
  try {
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.body || !response.headers.get("content-type")?.startsWith("application/x-ndjson"))
      return await answerOf<Body>(response);
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return LOST;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines.filter(Boolean)) {
        const told = JSON.parse(line) as {
          progress?: WorkProgress;
          result?: Body;
          problem?: ProblemDocument;
        };
        if (told.progress) onProgress(told.progress);
        else if (told.problem)
          return { ok: false, status: Number(told.problem.status), problem: told.problem };
        else return { ok: true, body: told.result as Body };
      }
    }
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

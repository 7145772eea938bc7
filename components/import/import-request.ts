import type { Answer, ProblemDocument } from "@/components/api";
import type { ImportAnswer } from "./import-answer";

/** How far a check or a creation has come. `sending` counts bytes, the others rows. */
export type ImportProgress = {
  phase: "sending" | "reading" | "checking" | "writing";
  done: number;
  total: number;
};

type Line = { progress?: ImportProgress; result?: ImportAnswer; problem?: ProblemDocument };

const LOST: Answer<never> = { ok: false, status: 0, problem: { code: "connection_lost", detail: "" } };
const TRIES = 3;
const WAIT_MS = 1_500;

/**
 * Sends rows or a file and tells how far it has come: of the upload, then of the server's work. With a key a lost
 * connection is asked about again (`onLost`): the same key never creates twice.
 */
export async function sendImport(
  path: string,
  body: FormData | string,
  key: string | undefined,
  onProgress: (progress: ImportProgress) => void,
  onLost: () => void,
): Promise<Answer<ImportAnswer>> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await sendOnce(path, body, key, onProgress);
    const isLost = !answer.ok && answer.status === 0;
    if (!isLost || key === undefined || attempt === TRIES) return answer;
    onLost();
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}

function sendOnce(
  path: string,
  body: FormData | string,
  key: string | undefined,
  onProgress: (progress: ImportProgress) => void,
): Promise<Answer<ImportAnswer>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("accept", "application/x-ndjson, application/json");
    if (typeof body === "string") request.setRequestHeader("content-type", "application/json");
    if (key) request.setRequestHeader("idempotency-key", key);
    request.upload.onprogress = ({ loaded, total, lengthComputable }) =>
      lengthComputable && onProgress({ phase: "sending", done: loaded, total });
    let read = 0;
    request.onprogress = () => {
      const end = request.responseText.lastIndexOf("\n") + 1;
      for (const line of linesOf(request.responseText.slice(read, end))) {
        if (line.progress) onProgress(line.progress);
      }
      read = Math.max(read, end);
    };
    request.onerror = () => resolve(LOST);
    request.onload = () => resolve(answerOf(request));
    request.send(body);
  });
}

function linesOf(text: string): Line[] {
  return text.split("\n").flatMap((line) => {
    try {
      return line.trim() === "" ? [] : [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });
}

function answerOf(request: XMLHttpRequest): Answer<ImportAnswer> {
  if (request.status >= 400 || request.status === 0) {
    const problem = linesOf(request.responseText.replace(/\n/g, " "))[0] as unknown as ProblemDocument;
    return { ok: false, status: request.status, problem: problem ?? { code: "internal", detail: "" } };
  }
  const last = linesOf(request.responseText).at(-1);
  if (last?.result) return { ok: true, body: last.result };
  if (last?.problem) return { ok: false, status: Number(last.problem.status ?? 422), problem: last.problem };
  return LOST;
}

const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Saves the error workbook of a check; false when it could not be had. */
export async function downloadErrors(path: string, body: FormData | string): Promise<boolean> {
  const headers = {
    accept: WORKBOOK,
    ...(typeof body === "string" && { "content-type": "application/json" }),
  };
  try {
    const response = await fetch(path, { method: "POST", headers, body });
    if (!response.ok) return false;
    const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = decodeURIComponent(name ?? "fejl.xlsx");
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    return true;
  } catch {
    return false;
  }
}

"use client";

import { useState } from "react";
import { type Answer, answerOf, LOST, pageLanguage, type ProblemDocument } from "./api";
import { AWAY, type Pause, sendUntilSettled } from "./tries";

/** How far it has come. `sending` counts bytes, the others rows or cases. */
export type WorkProgress = {
  phase: "sending" | "reading" | "checking" | "writing";
  done: number;
  total: number;
};

type Tell = { onProgress: (progress: WorkProgress) => void; onPause: (pause: Pause) => void };

/** What the server writes, a line each: how far it has come, at last the result or the refusal. */
type Line<Body> = { progress?: WorkProgress; result?: Body; problem?: ProblemDocument };
const LINES = "application/x-ndjson";

/** Seconds before each further try when the line is lost: a minute in all. */
const TRY_AGAIN = [1, 2, 4, 8, 15, 30];
/** Refusals that the server keeps under the key, or that are about the key itself: asked again it says the same. */
const SETTLED = ["cases_blocked", "import_has_errors", "idempotency_key_reused"];

/** A new `Idempotency-Key`. `randomUUID` is missing where a page is served without TLS; random bytes are not. */
const newKey = () =>
  // The types promise a method that such a page does not have.
  (crypto as Partial<Crypto>).randomUUID?.() ??
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );

/**
 * Sends work that may take a while. One key for one `content` until the server has said what became of it, however often
 * it is sent, by itself when the line is lost or by a hand that presses again: so it is done once.
 */
export function longWork<Body>() {
  let kept: { for: string; key: string } | undefined;
  return async (
    path: string,
    body: FormData | string,
    content: string,
    { onProgress, onPause }: Tell,
  ): Promise<Answer<Body>> => {
    if (kept?.for !== content) kept = { for: content, key: newKey() };
    const { key } = kept;
    const answer = await sendUntilSettled<Body>(
      () => postWork(path, body, onProgress, key),
      TRY_AGAIN,
      onPause,
    );
    if (answer.ok || SETTLED.includes(answer.problem.code)) kept = undefined;
    return answer;
  };
}

/** The same for as long as a component is shown. */
export const useLongWork = <Body>() => useState(() => longWork<Body>())[0];

/** Sends it once, and tells how far the upload has come and then the server. */
export function postWork<Body>(
  path: string,
  body: FormData | string,
  onProgress: (progress: WorkProgress) => void,
  key?: string,
): Promise<Answer<Body>> {
  return new Promise((resolve) => {
    // `fetch` does not tell how much of a file has gone up.
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("accept-language", pageLanguage()["accept-language"]);
    request.setRequestHeader("accept", `${LINES}, application/json`);
    if (typeof body === "string") request.setRequestHeader("content-type", "application/json");
    if (key) request.setRequestHeader("idempotency-key", key);
    request.upload.onprogress = ({ loaded, total, lengthComputable }) =>
      lengthComputable && onProgress({ phase: "sending", done: loaded, total });
    let read = 0;
    request.onprogress = () => {
      const end = request.responseText.lastIndexOf("\n") + 1;
      for (const { progress } of linesOf(request.responseText.slice(read, end)))
        if (progress) onProgress(progress);
      read = Math.max(read, end);
    };
    request.onerror = () => resolve(LOST);
    request.onload = () => resolve(workAnswer<Body>(request));
    request.send(body);
  });
}

function workAnswer<Body>(request: XMLHttpRequest): Answer<Body> {
  const { status, responseText } = request;
  if (!request.getResponseHeader("content-type")?.startsWith(LINES)) {
    const body = parsed(responseText);
    // A page that something between here and the server has put in the answer's place.
    if (body === null && (status < 400 || AWAY.includes(status))) return LOST;
    return answerOf(status, body);
  }
  const { result, problem } = linesOf<Body>(responseText).at(-1) ?? {};
  if (problem) return { ok: false, status: Number(problem.status), problem };
  return result === undefined ? LOST : { ok: true, body: result };
}

/** A line that the connection broke off in is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const linesOf = <Body>(text: string): Line<Body>[] =>
  text.split("\n").flatMap((line) => (parsed(line) as Line<Body> | null) ?? []);

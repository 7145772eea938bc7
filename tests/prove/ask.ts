import { readFileSync } from "node:fs";
import type { ApiWorld, Facts } from "../support/api-client";

/** `status` 0: no answer came, with the reason as `text`. */
export type Answer = { status: number; text: string; headers: Headers; ms: number };
export type Sent = {
  body?: unknown;
  form?: FormData;
  key?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
};

/** Sends a request and gives what came of it, whatever that is. */
export async function ask(
  { url }: Pick<Facts, "url">,
  token: string,
  method: string,
  path: string,
  { body, form, key, signal, ...more }: Sent = {},
): Promise<Answer> {
  const started = performance.now();
  const since = () => performance.now() - started;
  const headers: Record<string, string> = {
    authorization: `Bearer ${token}`,
    ...(body !== undefined && { "content-type": "application/json" }),
    ...(key && { "idempotency-key": key }),
    ...more.headers,
  };
  try {
    const sent = form ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${url}${path}`, { method, headers, body: sent, signal });
    return { status: response.status, text: await response.text(), headers: response.headers, ms: since() };
  } catch (error) {
    const { message, cause } = error as Error;
    return { status: 0, text: `${message} ${cause ?? ""}`, headers: new Headers(), ms: since() };
  }
}

/** The members of a JSON answer. Throws when it is no success. */
export function membersOf<Members>({ status, text }: Answer): Members {
  if (status !== 200 && status !== 201) throw new Error(`${status} ${text.slice(0, 300)}`);
  return JSON.parse(text) as Members;
}

/** Why an answer is not »try again«: 503 with Retry-After, and the code of one of the two sentences that say so. */
export const notTryAgain = ({ status, text, headers }: Answer): string | null =>
  status === 503 && headers.has("retry-after") && /"code":"(busy|outcome_unknown|away)"/.test(text)
    ? null
    : `answered ${status} ${text.slice(0, 200)}`;

/** Sends until there is an answer other than »try again«, for what is not itself tried. */
export async function insist(send: () => Promise<Answer>): Promise<Answer> {
  for (let again = 0; ; again += 1) {
    const answer = await send();
    if (again === 20 || notTryAgain(answer)) return answer;
    await wait(250);
  }
}

/** The world of this name that was made with a server. */
export const worldIn = ({ worlds }: Pick<Facts, "worlds">, name: string): ApiWorld =>
  JSON.parse(readFileSync(worlds, "utf8"))[name];

export const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

import { DomainError, ERROR_STATUS, type ErrorCode, type InputFault } from "@/lib/domain/error";
import { type Locale, type Translate, translator } from "@/lib/messages";
import { labelOf, problemSentence, shortDay } from "@/lib/messages/sentences";

export type Refusal = {
  status: number;
  code: ErrorCode;
  title: string;
  /** The whole refusal in one or two sentences. */
  message: string;
  errors: { path: string; code: string; message: string }[];
  extra: Record<string, unknown>;
};

/** What the database or the network answers when it is the moment, not the request, that is wrong. */
const PASSING = /^(08|53|57)|^(25P03|40001|40P01|55P03)$/;
const PASSING_WORDS =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout/;
const PASSING_NETWORK = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
];

/** Maps anything a verb throws to a refusal in the given language. A bug is logged and told as `internal`, never echoed. */
export function refusalOf(error: unknown, locale: Locale): Refusal {
  const t = translator(locale);
  if (error instanceof DomainError) return refusal(t, error.code, error.detail);
  if (isPassing(error)) return refusal(t, "busy");
  // An id that is none at all, or text the database cannot hold: nothing of that name can exist.
  if (["22P02", "22021", "22P05"].includes(codeOf(error) ?? "")) return refusal(t, "not_found");
  // eslint-disable-next-line no-console -- the one place where a bug is reported
  console.error(error);
  return refusal(t, "internal");
}

/** Whether it is the moment, not the request or the program, that is wrong. */
export function isPassing(error: unknown): boolean {
  if (error instanceof DomainError) return error.code === "busy";
  const code = codeOf(error);
  if (code && (PASSING.test(code) || PASSING_NETWORK.includes(code))) return true;
  // A connection that the pool could not give in time, or that was lost, carries no code, only these words.
  return error instanceof Error && PASSING_WORDS.test(causes(error));
}

function refusal(t: Translate, code: ErrorCode, detail: DomainError["detail"] = {}): Refusal {
  const status = ERROR_STATUS[code];
  const { faults = [], extra = {} } = detail;
  const params = { ...detail.params };
  if (code === "missing_columns" || code === "ambiguous_columns") {
    params.columns = String(params.columns)
      .split(", ")
      .map((key) => labelOf(t, key))
      .join(", ");
  }
  return {
    status,
    code,
    title: t(`errors.title.${status}`),
    message: t(`errors.${code}`, params),
    errors: faults.map((fault) => ({ path: fault.path, code: fault.code, message: faultSentence(t, fault) })),
    extra,
  };
}

function faultSentence(t: Translate, fault: InputFault): string {
  if (fault.problem) return problemSentence(t, fault.problem);
  const key = t.has(`errors.fault.${fault.code}`) ? fault.code : "invalid";
  const params = Object.fromEntries(
    Object.entries(fault.params ?? {}).map(([name, value]) => [
      name,
      typeof value === "string" ? shortDay(t, value) : value,
    ]),
  );
  return t(`errors.fault.${key}`, params);
}

function codeOf(error: unknown): string | undefined {
  for (let at = error as { code?: unknown; cause?: unknown } | undefined; at; at = at.cause as typeof at) {
    if (typeof at.code === "string") return at.code;
  }
  return undefined;
}

function causes(error: Error): string {
  return error.cause instanceof Error ? `${error.message} ${causes(error.cause)}` : error.message;
}

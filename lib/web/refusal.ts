import { DomainError } from "@/lib/contract/errors";
import { ERROR_STATUS, type ErrorCode } from "@/lib/domain/error";
import type { InputFault } from "@/lib/domain/fault";
import { type Locale, type Translate, translator } from "@/lib/messages";
import { isPassing, sqlState } from "@/lib/server/kernel/sql";
import { labelOf, problemSentence, shortDay } from "@/lib/messages/sentences";

export type Refusal = {
  status: number;
  code: ErrorCode;
  title: string;
  /** The whole refusal in one or two sentences. */
  message: string;
  errors: { path: string; code: string; message: string }[];
  extra: DomainError["detail"]["extra"];
};

/** Maps what a verb throws to a refusal in a language. An unexpected error is logged and becomes `internal`. */
export function refusalOf(error: unknown, locale: Locale): Refusal {
  const t = translator(locale);
  if (error instanceof DomainError) return refusal(t, error.code, error.detail);
  if (isPassing(error)) return refusal(t, "busy");
  // An id that is no UUID, or text that the database cannot store: no such thing exists.
  if (["22P02", "22021", "22P05"].includes(sqlState(error) ?? "")) return refusal(t, "not_found");
  // eslint-disable-next-line no-console -- the one place where a bug is reported
  console.error(error);
  return refusal(t, "internal");
}

function refusal(t: Translate, code: ErrorCode, detail: DomainError["detail"] = {}): Refusal {
  const status = ERROR_STATUS[code];
  const { faults = [], extra } = detail;
  const params = { ...detail.params };
  if (code === "missing_columns" || code === "ambiguous_columns") {
    const keys = String(params.columns).split(", ");
    params.columns = keys.map((key) => `»${labelOf(t, key)}«`).join(", ");
    params.count = keys.length;
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
  const wanted = `errors.missing.${fault.path.split(/\W/).at(-1)}`;
  if (fault.code === "required" && t.has(wanted)) return t(wanted);
  const params = Object.fromEntries(
    Object.entries(fault.params ?? {}).map(([name, value]) => [
      name,
      typeof value === "string" ? shortDay(t, value) : value,
    ]),
  );
  return t(`errors.fault.${fault.code}`, params);
}

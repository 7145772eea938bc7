/** The answer of a server action: the verb's result, or a refusal in sentences. */
export type ActionResult<Value> =
  | { ok: true; value: Value }
  | { ok: false; code: string; message: string; errors: { path: string; message: string }[] };

/** What a form without a log-in answers: it is done, or why not, with what was typed (passwords are not repeated). */
export type FormState = {
  /** What was done, when there is more than one thing to tell. */
  done?: string;
  message?: string;
  errors: Record<string, string>;
  values: Record<string, string>;
};

/** Why a log-in without JavaScript was refused; `missing` are the empty fields, `email` is shown again. */
export type LogInRefusal = {
  reason?: "wrong" | "throttled" | "off" | "failed";
  missing: string[];
  email: string;
};
/** Why a code was refused in a log-in without JavaScript. */
export type CodeRefusal = { reason?: "wrong_code" | "throttled" | "expired" | "failed"; isMissing?: boolean };

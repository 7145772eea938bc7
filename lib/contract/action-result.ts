/** The answer of a server action: the verb's result, or a refusal in sentences. */
export type ActionResult<Value> =
  | { ok: true; value: Value }
  | { ok: false; code: string; message: string; errors: { path: string; message: string }[] };

/** Why a log-in without JavaScript was refused; `missing` are the empty fields, `email` is shown again. */
export type LogInRefusal = {
  reason?: "wrong" | "throttled" | "failed";
  missing: string[];
  email: string;
};

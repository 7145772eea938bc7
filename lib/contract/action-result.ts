/** What a server action answers: the verb's result, or a refusal ready to be shown. */
export type ActionResult<Value> =
  | { ok: true; value: Value }
  | { ok: false; code: string; message: string; errors: { path: string; message: string }[] };

/** Why a log-in sent without the page's script was refused; what the form shows again. */
export type LogInRefusal = {
  reason?: "wrong" | "throttled" | "failed";
  missing: string[];
  email: string;
};

/** What a server action answers: the verb's result, or a refusal ready to be shown. */
export type ActionResult<Value> =
  | { ok: true; value: Value }
  | { ok: false; code: string; message: string; errors: { path: string; message: string }[] };

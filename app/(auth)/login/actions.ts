"use server";

import type { LogInRefusal } from "@/lib/contract/action-result";
import { logInByForm } from "@/lib/web/log-in";

/** The log-in of a browser that sends the form by itself. The first argument is what the form was told before. */
export async function logIn(_: LogInRefusal, form: FormData): Promise<LogInRefusal> {
  return logInByForm(form);
}

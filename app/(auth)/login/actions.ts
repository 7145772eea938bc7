"use server";

import type { LogInRefusal } from "@/lib/contract/action-result";
import { logInByForm } from "@/lib/web/log-in";

/** The log-in without JavaScript. The first argument is the form's previous state. */
export async function logIn(_: LogInRefusal, form: FormData): Promise<LogInRefusal> {
  return logInByForm(form);
}

"use server";

import type { CodeRefusal, LogInRefusal } from "@/lib/contract/action-result";
import { logInByForm, passByForm } from "@/lib/web/log-in";

/** The log-in without JavaScript. The first argument is the form's previous state. */
export async function logIn(_: LogInRefusal, form: FormData): Promise<LogInRefusal> {
  return logInByForm(form);
}

/** The second step without JavaScript. */
export async function passStep(_: CodeRefusal, form: FormData): Promise<CodeRefusal> {
  return passByForm(form);
}

"use server";

import { redirect } from "next/navigation";
import { headers } from "next/headers";
import type { FormState } from "@/lib/contract/action-result";
import { DomainError } from "@/lib/contract/errors";
import { askForAccess } from "@/lib/server/people/access-requests";
import { askForPassword, choosePassword, PASSWORD_LINKS } from "@/lib/server/people/forgotten";
import { unsubscribe } from "@/lib/server/news/wishes";
import { confirmEmail, EMAIL_LINKS } from "@/lib/server/people/own-email";
import { sessionOf } from "@/lib/web/auth";
import { codePage, rememberSession } from "@/lib/web/log-in";
import { publicForm } from "@/lib/web/public-form";
import { rememberFirstStep } from "@/lib/web/second-step";
import { linkCtx } from "@/lib/web/session";

// The first argument of each is the form's previous state.

export async function forgot(_: FormState, form: FormData): Promise<FormState> {
  return publicForm(["email"], async (given, { db, now, address }) => {
    await askForPassword(db, now, given, address);
    return "sent";
  })(form);
}

const ACCESS = ["company", "cvr", "authorisation", "name", "email", "phone", "note"];

export async function requestAccess(_: FormState, form: FormData): Promise<FormState> {
  return publicForm(ACCESS, async (given, { db, now, address, language }) => {
    await askForAccess(db, now, given, { address, language });
    return "sent";
  })(form);
}

export async function setPassword(token: string, _: FormState, form: FormData): Promise<FormState> {
  return publicForm(["password"], async (given) => {
    const ctx = await linkCtx(String(token), PASSWORD_LINKS);
    if (!ctx) throw new DomainError("link_dead");
    const { user, needsCode } = await choosePassword(ctx, token, given);
    if (needsCode) {
      await rememberFirstStep(user);
      return redirect(codePage("/"));
    }
    await rememberSession(await sessionOf(user, new Date(), (await headers()).get("user-agent")));
    return redirect("/");
  })(form);
}

export async function confirmOwnEmail(token: string, _: FormState, form: FormData): Promise<FormState> {
  return publicForm([], async () => {
    const ctx = await linkCtx(String(token), EMAIL_LINKS);
    if (!ctx) throw new DomainError("link_dead");
    const { isDone } = await confirmEmail(ctx, token);
    // Another page, since this one's link is used up now.
    return redirect(`/confirm-email/${isDone ? "done" : "half"}`);
  })(form);
}

export async function stopMails(token: string, _: FormState, form: FormData): Promise<FormState> {
  return publicForm([], async (_given, { db }) => {
    await unsubscribe(db, token);
    return "stopped";
  })(form);
}

"use client";

import { signIn } from "next-auth/react";
import { useTranslations } from "next-intl";
import { useActionState, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TextField } from "@/components/ui/text-field";
import type { LogInRefusal } from "@/lib/contract/action-result";

type Props = {
  /** For a browser that sends the form by itself, because the page's script has not come or never will. */
  logIn: (before: LogInRefusal, form: FormData) => Promise<LogInRefusal>;
  target: string;
  /** Where a code is asked for, of those who need one. */
  codePage: string;
  minutes: number;
};

/** E-mail and password. After a log-in the page is loaded anew, so that nothing of the visitor before is left. */
export function LoginForm({ logIn, target, codePage, minutes }: Props) {
  const t = useTranslations("shell.login");
  const [refused, logInWithoutScript] = useActionState(logIn, { email: "", missing: [] });
  const [reason, setReason] = useState(refused.reason);
  const [missing, setMissing] = useState(refused.missing);
  const [isPending, startTransition] = useTransition();

  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const [email, password] = [String(data.get("email")).trim(), String(data.get("password"))];
    const empty = [...(email ? [] : ["email"]), ...(password ? [] : ["password"])];
    setReason(undefined);
    setMissing(empty);
    if (empty[0]) return form.querySelector<HTMLInputElement>(`[name=${empty[0]}]`)?.focus();
    startTransition(async () => {
      const result = await signIn("credentials", { email, password, redirect: false }).catch(() => undefined);
      if (result?.ok) return window.location.assign(target);
      if (result?.error === "code") return window.location.assign(codePage);
      const reasons = { 401: "wrong", 429: "throttled" } as const;
      setReason(result?.error === "off" ? "off" : (reasons[result?.status as 401 | 429] ?? "failed"));
      form.querySelector<HTMLInputElement>("[name=password]")?.focus();
    });
  };

  return (
    <form action={logInWithoutScript} onSubmit={submit} className="flex flex-col gap-5">
      <div role="alert" className={reason ? "" : "hidden"}>
        {reason && <Notice tone="danger">{t(reason, { minutes })}</Notice>}
      </div>
      <input type="hidden" name="callbackUrl" value={target} />
      <TextField
        label={t("email")}
        name="email"
        type="email"
        autoComplete="username"
        spellCheck="false"
        isRequired
        defaultValue={refused.email}
        errorMessage={missing.includes("email") ? t("emailRequired") : undefined}
      />
      <TextField
        label={t("password")}
        name="password"
        type="password"
        autoComplete="current-password"
        isRequired
        errorMessage={missing.includes("password") ? t("passwordRequired") : undefined}
      />
      <Button type="submit" variant="primary" isPending={isPending} className="mt-1 w-full">
        {t("submit")}
      </Button>
    </form>
  );
}

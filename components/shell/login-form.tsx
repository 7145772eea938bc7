"use client";

import { signIn } from "next-auth/react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Form } from "react-aria-components";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TextField } from "@/components/ui/text-field";

/** E-mail and password. After a log-in the page is loaded anew, so that nothing of the visitor before is left. */
export function LoginForm({ target, minutes }: { target: string; minutes: number }) {
  const t = useTranslations("shell.login");
  const [error, setError] = useState<string>();
  const [missing, setMissing] = useState<string[]>([]);
  const [isPending, startTransition] = useTransition();

  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const [email, password] = [String(data.get("email")).trim(), String(data.get("password"))];
    const empty = [...(email ? [] : ["email"]), ...(password ? [] : ["password"])];
    setError(undefined);
    setMissing(empty);
    if (empty[0]) return form.querySelector<HTMLInputElement>(`[name=${empty[0]}]`)?.focus();
    startTransition(async () => {
      const result = await signIn("credentials", { email, password, redirect: false }).catch(() => undefined);
      if (result?.ok) return window.location.assign(target);
      setError(
        result?.status === 429
          ? t("throttled", { minutes })
          : result?.status === 401
            ? t("wrong")
            : t("failed"),
      );
      form.querySelector<HTMLInputElement>("[name=password]")?.focus();
    });
  };

  return (
    <Form onSubmit={submit} className="flex flex-col gap-5">
      <div role="alert" className={error ? "" : "hidden"}>
        {error && <Notice tone="danger">{error}</Notice>}
      </div>
      <TextField
        label={t("email")}
        name="email"
        type="email"
        autoComplete="username"
        spellCheck="false"
        isRequired
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
    </Form>
  );
}

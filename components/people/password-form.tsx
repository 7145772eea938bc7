"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { TextField } from "@/components/ui/text-field";
import type { ActionResult } from "@/lib/contract/action-result";

type Props = {
  email: string;
  min: number;
  change: (input: { current: string; next: string }) => Promise<ActionResult<void>>;
};

/** A changed password ends every session, this one too, so success leads to the log-in. */
export function PasswordForm({ email, min, change }: Props) {
  const t = useTranslations("shell.profilePage");
  const [refusal, setRefusal] = useState<{
    code: string;
    message: string;
    errors: { path: string; message: string }[];
  }>();
  const [isPending, startTransition] = useTransition();

  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    startTransition(async () => {
      const result = await change({ current: String(data.get("current")), next: String(data.get("next")) });
      // eslint-disable-next-line @next/next/no-location-assign-relative-destination -- the ended session must leave nothing on the page
      if (result.ok) return window.location.assign("/login?changed=password");
      setRefusal(result);
      form.querySelector<HTMLInputElement>(`[name=${result.errors[0]?.path ?? "current"}]`)?.focus();
    });
  };

  const errorAt = (path: string) => {
    const isWrong = path === "current" && refusal?.code === "wrong_password";
    return isWrong ? refusal.message : refusal?.errors.find((error) => error.path === path)?.message;
  };

  return (
    <Form onSubmit={submit} className="flex flex-col items-start gap-5">
      {refusal && refusal.errors.length === 0 && (
        <Notice tone="danger" role="alert">
          {refusal.message}
        </Notice>
      )}
      {/* Tells password managers whose password this is. */}
      <input type="email" name="email" value={email} autoComplete="username" readOnly hidden />
      <TextField
        label={t("currentPassword")}
        name="current"
        type="password"
        autoComplete="current-password"
        errorMessage={errorAt("current")}
        className="w-full"
      />
      <TextField
        label={t("newPassword")}
        name="next"
        type="password"
        autoComplete="new-password"
        description={t("newPasswordHelp", { min })}
        errorMessage={errorAt("next")}
        className="w-full"
      />
      <Button type="submit" isPending={isPending}>
        {t("changePassword")}
      </Button>
    </Form>
  );
}

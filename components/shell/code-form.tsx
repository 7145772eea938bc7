"use client";

import { signIn } from "next-auth/react";
import { useTranslations } from "next-intl";
import { useActionState, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TextField } from "@/components/ui/text-field";
import type { CodeRefusal } from "@/lib/contract/action-result";

type Props = {
  /** For a browser that sends the form by itself. */
  pass: (before: CodeRefusal, form: FormData) => Promise<CodeRefusal>;
  target: string;
  minutes: number;
  /** A recovery code has letters, and no app fills it in. */
  isRecovery: boolean;
};
type Reason = NonNullable<CodeRefusal["reason"]>;

/** The second step of a log-in. After it the page is loaded anew. */
export function CodeForm({ pass, target, minutes, isRecovery }: Props) {
  const t = useTranslations("shell.login");
  const [refused, passWithoutScript] = useActionState(pass, {});
  const [reason, setReason] = useState<Reason | undefined>(refused.reason);
  const [isMissing, setMissing] = useState(refused.isMissing ?? false);
  const [isPending, startTransition] = useTransition();

  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const code = String(new FormData(form).get("code")).trim();
    const field = form.querySelector<HTMLInputElement>("[name=code]");
    setReason(undefined);
    setMissing(code === "");
    if (code === "") return field?.focus();
    startTransition(async () => {
      const result = await signIn("credentials", { code, redirect: false }).catch(() => undefined);
      if (result?.ok) return window.location.assign(target);
      const told = (["wrong_code", "throttled", "expired"] as const).find((one) => one === result?.error);
      setReason(told ?? "failed");
      field?.select();
    });
  };

  return (
    <form action={passWithoutScript} onSubmit={submit} className="flex flex-col gap-5">
      <div role="alert" className={reason ? "" : "hidden"}>
        {reason && (
          <Notice tone="danger">{t(reason === "expired" ? "codeExpired" : reason, { minutes })}</Notice>
        )}
      </div>
      <input type="hidden" name="callbackUrl" value={target} />
      <TextField
        label={t(isRecovery ? "recoveryCode" : "code")}
        name="code"
        autoComplete={isRecovery ? "off" : "one-time-code"}
        inputMode={isRecovery ? "text" : "numeric"}
        spellCheck="false"
        description={t(isRecovery ? "recoveryCodeHelp" : "codeHelp")}
        errorMessage={isMissing ? t("codeRequired") : undefined}
      />
      <Button type="submit" variant="primary" isPending={isPending} className="w-full">
        {t("submit")}
      </Button>
    </form>
  );
}

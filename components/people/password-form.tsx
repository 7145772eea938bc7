"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { TextField } from "@/components/ui/text-field";
import { useSubmit } from "@/components/use-submit";
import type { ActionResult } from "@/lib/contract/action-result";
import { OwnPasswordField } from "./own-password-field";

type Props = {
  email: string;
  min: number;
  change: (input: { password: string; next: string }) => Promise<ActionResult<void>>;
};

/** A changed password ends every session, this one too, so success leads to the log-in. */
export function PasswordForm({ email, min, change }: Props) {
  const t = useTranslations("shell.profilePage");
  const { errors, isPending, submit } = useSubmit();

  const save = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    submit(
      () => change({ password: String(data.get("password")), next: String(data.get("next")) }),
      // eslint-disable-next-line @next/next/no-location-assign-relative-destination -- the ended session must leave nothing on the page
      () => window.location.assign("/login?changed=password"),
      ({ errors: [first] }) =>
        form.querySelector<HTMLInputElement>(`[name=${first?.path ?? "password"}]`)?.focus(),
    );
  };

  return (
    <Form onSubmit={save} className="flex flex-col items-start gap-5">
      {errors.form && Object.keys(errors.fields).length === 0 && (
        <Notice tone="danger" role="alert">
          {errors.form}
        </Notice>
      )}
      <OwnPasswordField email={email} errors={errors} label={t("currentPassword")} />
      <TextField
        label={t("newPassword")}
        name="next"
        type="password"
        autoComplete="new-password"
        description={t("newPasswordHelp", { min })}
        errorMessage={errors.fields.next}
        className="w-full"
      />
      <Button type="submit" isPending={isPending}>
        {t("changePassword")}
      </Button>
    </Form>
  );
}

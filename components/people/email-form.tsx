"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { TextField } from "@/components/ui/text-field";
import { useSubmit } from "@/components/use-submit";
import type { ActionResult } from "@/lib/contract/action-result";
import { OwnPasswordField, passwordIn } from "./own-password-field";

type Props = {
  email: string;
  ask: (input: { email: string; password: string }) => Promise<ActionResult<void>>;
};

/** Asks for another e-mail, which is confirmed by a link at the present and at the new address. */
export function EmailForm({ email, ask }: Props) {
  const t = useTranslations("shell.profilePage");
  const [isAsked, setAsked] = useState(false);
  const { errors, isPending, submit } = useSubmit();

  const save = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    setAsked(false);
    submit(
      () => ask({ email: String(data.get("newEmail")), password: passwordIn(form) }),
      () => {
        form.reset();
        setAsked(true);
      },
    );
  };

  return (
    <Form onSubmit={save} className="flex flex-col items-start gap-5">
      {isAsked && (
        <Notice tone="success" role="status">
          {t("emailAsked")}
        </Notice>
      )}
      {errors.form && Object.keys(errors.fields).length === 0 && (
        <Notice tone="danger" role="alert">
          {errors.form}
        </Notice>
      )}
      <TextField
        label={t("newEmail")}
        name="newEmail"
        type="email"
        autoComplete="email"
        description={t("emailHelp")}
        errorMessage={errors.fields.email}
        className="w-full"
      />
      <OwnPasswordField email={email} errors={errors} />
      <Button type="submit" isPending={isPending}>
        {t("changeEmail")}
      </Button>
    </Form>
  );
}

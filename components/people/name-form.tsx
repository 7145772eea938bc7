"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { TextField } from "@/components/ui/text-field";
import { notify } from "@/components/ui/toast";
import { useSubmit } from "@/components/use-submit";
import type { ActionResult } from "@/lib/contract/action-result";
import { LIMITS } from "@/lib/domain/limits";

type Props = { name: string; rename: (input: { name: string }) => Promise<ActionResult<void>> };

export function NameForm({ name, rename }: Props) {
  const t = useTranslations("shell");
  const router = useRouter();
  const [typed, setTyped] = useState(name);
  const { errors, isPending, submit } = useSubmit();

  const save = (event: React.FormEvent) => {
    event.preventDefault();
    submit(
      () => rename({ name: typed }),
      () => {
        notify({ tone: "success", message: t("saved") });
        router.refresh();
      },
    );
  };

  return (
    <Form onSubmit={save} className="flex flex-wrap items-start gap-3">
      <TextField
        label={t("profilePage.name")}
        name="name"
        value={typed}
        onChange={setTyped}
        autoComplete="name"
        maxLength={LIMITS.nameLength}
        errorMessage={errors.fields.name ?? errors.form}
        className="grow basis-60"
      />
      <Button type="submit" isPending={isPending} className="sm:mt-[1.6875rem]">
        {t("save")}
      </Button>
    </Form>
  );
}

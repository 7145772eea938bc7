"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { TextField } from "@/components/ui/text-field";
import { notify } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/contract/action-result";
import { LIMITS } from "@/lib/domain/limits";

type Props = { name: string; rename: (input: { name: string }) => Promise<ActionResult<void>> };

export function NameForm({ name, rename }: Props) {
  const t = useTranslations("shell");
  const router = useRouter();
  const [typed, setTyped] = useState(name);
  const [error, setError] = useState<string>();
  const [isPending, startTransition] = useTransition();

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    startTransition(async () => {
      const result = await rename({ name: typed });
      setError(result.ok ? undefined : (result.errors[0]?.message ?? result.message));
      if (!result.ok) return;
      notify({ tone: "success", message: t("saved") });
      router.refresh();
    });
  };

  return (
    <Form onSubmit={submit} className="flex flex-wrap items-start gap-3">
      <TextField
        label={t("profilePage.name")}
        name="name"
        value={typed}
        onChange={setTyped}
        autoComplete="name"
        maxLength={LIMITS.nameLength}
        errorMessage={error}
        className="grow basis-60"
      />
      <Button type="submit" isPending={isPending} className="sm:mt-[1.6875rem]">
        {t("save")}
      </Button>
    </Form>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Form } from "react-aria-components";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import type { ActionResult } from "@/lib/domain/action-result";

type Props = {
  title: string;
  name: string;
  save: (input: { name: string }) => Promise<ActionResult<void>>;
  onClose: () => void;
};

/** A new name for a project or a group. */
export function NameDialog({ title, name, save, onClose }: Props) {
  const t = useTranslations("projects");
  const router = useRouter();
  const [typed, setTyped] = useState(name);
  const [error, setError] = useState<string>();
  const [isPending, startTransition] = useTransition();
  const submit = (event?: React.FormEvent) => {
    event?.preventDefault();
    startTransition(async () => {
      const result = await save({ name: typed });
      if (!result.ok) return setError(result.errors[0]?.message ?? result.message);
      onClose();
      router.refresh();
    });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      width="sm"
      footer={
        <>
          <Button onPress={onClose}>{t("back")}</Button>
          <Button variant="primary" onPress={() => submit()} isPending={isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <Form onSubmit={submit}>
        <TextField
          label={t("name")}
          name="name"
          value={typed}
          onChange={setTyped}
          maxLength={120}
          errorMessage={error}
          autoFocus
          isRequired
        />
      </Form>
    </Dialog>
  );
}
